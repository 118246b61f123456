using Vae.Core.Data;

namespace Vae.MLNet.Columns;

/// <summary>Counts the texts that are none of their column's levels in the rows of a pass. Safe to use from several threads at once; <see cref="Row"/> is for one.</summary>
/// <param name="schema">The table that the model was trained on.</param>
internal sealed class UnseenLevels(TableSchema schema)
{
    private const int MostExamples = 3;
    private const int LongestExample = 40;

    // Of the rows: fewer are what anomalies are. The same as for files.
    private const double Many = 0.1;

    private readonly Lock gate = new();
    private readonly long[] counts = new long[schema.Columns.Length];
    private readonly HashSet<string>[] examples = [.. schema.Columns.Select(_ => new HashSet<string>())];
    private long rows;

    /// <summary>The counter of one cursor.</summary>
    public Row NewRow() => new(this);

    /// <summary>What to say, for each column that makes up the tenth; nothing where fewer rows than that hold such a text.</summary>
    /// <param name="rows">Rows of the pass.</param>
    public IEnumerable<DataWarning> Warnings(long rows)
    {
        if (this.rows <= Many * rows)
        {
            yield break;
        }

        for (var i = 0; i < counts.Length; i++)
        {
            if (counts[i] > Many * rows / counts.Length)
            {
                yield return new DataWarning("unseen-levels", schema.Columns[i].Name, Warning(schema.Columns[i], counts[i], examples[i], rows));
            }
        }
    }

    private static string Warning(TableColumn column, long count, HashSet<string> examples, long rows)
    {
        var alike = column.Levels.FirstOrDefault(level => examples.Any(example => string.Equals(level, example, StringComparison.OrdinalIgnoreCase)));
        return Invariant($"{100.0 * count / rows:F1} % of {rows} rows hold in column '{column.Name}' a value that training never saw, such as {NameExamples(examples)}")
            + (alike is null ? $" (it saw {NameExamples(column.Levels.Take(MostExamples))}{(column.Levels.Length > MostExamples ? " and others" : "")})" : $"; '{alike}' differs from it in capital letters alone")
            + "; it counts as unseen, however alike it looks.";
    }

    private static string NameExamples(IEnumerable<string> texts) => string.Join(", ", texts.Select(text => $"'{text}'"));

    private void Add(int column, ReadOnlySpan<char> text)
    {
        lock (gate)
        {
            counts[column]++;
            if (examples[column].Count < MostExamples)
            {
                examples[column].Add(text.Length > LongestExample ? $"{text[..LongestExample]}..." : text.ToString());
            }
        }
    }

    private void AddRow()
    {
        lock (gate)
        {
            rows++;
        }
    }

    /// <summary>The row that one cursor stands on.</summary>
    internal sealed class Row(UnseenLevels all)
    {
        private bool any;

        public void Add(int column, ReadOnlySpan<char> text)
        {
            any = true;
            all.Add(column, text);
        }

        public void End()
        {
            if (any)
            {
                all.AddRow();
                any = false;
            }
        }
    }
}
