using System.Text;
using Vae.Core.Data;
using Vae.Data.Columns;

namespace Vae.MLNet.Columns;

/// <summary>What the texts of a column give reason to warn of: that they name rows, are times, or are numbers in a spelling that nobody read as such.</summary>
internal static class TextWarnings
{
    // The same as for files.
    private const double NearlyAll = 0.95;
    private const double NearlyAllDifferent = 0.9;
    private const int FewestNames = 20;
    private const int FewNames = 12;

    /// <summary>Tells what there is to warn of: nothing, or the one thing that says most.</summary>
    /// <param name="column">The column.</param>
    /// <param name="counts">Its different texts, and how often each is there.</param>
    public static IEnumerable<DataWarning> Of(string column, IReadOnlyDictionary<string, long> counts)
    {
        var present = counts.Values.Sum();
        var example = counts.Keys.FirstOrDefault();
        if (example is null)
        {
            yield break;
        }

        var areDates = counts.Sum(text => DateText.TryRead(Encoding.UTF8.GetBytes(text.Key), out _) ? text.Value : 0) >= NearlyAll * present;
        if (present >= FewestNames && counts.Count > NearlyAllDifferent * present)
        {
            yield return new DataWarning("names-rows", column, Invariant(
                $"'{column}' has {counts.Count} different texts in {present} rows{(areDates ? " and holds dates" : "")}, so that the texts of new rows are none of them; leave it out{(areDates ? ", or learn from its hour and weekday alone (TableOptions.Dates)" : "")}."));
        }
        else if (areDates)
        {
            yield return new DataWarning("dates", column, $"'{column}' holds dates, such as '{example}', which new rows will not have; leave it out, or learn from its hour and weekday alone (TableOptions.Dates).");
        }
        else if (Numbers(counts) is var (rows, different, isSure, shown) && rows >= NearlyAll * present && (isSure || different > FewNames))
        {
            yield return new DataWarning("numbers-among-names", column, Invariant(
                $"'{column}' is a column of texts, but {rows} of its {present} values are numbers or look like them, such as '{shown}'; each different one was taken for a name of its own. If they are numbers, load or convert the column as such (Transforms.Conversion.ConvertType)."));
        }
    }

    /// <summary>How many rows hold what is or looks like a number, how many such there are, whether the spelling leaves no doubt, and one of them.</summary>
    private static (long Rows, int Different, bool IsSure, string Example) Numbers(IReadOnlyDictionary<string, long> counts)
    {
        var (rows, different, isSure, example) = (0L, 0, false, "");
        foreach (var (text, count) in counts)
        {
            var isNumber = IsNumber(text);
            var spelling = isNumber ? null : NumberSpelling.Of(text.Trim(), decimalComma: false);
            if (isNumber || spelling is not null)
            {
                // One in the spelling that nobody read says most.
                example = example.Length == 0 || (!isSure && spelling is { IsSure: true }) ? text : example;
                (rows, different, isSure) = (rows + count, different + 1, isSure || spelling is { IsSure: true });
            }
        }

        return (rows, different, isSure, example);
    }

    private static bool IsNumber(string text) => double.TryParse(text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out _);
}
