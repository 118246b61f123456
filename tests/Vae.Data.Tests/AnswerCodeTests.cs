using System.Text;
using Vae.Core.Data;

namespace Vae.Data.Tests;

/// <summary>Numbers that stand for why there is no value, or for a limit, or were never measured.</summary>
public sealed class AnswerCodeTests : IDisposable
{
    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("1 2 3 4 5", "88 99", "88 in 15 and 99 in 15")]
    [InlineData("1 2 3 4 5", "8 9", "8 in 15 and 9 in 15")]
    [InlineData("1 2 3 4 5 6", "96 97 98", "96 in 10 and 97 in 10 and 98 in 10")]
    [InlineData("0 1", "9", "9 in 30")]
    [InlineData("1 2 3", "88", "88 in 30")]
    [InlineData("1 2 3 4 5", "-9 -8", "-9 in 15 and -8 in 15")]
    [InlineData("18..90", "777 888 999", "777 in 10 and 888 in 10 and 999 in 10")]
    [InlineData("100..171", "-9 -7 -1", "-9 in 10 and -7 in 10 and -1 in 10")]
    [InlineData("-10..61", "-9999 -8888", "-9999 in 15 and -8888 in 15")]
    public void Inspect_CodesOfSurveys_AreToldOf(string answers, string codes, string words)
    {
        var warning = Assert.Single(Inspect(Answers(answers), codes.Split(' ')).Profile.Warnings);

        Assert.Equal(("sentinel", "a"), (warning.Code, warning.Column));
        Assert.StartsWith($"'a' holds {words} of 300 rows, apart from all other values", warning.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1 2 3 4 5 6", "7")]
    [InlineData("1 2 3 4 5 6 7 8", "9")]
    [InlineData("1 2 3 4 5", "-1 -2")]
    [InlineData("100..171", "-3 -2 -1")] // minutes too early
    [InlineData("10..81", "88 99")]
    [InlineData("0 1 2 3 4", "50")]
    [InlineData("10 20 30 40", "90")]
    public void Inspect_OrdinaryNumbers_AreNoCodes(string answers, string others) =>
        Assert.Empty(Inspect(Answers(answers), others.Split(' ')).Profile.Warnings);

    [Fact]
    public void Inspect_OneNumberBelowZero_IsToldOf()
    {
        var warning = Assert.Single(Inspect([.. Enumerable.Range(0, 90).Select(i => Invariant($"{0.5 + (i / 7.0):F2}"))], ["-0.5"]).Profile.Warnings);

        Assert.Equal(("sentinel", "a"), (warning.Code, warning.Column));
        Assert.Contains("holds -0.5 in 30 of 300 rows, the one value below 0", warning.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1E+20", true)]
    [InlineData("-400000", true)]
    [InlineData("90", false)]
    public void Inspect_OneNumberFarFromAllOthers_IsToldOfWithItsLine(string value, bool isTold)
    {
        var text = new StringBuilder("a,b\n");
        for (var i = 0; i < 300; i++)
        {
            text.Append(i == 41 ? value : Invariant($"{i * 7919 % 997 / 100.0:F2}")).Append(Invariant($",{i * 7907 % 991 / 7.0:F3}\n"));
        }

        var warnings = RowSourceFactory.Inspect(folder.Write("t.csv", text.ToString())).Profile.Warnings;

        Assert.Equal(isTold ? ["far-value"] : [], warnings.Select(warning => warning.Code));
        Assert.Contains(isTold ? $"'a' holds {value} on line 43, where all other values go from 0 to 9.96" : "", string.Concat(warnings.Select(warning => warning.Message)), StringComparison.Ordinal);
    }

    private static string[] Answers(string text) => text.Split("..") is [var first, var last]
        ? [.. Enumerable.Range(int.Parse(first, System.Globalization.CultureInfo.InvariantCulture), int.Parse(last, System.Globalization.CultureInfo.InvariantCulture) - int.Parse(first, System.Globalization.CultureInfo.InvariantCulture) + 1).Select(i => Invariant($"{i}"))]
        : text.Split(' ');

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    // A tenth of the rows hold codes.
    private TableInspection Inspect(string[] answers, string[] codes)
    {
        var text = new StringBuilder("a,b\n");
        for (var i = 0; i < 300; i++)
        {
            text.Append(i % 10 == 3 ? codes[i / 10 % codes.Length] : answers[i * 7919 % 997 % answers.Length]).Append(Invariant($",{i * 7907 % 991 / 7.0:F3}\n"));
        }

        return RowSourceFactory.Inspect(folder.Write("t.csv", text.ToString()));
    }
}
