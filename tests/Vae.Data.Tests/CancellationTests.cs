using Vae.Core.Data;
using Vae.Data.Options;

namespace Vae.Data.Tests;

/// <summary>A pass over a long table ends when somebody has enough of it.</summary>
public sealed class CancellationTests : IDisposable
{
    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("csv")]
    [InlineData("jsonl")]
    public void Open_Cancelled_EndsTheFirstPass(string format)
    {
        var path = Write(format);

        Assert.ThrowsAny<OperationCanceledException>(() => RowSourceFactory.Open(path, new RowSourceOptions
        {
            Inference = new ColumnInference(),
            Csv = new CsvOptions { CancellationToken = new CancellationToken(canceled: true) },
        }));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Read_CancelledOnTheWay_EndsThePass(int threads)
    {
        using var source = new CancellationTokenSource();
        var rows = RowSourceFactory.Open(Write("csv"), new RowSourceOptions { Csv = new CsvOptions { CancellationToken = source.Token, Threads = threads } });
        using var reader = rows.OpenReader();
        var block = new float[200];
        Assert.Equal(100, reader.Read(block));

        source.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() => reader.Read(block));
    }

    private string Write(string format) => folder.Write(
        "t." + format,
        format == "csv"
            ? "a,b\n" + string.Concat(Enumerable.Range(0, 5000).Select(row => $"{row},{row % 7}\n"))
            : string.Concat(Enumerable.Range(0, 50).Select(row => $"{{\"a\": {row}, \"b\": {row % 7}}}\n")));
}
