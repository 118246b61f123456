using System.Collections.Immutable;
using Vae.Data.Columns;

namespace Vae.Data;

/// <summary>What one pass over a table met that its rows do not show.</summary>
public sealed class ReadTally
{
    private const int MostExamples = 3;
    private const double Many = 0.1;

    private readonly string path;
    private readonly Refusals refusals;
    private readonly Refusals labelRefusals;
    private readonly Unseen[] unseen;

    internal ReadTally(string path, Refusals refusals, Refusals labelRefusals, ImmutableArray<TableColumn> columns)
    {
        this.path = path;
        this.refusals = refusals;
        this.labelRefusals = labelRefusals;
        unseen = [.. columns.Select(column => new Unseen(column))];
    }

    /// <summary>Rows read.</summary>
    public long Rows { get; internal set; }

    /// <summary>Rows that held a value that could not be read and came out as NaN.</summary>
    public long InvalidRows { get; internal set; }

    /// <summary>Rows whose label could not be read and came out as none.</summary>
    public long InvalidLabels => labelRefusals.Count;

    /// <summary>Rows without a label.</summary>
    public long UnlabelledRows { get; internal set; }

    /// <summary>Rows that hold a text that is none of its column's levels.</summary>
    public long UnseenRows { get; internal set; }

    /// <summary>What of this the owner of the data should know.</summary>
    public IReadOnlyList<DataWarning> Warnings() => Warnings("have no score");

    /// <summary>What of this the owner of the data should know.</summary>
    /// <param name="outcome">What became of rows that hold a value that cannot be read.</param>
    internal IReadOnlyList<DataWarning> Warnings(string outcome)
    {
        var warnings = new List<DataWarning>();
        if (InvalidRows > 0)
        {
            warnings.Add(new DataWarning("refused-values", null, Invariant($"{InvalidRows} of {Rows} rows hold a value that cannot be read and {outcome}: {string.Join("; ", refusals.Examples)}{(InvalidRows > refusals.Examples.Count ? "; and others" : "")}.")));
        }

        if (InvalidLabels > 0)
        {
            warnings.Add(new DataWarning("refused-labels", null, Invariant($"{InvalidLabels} of {Rows} rows have a label that cannot be read and count as unlabelled: {string.Join("; ", labelRefusals.Examples)}.")));
        }

        if (UnlabelledRows > InvalidLabels)
        {
            warnings.Add(new DataWarning("unlabelled-rows", null, Invariant($"{UnlabelledRows - InvalidLabels} of {Rows} rows have no label and count in no figure that needs one.")));
        }

        // Columns that together make up the tenth are named, though each alone may be below it.
        if (UnseenRows > Many * Rows)
        {
            foreach (var unseen in this.unseen.Where(unseen => unseen.Count > Many * Rows / this.unseen.Length))
            {
                warnings.Add(unseen.Warning(path, Rows));
            }
        }

        return warnings;
    }

    internal void CountUnseen(int column, ReadOnlySpan<byte> text) => unseen[column].Add(text);

    private sealed class Unseen(TableColumn column)
    {
        private readonly List<string> examples = [];

        public long Count { get; private set; }

        public void Add(ReadOnlySpan<byte> text)
        {
            Count++;
            if (examples.Count < MostExamples && CellText.Excerpt(text) is var shown && !examples.Contains(shown))
            {
                examples.Add(shown);
            }
        }

        public DataWarning Warning(string path, long rows)
        {
            var alike = examples.Select(example => column.Levels.FirstOrDefault(level => string.Equals(level, example, StringComparison.OrdinalIgnoreCase))).FirstOrDefault(level => level is not null);
            return new DataWarning(
                "unseen-levels", column.Name,
                FormattableString.Invariant($"'{path}': {100.0 * Count / rows:F1} % of the rows hold in column '{CellText.Excerpt(column.Name)}' a text that training never saw, such as {string.Join(", ", examples.Select(example => $"'{example}'"))}")
                + (alike is null ? $" (it saw {string.Join(", ", column.Levels.Take(MostExamples).Select(level => $"'{CellText.Excerpt(level)}'"))}{(column.Levels.Length > MostExamples ? " and others" : "")})" : $"; '{CellText.Excerpt(alike)}' differs from it in capital letters alone")
                + "; it counts as unseen, however alike it looks.");
        }
    }
}
