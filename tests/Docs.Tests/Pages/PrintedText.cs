using System.Globalization;
using System.Text.RegularExpressions;

namespace Docs.Tests.Pages;

/// <summary>Compares what a page says that is printed with what is.</summary>
internal static partial class PrintedText
{
    /// <summary>A line that stands for any number of lines.</summary>
    private const string Anything = "...";

    // Another vector width moves an area under a curve in the second or third decimal.
    private const double AbsoluteTolerance = 0.03;
    private const double RelativeTolerance = 0.15;

    /// <summary>Null where they agree; else what does not.</summary>
    public static string? Difference(string said, string printed)
    {
        var (wanted, found) = (Lines(said), Lines(printed));
        var at = 0;
        var mayJump = false;
        foreach (var line in wanted)
        {
            if (line.Trim() == Anything)
            {
                mayJump = true;
                continue;
            }

            var next = mayJump ? Enumerable.Range(at, found.Length - at).FirstOrDefault(i => Agrees(line, found[i]), -1) : at < found.Length && Agrees(line, found[at]) ? at : -1;
            if (next < 0)
            {
                return $"'{line}' was not printed{(at < found.Length ? $" where '{found[at]}' was" : "")}; all of it:\n{printed}";
            }

            at = next + 1;
            mayJump = false;
        }

        return at == found.Length || mayJump ? null : $"'{found[at]}' was printed besides; all of it:\n{printed}";
    }

    private static string[] Lines(string text) => [.. text.ReplaceLineEndings("\n").Trim('\n').Split('\n').Select(line => line.TrimEnd())];

    private static bool Agrees(string said, string printed) =>
        Blanks().Replace(Number().Replace(said, "#"), " ") == Blanks().Replace(Number().Replace(printed, "#"), " ")
        && Numbers(said).Zip(Numbers(printed)).All(pair => Math.Abs(pair.First - pair.Second) <= Math.Max(AbsoluteTolerance, RelativeTolerance * Math.Abs(pair.First)));

    private static IEnumerable<double> Numbers(string line) =>
        Number().Matches(line).Select(match => double.Parse(match.Value.Replace(",", "", StringComparison.Ordinal), CultureInfo.InvariantCulture));

    [GeneratedRegex(@"(?<![A-Za-z0-9_.])-?\d[\d,]*(\.\d+)?([eE][+-]?\d+)?(?![A-Za-z_])")]
    private static partial Regex Number();

    [GeneratedRegex(" +")]
    private static partial Regex Blanks();
}
