using System.Buffers.Binary;
using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Vae.Core.Data;
using Vae.Data.Options;

namespace Vae.Data.Tests;

/// <summary>Numbers with more digits than 32-bit floats have, read from files.</summary>
public sealed class DoublesTests : IDisposable
{
    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Read_CsvOfAnyDoubles_GivesThemAsTheyWereWritten()
    {
        Gen<double> numbers =
            from mantissa in Gen.Choose(-1_000_000_000, 1_000_000_000)
            from rest in Gen.Choose(0, 999_999)
            from exponent in Gen.Choose(-20, 12)
            select (mantissa + (rest / 1e6)) * Math.Pow(10, exponent);
        Prop.ForAll(Arb.From(from a in Gen.ArrayOf(numbers, 5) from b in Gen.ArrayOf(numbers, 5) select a.Zip(b).ToArray()), rows =>
        {
            string path = folder.Write("t.csv", "a,b\n" + string.Concat(rows.Select(row =>
                string.Create(CultureInfo.InvariantCulture, $"{row.First:R},{row.Second:R}\n"))));

            Assert.Equal(rows.SelectMany(row => new[] { row.First, row.Second }), ReadAll(new CsvRowSource(path)));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Read_CsvWithLabelAndLevels_GivesDoublesBesideThem()
    {
        string path = folder.Write("t.csv", "t,colour,label\n1732780801,red,1\nNA,blue,0\n1732780803,red,0\n");
        var source = new CsvRowSource(path, new CsvOptions { LabelColumn = "label", Inference = new ColumnInference() });
        double[] rows = new double[9];
        float[] labels = new float[3];
        using ILabelledRowReader reader = source.OpenLabelledReader();

        Assert.True(source.HasDoubles);
        Assert.Equal(3, reader.Read(rows, labels));
        Assert.Equal([1732780801, 1, 0, double.NaN, 0, 1, 1732780803, 1, 0], rows);
        Assert.Equal([1f, 0f, 0f], labels);
    }

    [Fact]
    public void Read_IdxOfDoublesAndOfInts_GivesThemAsTheyAre()
    {
        double[] times = [1732780801, 1732780802.5];
        byte[] doubles = new byte[12 + 16];
        new byte[] { 0, 0, 0x0E, 2, 0, 0, 0, 2, 0, 0, 0, 1 }.CopyTo(doubles, 0);
        byte[] ints = [0, 0, 0x0C, 2, 0, 0, 0, 2, 0, 0, 0, 1, .. new byte[8]];
        for (int i = 0; i < 2; i++)
        {
            BinaryPrimitives.WriteDoubleBigEndian(doubles.AsSpan(12 + (8 * i)), times[i]);
            BinaryPrimitives.WriteInt32BigEndian(ints.AsSpan(12 + (4 * i)), 1732780801 + i);
        }

        Assert.Equal(times, ReadAll(new IdxRowSource(folder.Write("d.idx", doubles))));
        Assert.Equal([1732780801d, 1732780802], ReadAll(new IdxRowSource(folder.Write("i.idx", ints))));
        Assert.True(new IdxRowSource(folder.PathOf("d.idx")).HasDoubles);
    }

    private static double[] ReadAll(IRowSource source)
    {
        var all = new List<double>();
        double[] block = new double[2 * source.ColumnCount];
        using IRowReader reader = source.OpenReader();
        for (int read; (read = reader.Read(block.AsSpan())) > 0;)
        {
            all.AddRange(block.AsSpan(0, read * source.ColumnCount));
        }

        return [.. all];
    }
}
