using System.Text;
using Vae.Core.Data;

namespace Vae.Data.Tests;

/// <summary>Second lines of names in tables of names, and lines that hold one text alone.</summary>
public sealed class LineNoteTests : IDisposable
{
    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("string,string", "'string' in 'a', 'string' in 'b'")]
    [InlineData("\"What is it, then?\",Choose one", "'What is it, then?' in 'a', 'Choose one' in 'b'")]
    public void Inspect_SecondLineOfNamesAmongNames_IsToldOf(string line, string words)
    {
        var warning = Assert.Single(Inspect("a,b", line, 2, i => $"{"xyz"[i % 3]},{"uvw"[i / 2 % 3]}").Profile.Warnings);

        Assert.Equal("second-names", warning.Code);
        Assert.Contains($"line 2: found {words}, none of which comes again below", warning.Message, StringComparison.Ordinal);
        Assert.Contains("(CsvOptions.SkippedLines = 2)", warning.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("string,string", 40)] // not the first row
    [InlineData("string,u", 2)]
    public void Inspect_RareNamesElsewhere_AreNone(string line, int at) =>
        Assert.Empty(Inspect("a,b", line, at, i => $"{"xyz"[i % 3]},{"uvw"[i / 2 % 3]}").Profile.Warnings);

    [Theory]
    [InlineData("a,b,c", "Completion time: 2020-03-01,,", 122)]
    [InlineData("a,b,c", "end,,", 122)]
    [InlineData("a,b", "# sensor replaced,", 60)]
    public void Inspect_LineThatHoldsOneText_IsToldOf(string header, string line, int at)
    {
        var warning = Assert.Single(Inspect(header, line, at, i => Row(header, i)).Profile.Warnings);

        Assert.Equal(("lone-text", "a"), (warning.Code, warning.Column));
        Assert.Contains($"line {at}: found '{line.TrimEnd(',')}' in 'a' and nothing in the other columns", warning.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a,b", "z,")] // a rare name beside a gap
    [InlineData("a,b,c", "x,,")] // a name that comes again
    public void Inspect_NameBesideGaps_IsNone(string header, string line) =>
        Assert.Empty(Inspect(header, line, 60, i => Row(header, i)).Profile.Warnings);

    private static string Row(string header, int i) =>
        FormattableString.Invariant($"{"xyw"[i % 3]},{i * 7919 % 997 / 100.0:F2}") + (header == "a,b,c" ? FormattableString.Invariant($",{i * 7907 % 991 / 7.0:F3}") : "");

    private TableInspection Inspect(string header, string line, int at, Func<int, string> row)
    {
        var lines = Enumerable.Range(0, 120).Select(row).Prepend(header).ToList();
        lines.Insert(at - 1, line);
        return RowSourceFactory.Inspect(folder.Write("t.csv", string.Join('\n', lines) + "\n"));
    }
}
