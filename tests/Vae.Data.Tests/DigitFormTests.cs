using System.Text;
using Vae.Core.Data;

namespace Vae.Data.Tests;

/// <summary>Numbers that are two in one, as hours and minutes or a year and its day, and numbers under names of dates.</summary>
public sealed class DigitFormTests : IDisposable
{
    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("hhmm", "times in digits (hours and minutes,")]
    [InlineData("hmm", "times in digits (hours and minutes,")]
    [InlineData("hhmmss", "times in digits (hours, minutes and seconds,")]
    [InlineData("quarters of hours", "times in digits (hours and minutes,")]
    [InlineData("mmss", "two units in one")]
    [InlineData("degrees", "two units in one")]
    [InlineData("year and day", "a year and its day in one")]
    [InlineData("short year and day", "a year and its day in one")]
    [InlineData("year and quarter", "a year and its quarter in one")]
    [InlineData("year.month", "a year and its month in one, with a point")]
    [InlineData("day.month", "a day and its month in one, with a point")]
    [InlineData("hours.minutes", "hours and minutes, or minutes and seconds, with a point")]
    public void Inspect_TwoNumbersInOne_AreToldOfOnce(string form, string words)
    {
        var warning = Assert.Single(Inspect("a", i => Written(form, i * 7919 % 300)).Profile.Warnings);

        Assert.Equal(("dates", "a"), (warning.Code, warning.Column));
        Assert.StartsWith($"'a' holds what look like {words}", warning.Message, StringComparison.Ordinal);
        Assert.Contains($"such as {Written(form, 0)}, ", warning.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 0, 1400)] // every ending
    [InlineData(50, 0, 3000)] // round ones
    [InlineData(25, 0, 3000)]
    [InlineData(1, 1000, 1059)] // within one hundred
    [InlineData(10, 0, 1000)]
    public void Inspect_OrdinaryWholeNumbers_AreNone(int step, int from, int to) =>
        Assert.Empty(Inspect("a", i => Invariant($"{from + (i * 7919 % 997 * step % (to - from))}")).Profile.Warnings);

    [Fact]
    public void Inspect_PricesAndMeasuredHundredths_AreNone() =>
        Assert.Empty(Inspect("a", i => Invariant($"{(i * 7919 % 300 / 13) + (i % 3 == 0 ? 0.49 : i % 3 == 1 ? 0.29 : 0.59):F2}")).Profile.Warnings);

    [Theory]
    [InlineData("visit_date")]
    [InlineData("visitDate")]
    [InlineData("DOB")]
    [InlineData("obs_mjd")]
    public void Inspect_DatesOfOtherPrograms_AreToldOfByTheirName(string name)
    {
        var warning = Assert.Single(Inspect(name, i => Invariant($"{21900 + (i * 7919 % 911)}")).Profile.Warnings);

        Assert.Equal(("dates", name), (warning.Code, warning.Column));
        Assert.Contains("is called a date and holds numbers, such as 21900", warning.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("candidate")]
    [InlineData("updates")]
    [InlineData("x")]
    public void Inspect_NumbersUnderOtherNames_AreNoDates(string name) =>
        Assert.Empty(Inspect(name, i => Invariant($"{21900 + (i * 7919 % 911)}")).Profile.Warnings);

    [Theory]
    [InlineData("{0:00}JAN2020", "holds dates, such as")]
    [InlineData("{0:00}.09.20", "holds what look like dates, such as")]
    [InlineData("{0}.9.", "holds what look like days of a year")]
    public void Inspect_DatesInOtherSpellings_AreNoUnitsAndNoNames(string format, string words)
    {
        var found = Inspect("a", i => string.Format(System.Globalization.CultureInfo.InvariantCulture, format, 1 + (i % 28)));

        Assert.Empty(found.Errors);
        Assert.Contains(words, Assert.Single(found.Profile.Warnings).Message, StringComparison.Ordinal);
    }

    private static string Written(string form, int i) => form switch
    {
        "hhmm" => Invariant($"{i * 37 % 24:00}{i * 53 % 60:00}"),
        "hmm" => Invariant($"{(i * 37 % 24 * 100) + (i * 53 % 60)}"),
        "hhmmss" => Invariant($"{(i * 37 % 24 * 10000) + (i * 53 % 60 * 100) + (i * 71 % 60)}"),
        "quarters of hours" => Invariant($"{(i * 37 % 24 * 100) + (i / 24 % 4 * 15)}"),
        "mmss" => Invariant($"{(i * 37 % 59 * 100) + (i * 53 % 60)}"),
        "degrees" => Invariant($"{((46 + (i * 37 % 7)) * 100) + (i * 53 % 600 / 10.0):F4}"),
        "year and day" => Invariant($"2020{1 + (i * 53 % 366):000}"),
        "short year and day" => Invariant($"{18 + (i * 37 % 4)}{1 + (i * 53 % 365):000}"),
        "year and quarter" => Invariant($"{2015 + (i * 37 % 6)}{1 + (i * 53 % 4)}"),
        "year.month" => Invariant($"{2015 + (i * 37 % 5)}.{1 + (i * 53 % 12):00}"),
        "day.month" => Invariant($"{1 + (i * 37 % 31):00}.{1 + (i * 53 % 12):00}"),
        "hours.minutes" => Invariant($"{i * 37 % 24}.{i * 53 % 60:00}"),
        _ => throw new ArgumentOutOfRangeException(nameof(form)),
    };

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    private TableInspection Inspect(string name, Func<int, string> cell)
    {
        var text = new StringBuilder(name).Append(",b\n");
        for (var i = 0; i < 300; i++)
        {
            text.Append(cell(i)).Append(Invariant($",{i * 7907 % 991 / 7.0:F3}\n"));
        }

        return RowSourceFactory.Inspect(folder.Write("t.csv", text.ToString()));
    }
}
