using FsCheck;
using FsCheck.Fluent;
using Vae.Core.Data;

namespace Vae.Core.Tests.Data;

public class ColumnProfileTests
{
    [Fact]
    public void Origin_UnixTimesOfTenMinutes_IsTheirMiddle()
    {
        RowOrigin? origin = Profile(600, i => 1732780800 + i).Origin(null, []);

        Assert.Equal([1732781100d], origin!.Values.ToArray());
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1013, 20)]
    [InlineData(1_000_000, 400_000)]
    public void Origin_RangeThatFloatsHold_IsNone(double offset, double range) =>
        Assert.Null(Profile(500, i => offset + (range * i / 499)).Origin(null, []));

    [Fact]
    public void Origin_WholeNumbersThatFloatsHold_IsNone() => Assert.Null(Profile(500, i => 16_000_000 + i).Origin(null, []));

    [Fact]
    public void Origin_CountsAndBinaries_IsNone()
    {
        var schema = new TableSchema(TableColumn.Count("c"));

        Assert.Null(Profile(500, i => 1732780800 + i).Origin(schema, []));
    }

    [Fact]
    public void Origin_ConstantBeyondFloats_IsTheConstant()
    {
        ColumnProfile profile = Profile(100, _ => 1732780801);
        var (features, values) = profile.Constants(null);

        Assert.Equal([0], features);
        Assert.Equal([1732780801], values);
        Assert.Equal([1732780801d], profile.Origin(null, features)!.Values.ToArray());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_000_000)]
    [InlineData(0.7)]
    public void Origin_ConstantThatFloatsTellFromOthers_IsNone(double constant)
    {
        ColumnProfile profile = Profile(100, _ => constant);

        Assert.Null(profile.Origin(null, profile.Constants(null).Features));
    }

    [Fact]
    public void Constants_FewRows_AreNone() => Assert.Empty(Profile(29, _ => 5).Constants(null).Features);

    [Fact]
    public void Constants_OneOddValueInTenThousand_IsConstantAllTheSame()
    {
        var (features, values) = Profile(10_000, i => i == 0 ? 1e6 : 5).Constants(null);

        Assert.Equal([0], features);
        Assert.Equal([5], values);
    }

    [Fact]
    public void Constants_OneOddValueInAHundred_IsNotConstant() => Assert.Empty(Profile(100, i => i == 50 ? 6 : 5).Constants(null).Features);

    [Fact]
    public void Constants_SparseRowsWithManyValuesSeenOnce_AreNoneOfTheZerosButTheOthers()
    {
        // 50 columns of zeros, ten of them with one value that is none; and a constant sensor.
        var profile = new ColumnProfile(51);
        double[] row = new double[51];
        for (int i = 0; i < 1000; i++)
        {
            row.AsSpan().Clear();
            row[50] = 7;
            if (i < 10)
            {
                row[i] = 1;
            }

            profile.Add<double>(row);
        }

        Assert.Equal([50], profile.Constants(null).Features);
    }

    [Fact]
    public void Constants_MissingValues_AreLeftOut()
    {
        var (features, values) = Profile(100, i => i % 3 == 0 ? double.NaN : 5).Constants(null);

        Assert.Equal([0], features);
        Assert.Equal([5], values);
    }

    [Fact]
    public void Subtract_RandomOffsetsAndRanges_LosesNoMoreThanAMillionthOfTheRange()
    {
        Gen<(double Offset, double Range)> columns =
            from exponent in Gen.Choose(0, 12)
            from mantissa in Gen.Choose(-1000, 1000)
            from range in Gen.Choose(-3, 6)
            select (mantissa / 100.0 * Math.Pow(10, exponent), Math.Pow(10, range));
        Prop.ForAll(Arb.From(columns), column =>
        {
            double[] values = [.. Enumerable.Range(0, 200).Select(i => column.Offset + (column.Range * ((i * 37) % 200) / 199))];
            var profile = new ColumnProfile(1);
            foreach (double value in values)
            {
                profile.Add<double>([value]);
            }

            RowOrigin? origin = profile.Origin(null, []);
            float[] relative = new float[200];
            double[] back = new double[200];
            RowOrigin.Subtract(origin, values, relative);
            RowOrigin.Add(origin, relative, back);
            double spread = values.Max() - values.Min();

            // What doubles themselves lose of an offset of 1e13 is no fault of the origin.
            double allowed = (spread / 60_000) + (2 * Math.BitIncrement(Math.Abs(column.Offset) + column.Range)) - (2 * (Math.Abs(column.Offset) + column.Range));
            return values.Zip(back).All(pair => Math.Abs(pair.First - pair.Second) <= allowed);
        }).QuickCheckThrowOnFailure();
    }

    private static ColumnProfile Profile(int rows, Func<int, double> value)
    {
        var profile = new ColumnProfile(1);
        for (int i = 0; i < rows; i++)
        {
            profile.Add<double>([value(i)]);
        }

        return profile;
    }
}
