using Vae.Core.Data;

namespace Vae.Core.Tests.Data;

public class MemoryRowSourceTests
{
    [Fact]
    public void Read_BufferOfTwoRowsAndAHalf_GivesTwoRowsAndLeavesTheRestAlone()
    {
        var source = new MemoryRowSource(new float[] { 1, 2, 3, 4, 5, 6 }, 2);
        float[] buffer = [9, 9, 9, 9, 9];
        using IRowReader reader = source.OpenReader();

        Assert.Equal(2, reader.Read(buffer));
        Assert.Equal([1, 2, 3, 4, 9], buffer);
        Assert.Equal(2, reader.Position);
        Assert.Equal(1, reader.Read(buffer));
        Assert.Equal([5, 6], buffer[..2]);
        Assert.Equal(0, reader.Read(buffer));
        Assert.Equal(3, source.RowCount);
    }

    [Fact]
    public void OpenReader_Twice_GivesIndependentPasses()
    {
        var source = new MemoryRowSource(new float[] { 1, 2 }, 1);
        float[] one = new float[1];
        using IRowReader first = source.OpenReader();
        first.Read(one);
        using IRowReader second = source.OpenReader();
        second.Read(one);

        Assert.Equal(1, one[0]);
    }

    [Fact]
    public void Read_BufferBelowOneRow_IsRefused()
    {
        using IRowReader reader = new MemoryRowSource(new float[] { 1, 2 }, 2).OpenReader();

        Assert.Throws<ArgumentException>(() => reader.Read(new float[1]));
    }

    [Fact]
    public void Constructor_ValuesThatAreNoWholeRows_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => new MemoryRowSource(new float[] { 1, 2, 3 }, 2));
        Assert.Throws<ArgumentException>(() => new MemoryRowSource(new float[] { 1, 2 }, 2, ["only one"]));
    }
}
