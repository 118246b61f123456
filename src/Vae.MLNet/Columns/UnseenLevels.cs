using Vae.Core.Data;

namespace Vae.MLNet.Columns;

/// <summary>Counts the texts that are none of their column's levels in the rows of a pass. Safe to use from several threads at once; <see cref="Row"/> is for one.</summary>
/// <param name="schema">The table that the model was trained on.</param>
internal sealed class UnseenLevels(TableSchema schema)
{
    private readonly Lock gate = new();
    private readonly UnseenCounter counter = new(schema);

    /// <summary>The counter of one cursor.</summary>
    public Row NewRow() => new(this);

    /// <summary>What to say of them.</summary>
    /// <param name="rows">Rows of the pass.</param>
    public IEnumerable<DataWarning> Warnings(long rows) => counter.Warnings(rows);

    private void Add(int column, ReadOnlySpan<char> text)
    {
        lock (gate)
        {
            counter.Add(column, text);
        }
    }

    private void AddRow()
    {
        lock (gate)
        {
            counter.AddRow();
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
