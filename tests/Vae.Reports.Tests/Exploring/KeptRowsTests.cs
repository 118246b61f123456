using Vae.Cli.Exploring;
using Vae.Core.Data;

namespace Vae.Reports.Tests.Exploring;

/// <summary>Rows in a file are those in memory.</summary>
public sealed class KeptRowsTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Read_RowsInATemporaryFile_AreThoseInMemory(bool hasDoubles)
    {
        double[] values = [.. Enumerable.Range(0, 3000).Select(i => (i * 0.1) - 20)];
        IRowSource source = hasDoubles ? new DoubleRowSource(values, 3) : new MemoryRowSource(values.Select(value => (float)value).ToArray(), 3);
        int[] numbers = [999, 0, 512, 512];
        string[] before = Files();

        using var inMemory = KeptRows.Of(source, 1000);
        var inFile = KeptRows.Of(source, 1000, mostInMemory: 0);

        Assert.Equal(inMemory.Read(numbers, default), inFile.Read(numbers, default));
        Assert.All(values[^3..].Zip(inFile.Read([999], default)), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
        inFile.Dispose();
        Assert.Empty(Files().Except(before));
    }

    private static string[] Files() => Directory.GetFiles(Path.GetTempPath(), "vae-rows-*.tmp");
}
