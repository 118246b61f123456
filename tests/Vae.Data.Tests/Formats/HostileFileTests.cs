using Vae.Core;

namespace Vae.Data.Tests.Formats;

/// <summary>Files that are cut short or damaged are errors in words, or are read where the damage is in the values; nothing else happens.</summary>
public sealed class HostileFileTests : IDisposable
{
    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("duckdb.parquet")]
    [InlineData("parquet-wasm.parquet")]
    [InlineData("arrow.arrow")]
    [InlineData("polars-lz4.arrow")]
    public void Open_CutAnywhere_IsAnErrorThatNamesTheFile(string name)
    {
        var whole = File.ReadAllBytes(Readings.PathOf(name));
        for (var length = 0; length < whole.Length; length += 1 + (length / 40))
        {
            var path = folder.Write("cut" + Path.GetExtension(name), whole[..length]);

            var error = Assert.Throws<VaeDataException>(() => Readings.Read(RowSourceFactory.Open(path, Readings.Options(hasTime: true))));

            Assert.Contains(path, error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("duckdb.parquet")]
    [InlineData("duckdb-zstd.parquet")]
    [InlineData("duckdb-types.parquet")]
    [InlineData("duckdb-nested.parquet")]
    [InlineData("parquet-wasm.parquet")]
    [InlineData("polars.parquet")]
    [InlineData("arrow.arrow")]
    [InlineData("arrow.arrows")]
    [InlineData("polars.arrow")]
    [InlineData("polars-lz4.arrow")]
    [InlineData("polars-zstd.arrow")]
    [InlineData("duckdb.jsonl")]
    public void Open_DamagedAnywhere_IsReadOrAnErrorInWords(string name)
    {
        var whole = File.ReadAllBytes(Readings.PathOf(name));
        var random = new Random(12);
        for (var trial = 0; trial < 80; trial++)
        {
            var damaged = (byte[])whole.Clone();
            for (var flips = random.Next(1, 4); flips > 0; flips--)
            {
                damaged[random.Next(4, damaged.Length)] = (byte)random.Next(256);
            }

            var path = folder.Write("damaged" + Path.GetExtension(name), damaged);
            try
            {
                Readings.Read(RowSourceFactory.Open(path));
            }
            catch (VaeDataException error)
            {
                Assert.Contains(path, error.Message, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData("t.parquet", "a,b\n1,2\n", "is no Parquet file, though its name says so")]
    [InlineData("t.csv", "PAR1 but then nothing of the kind", "is cut short: it begins as a Parquet file")]
    [InlineData("t.csv", "PARE1234PARE", "is an encrypted Parquet file")]
    [InlineData("t.xlsx", "PK\u0003\u0004rest", "is a ZIP archive, as workbooks of Excel")]
    [InlineData("t.orc", "ORC\u0001\u0002", "is an ORC file, which is not read")]
    public void Open_ContentOfAnotherKind_IsNamed(string name, string content, string words)
    {
        var path = folder.Write(name, content);

        var error = Assert.Throws<VaeDataException>(() => RowSourceFactory.Open(path));

        Assert.Contains($"'{path}' {words}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NamesThatBeginAsAnotherFormat_AreNames() =>
        Assert.Equal([1, 2], DataFolder.ReadAll(RowSourceFactory.Open(folder.Write("t.csv", "ORC,BZh\n1,2\n"))));
}
