using Vae.Core.Data.Texts;

namespace Vae.Core.Data;

/// <summary>
/// Counts the values in rows that are none of their column's levels, and says so where they are many: a column whose names are written otherwise than in training is strange throughout. Not safe to use
/// from several threads at once.
/// </summary>
public sealed class UnseenCounter
{
    private const int MostExamples = 3;

    // Of the rows; fewer are what anomalies are.
    private const double Many = 0.1;

    private readonly TableSchema schema;
    private readonly long[] counts;
    private readonly List<string>[] examples;

    /// <summary>Starts with nothing counted.</summary>
    /// <param name="schema">The table that the model was trained on.</param>
    public UnseenCounter(TableSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        this.schema = schema;
        counts = new long[schema.Columns.Length];
        examples = [.. schema.Columns.Select(_ => new List<string>())];
    }

    /// <summary>Rows that hold one such value or more.</summary>
    public long Rows { get; private set; }

    /// <summary>Counts a row that holds one such value or more.</summary>
    public void AddRow() => Rows++;

    /// <summary>Counts a value.</summary>
    /// <param name="column">The column's number in the table, from 0.</param>
    /// <param name="text">The value as it is written; bytes are UTF-8.</param>
    /// <exception cref="IndexOutOfRangeException">There is no such column.</exception>
    public void Add(int column, ReadOnlySpan<byte> text)
    {
        counts[column]++;
        if (examples[column].Count < MostExamples)
        {
            AddExample(column, CellText.Excerpt(text));
        }
    }

    /// <inheritdoc cref="Add(int, ReadOnlySpan{byte})"/>
    public void Add(int column, ReadOnlySpan<char> text)
    {
        counts[column]++;
        if (examples[column].Count < MostExamples)
        {
            AddExample(column, CellText.Excerpt(text.ToString()));
        }
    }

    /// <summary>Whether a value of a column is still wanted to be shown.</summary>
    internal bool WantsExamples(int column) => examples[column].Count < MostExamples;

    /// <summary>Counts a value that is given as it is to be shown; empty where it is not.</summary>
    internal void AddShown(int column, string shown)
    {
        counts[column]++;
        if (shown.Length > 0 && examples[column].Count < MostExamples)
        {
            AddExample(column, shown);
        }
    }

    /// <summary>What the owner of the data should know: where more than a tenth of the rows hold such a value, a warning <c>unseen-levels</c> for each column that has its share of them; else none.</summary>
    /// <param name="rows">All rows that were looked at.</param>
    // Columns that together make up the tenth are named, though each alone may be below it.
    public IReadOnlyList<DataWarning> Warnings(long rows) => Rows > Many * rows
        ? [.. Enumerable.Range(0, counts.Length).Where(column => counts[column] > Many * rows / counts.Length).Select(column => Warning(column, rows))]
        : [];

    private void AddExample(int column, string shown)
    {
        if (!examples[column].Contains(shown))
        {
            examples[column].Add(shown);
        }
    }

    private DataWarning Warning(int column, long rows)
    {
        var (name, levels) = (schema.Columns[column].Name, schema.Columns[column].Levels);
        var alike = levels.FirstOrDefault(level => examples[column].Exists(example => string.Equals(level, example, StringComparison.OrdinalIgnoreCase)));
        return new DataWarning(
            "unseen-levels", name,
            Invariant($"{100.0 * counts[column] / rows:F1} % of {rows} rows hold in column '{CellText.Excerpt(name)}' a value that training never saw, such as {Named(examples[column])}")
            + (alike is null ? $" (it saw {Named(levels.Take(MostExamples).Select(level => CellText.Excerpt(level)))}{(levels.Length > MostExamples ? " and others" : "")})" : $"; '{CellText.Excerpt(alike)}' differs from it in capital letters alone")
            + "; it counts as unseen, however alike it looks.");
    }

    private static string Named(IEnumerable<string> texts) => string.Join(", ", texts.Select(text => $"'{text}'"));
}
