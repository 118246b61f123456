using System.Text;
using Vae.Data.Options;

namespace Vae.Data.Tests;

/// <summary>Columns whose numbers are of two units, and labels that stand for none.</summary>
public sealed class TwoScaleTests : IDisposable
{
    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(150, 204, 0.01, true)] // centimetres and metres
    [InlineData(5, 20, 100, true)] // a point that was lost
    [InlineData(1, 20, 100, false)] // as wide as the gap
    [InlineData(150, 204, 0.5, false)]
    [InlineData(150, 204, 1, false)]
    public void Inspect_NumbersOfTwoUnits_AreToldOf(double from, double to, double factor, bool isTold)
    {
        var warnings = Inspect(i => Invariant($"{(from + (i * 7919 % 997 / 997.0 * (to - from))) * (i % 4 == 1 ? factor : 1):F4},{i * 7907 % 991 / 7.0:F3}"), "a,b", null).ToArray();

        Assert.Equal(isTold ? ["two-scales"] : [], warnings.Select(warning => warning.Code));
        Assert.Contains(isTold ? $"in {(factor < 1 ? 75 : 225)} rows and from " : "", string.Concat(warnings.Select(warning => warning.Message)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(15, 21, 1.8, 32, true)]
    [InlineData(-40, -30, 1.8, 32, false)] // where the two scales meet
    [InlineData(10, 40, 1.8, 32, false)] // wider than the gap
    [InlineData(15, 21, 1.8, 40, false)]
    [InlineData(15, 21, 1, 45, false)]
    public void Inspect_DegreesFahrenheitBesideCelsius_AreToldOf(double from, double to, double factor, double offset, bool isTold)
    {
        var warnings = Inspect(i => (from + (i * 7919 % 997 / 997.0 * (to - from))) is var degrees && i % 4 == 1 ? Invariant($"{(degrees * factor) + offset:F2},{i * 7907 % 991 / 7.0:F3}") : Invariant($"{degrees:F2},{i * 7907 % 991 / 7.0:F3}"), "a,b", null).ToArray();

        Assert.Equal(isTold ? ["two-scales"] : [], warnings.Select(warning => warning.Code));
        Assert.Contains(isTold ? "spread as the others are in degrees Fahrenheit where those are in degrees Celsius" : "", string.Concat(warnings.Select(warning => warning.Message)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(30, 60, 1, 4)] // two kinds of things, of which none is the other in another unit
    [InlineData(200, 800, 1, 5)]
    [InlineData(100, 130, 1, 2)] // spread otherwise
    [InlineData(1000, 1002, 1, 1.3)]
    [InlineData(24, 48, 2, 4)] // months and years
    [InlineData(300, 1500, 0.1, 0.3)]
    public void Inspect_NumbersOfTwoKinds_AreNotToldOf(double from, double to, double otherFrom, double otherTo)
    {
        var warnings = Inspect(
            i =>
            {
                var (start, end) = i % 4 == 1 ? (otherFrom, otherTo) : (from, to);
                return Invariant($"{start + (i * 7919 % 997 / 997.0 * (end - start)):F4},{i * 7907 % 991 / 7.0:F3}");
            },
            "a,b",
            null);

        Assert.DoesNotContain("two-scales", warnings.Select(warning => warning.Code));
    }

    [Theory]
    [InlineData("9", 15, true)]
    [InlineData("-1", 15, true)]
    [InlineData("-1", 30, false)] // below and above
    [InlineData("2", 15, false)]
    public void Inspect_LabelThatStandsForNone_IsToldOf(string label, int anomalies, bool isTold)
    {
        var warnings = Inspect(i => Invariant($"{i * 7919 % 997 / 9.0:F3},{(i % 10 == 3 ? label : i % (300 / anomalies) == 1 ? "1" : "0")}"), "a,label", "label").ToArray();

        Assert.Equal(isTold ? ["odd-label"] : [], warnings.Select(warning => warning.Code));
        Assert.Contains(isTold ? $"holds the label {label} in 30 rows, beside 0 and 1" : "", string.Concat(warnings.Select(warning => warning.Message)), StringComparison.Ordinal);
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    private System.Collections.Immutable.ImmutableArray<Vae.Core.Data.DataWarning> Inspect(Func<int, string> row, string header, string? label)
    {
        var text = new StringBuilder(header).Append('\n');
        for (var i = 0; i < 300; i++)
        {
            text.Append(row(i)).Append('\n');
        }

        return RowSourceFactory.Inspect(folder.Write("t.csv", text.ToString()), new RowSourceOptions { Label = label }).Profile.Warnings;
    }
}
