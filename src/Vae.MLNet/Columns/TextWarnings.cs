using System.Collections.Immutable;
using System.Text;
using Vae.Core.Data;
using Vae.Data.Columns;
using Vae.Data.Options;

namespace Vae.MLNet.Columns;

/// <summary>What the texts of a column give reason to warn of: that they name rows, are times, or are numbers in a spelling that nobody read as such.</summary>
internal static class TextWarnings
{
    private static readonly CellReader Cells = new(new TableOptions());

    /// <summary>Tells what there is to warn of: of what the texts are the one thing that says most, and single ones that are none.</summary>
    /// <param name="column">The column.</param>
    /// <param name="counts">Its different texts, and how often each is there.</param>
    public static IEnumerable<DataWarning> Of(string column, IReadOnlyDictionary<string, long> counts)
    {
        ImmutableArray<(string Level, long Count)> levels = [.. counts.OrderByDescending(text => text.Value).ThenBy(text => text.Key, StringComparer.Ordinal).Select(text => (text.Key, text.Value))];
        var present = counts.Values.Sum();
        if (levels.IsEmpty)
        {
            yield break;
        }

        var notes = new TextNotes(column, levels, present);
        if (notes.NameRows)
        {
            yield return new DataWarning("names-rows", column, notes.NamesRows());
        }
        else if ((notes.Times() ?? notes.Ranges() ?? notes.FewNumbers() ?? notes.Nested() ?? notes.DaysAmongOthers() ?? notes.SeveralNames()) is { } orders)
        {
            yield return orders;
        }
        else if (Numbers(counts) is var (rows, different, isSure, shown) && rows >= TextNotes.NearlyAll * present && (isSure || different > TextNotes.FewNames))
        {
            yield return new DataWarning("numbers-among-names", column, Invariant(
                $"'{column}' is a column of texts, but {rows} of its {present} values are numbers or look like them, such as '{shown}'; each different one was taken for a name of its own. If they are numbers, load or convert the column as such (Transforms.Conversion.ConvertType)."));
        }

        // Files take these for missing; whoever loaded the table kept them, and may have meant them.
        var (mark, marked) = levels.FirstOrDefault(level => Cells.IsMissing(Encoding.UTF8.GetBytes(level.Level)));
        if (marked > 0)
        {
            yield return new DataWarning("missing-as-name", column, Invariant(
                $"'{column}' holds '{mark}' in {marked} of {present} rows, which was taken for a name like the others; if it marks a missing value, make it an empty text."));
        }

        if (notes.Cases() is { } cases)
        {
            yield return cases;
        }

        if (notes.Blanks() is { } blanks)
        {
            yield return blanks;
        }

        if (notes.Accents() is { } accents)
        {
            yield return accents;
        }

        if ((notes.SeveralTruths() ?? notes.Abbreviations()) is { } truths)
        {
            yield return truths;
        }

        if (notes.Garbled() is { } garbled)
        {
            yield return garbled;
        }

        if (notes.Totals("") is { } totals)
        {
            yield return totals;
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
