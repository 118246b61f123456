using Vae.Core.Data;

namespace Vae.Core.Tests.Data;

public class DoubleRowSourceTests
{
    private static readonly double[] Times = [1732780800, 0.5, 1732780801, 0.25, 1732780802, 0.125];

    [Fact]
    public void Read_Doubles_GivesThemAsTheyAre()
    {
        var source = new DoubleRowSource(Times, 2);
        double[] buffer = new double[5];
        using IRowReader reader = source.OpenReader();

        Assert.Equal(2, reader.Read(buffer));
        Assert.Equal(Times[..4], buffer[..4]);
        Assert.Equal(1, reader.Read(buffer));
        Assert.Equal(Times[4..], buffer[..2]);
        Assert.Equal(0, reader.Read(buffer));
        Assert.Equal(3, source.RowCount);
        Assert.True(((IRowSource)source).HasDoubles);
    }

    [Fact]
    public void Read_Floats_GivesTheNearest()
    {
        float[] buffer = new float[6];
        using IRowReader reader = new DoubleRowSource(Times, 2).OpenReader();

        Assert.Equal(3, reader.Read(buffer));
        Assert.Equal([1732780800f, 0.5f, 1732780801f, 0.25f, 1732780802f, 0.125f], buffer);
    }

    [Fact]
    public void ReadLabelled_FewerLabelsThanRows_GivesAsManyRowsAsLabels()
    {
        var source = new DoubleRowSource(Times, 2, labels: new float[] { 0, 1, 0 });
        double[] rows = new double[6];
        float[] labels = new float[2];
        using ILabelledRowReader reader = source.OpenLabelledReader();

        Assert.Equal(2, reader.Read(rows, labels));
        Assert.Equal([0f, 1f], labels);
        Assert.Equal(1, reader.Read(rows, labels));
        Assert.Equal(Times[4..], rows[..2]);
    }

    [Fact]
    public void OpenLabelledReader_NoLabels_IsRefused() =>
        Assert.Throws<InvalidOperationException>(() => new DoubleRowSource(Times, 2).OpenLabelledReader());

    [Fact]
    public void Constructor_ValuesThatAreNoWholeRows_AreRefused() =>
        Assert.Throws<ArgumentException>(() => new DoubleRowSource(Times, 4));

    [Fact]
    public void Read_DoublesOfASourceOfFloats_AreTheFloats()
    {
        var source = new MemoryRowSource(new[] { 0.1f, float.NaN, -3e38f, 7f }, 2, labels: new float[] { 1, 0 });
        double[] rows = new double[7];
        using IRowReader reader = source.OpenReader();
        Assert.Equal(2, reader.Read(rows));
        Assert.Equal([0.1f, double.NaN, -3e38f, 7], rows[..4]);

        float[] labels = new float[3];
        using ILabelledRowReader labelled = source.OpenLabelledReader();
        Assert.Equal(2, labelled.Read(rows, labels));
        Assert.Equal([0.1f, double.NaN, -3e38f, 7], rows[..4]);
        Assert.Equal([1f, 0f], labels[..2]);
        Assert.False(((IRowSource)source).HasDoubles);
    }

    [Fact]
    public void NormalRows_OfDoubles_KeepThem()
    {
        var source = new NormalRowsSource(new DoubleRowSource(Times, 2, labels: new float[] { 0, 1, 0 }));
        double[] rows = new double[6];
        using IRowReader reader = source.OpenReader();

        Assert.True(source.HasDoubles);
        Assert.Equal(2, reader.Read(rows));
        Assert.Equal([.. Times[..2], .. Times[4..]], rows[..4]);
    }
}
