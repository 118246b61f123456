using System.Text;
using System.Text.RegularExpressions;
using Vae.Data.Files;

namespace Vae.Data.Csv;

/// <summary>Tells that a file seems to end within its last value, as one does whose writer or download stopped.</summary>
internal static partial class CutShort
{
    private const int TailBytes = 1 << 14;
    private const int FewestLines = 30;

    /// <summary>Looks at the last lines of a file that does not end with the end of a line.</summary>
    /// <param name="path">The file.</param>
    /// <param name="delimiter">What stands between its fields.</param>
    public static IEnumerable<DataWarning> Find(string path, char delimiter)
    {
        if (!DataFile.TryReadTail(path, TailBytes, out var tail) || tail.Length == 0 || tail[^1] is (byte)'\n' or (byte)'\r')
        {
            yield break;
        }

        if (WideText.IsWide(DataFile.ReadHead(path, 2)))
        {
            yield break; // its last byte is half of a unit
        }

        var lines = Encoding.UTF8.GetString(tail).Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
        string[] values = [.. lines.Skip(1).Select(line => line[(line.LastIndexOf(delimiter) + 1)..].Trim().Trim('"'))];
        if (values.Length < FewestLines)
        {
            yield break;
        }

        var (last, others) = (values[^1], values[..^1]);
        var decimals = others.Select(Decimals).Distinct().ToArray();
        var isCutNumber = decimals is [> 1] && last.Length > 0 && Decimals(last) is var found && found < decimals[0] && found >= -1 && NumberPattern().IsMatch(last);
        var isCutName = last.Length > 0 && Decimals(last) < 0 && !others.Contains(last) && others.GroupBy(other => other).All(group => group.Skip(1).Any()) && Array.Exists(others, other => other.StartsWith(last, StringComparison.Ordinal));
        if (isCutNumber || isCutName)
        {
            yield return new DataWarning("cut-short", null, Invariant(
                $"'{path}' does not end with the end of a line, and its last value is '{CellText.Excerpt(last)}', where all others {(isCutNumber ? Invariant($"have {decimals[0]} decimals") : "come more than once, some of them beginning so")}, as where a file was cut short; see whether it is whole."));
        }
    }

    /// <summary>Digits behind the point; 0 where there is no point, and -1 where it is no number.</summary>
    private static int Decimals(string text)
    {
        var point = text.LastIndexOf('.');
        return !NumberPattern().IsMatch(text) ? -1 : point < 0 ? 0 : text.Length - point - 1;
    }

    [GeneratedRegex(@"^-?\d*\.?\d*$")]
    private static partial Regex NumberPattern();
}
