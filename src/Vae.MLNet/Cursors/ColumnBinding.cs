using Microsoft.ML;
using Vae.MLNet.Columns;

namespace Vae.MLNet.Cursors;

/// <summary>A model bound to one input schema: which column it reads, which it adds behind the input's own, and which inputs an output needs.</summary>
/// <param name="input">Schema of the data in front.</param>
/// <param name="feature">The columns that the model reads.</param>
/// <param name="output">The input's columns in their places, and behind them those that the model adds.</param>
internal abstract class ColumnBinding(DataViewSchema input, FeatureInput feature, DataViewSchema output)
{
    public DataViewSchema Input => input;

    public DataViewSchema Output => output;

    public FeatureInput Feature => feature;

    /// <summary>Most threads that the model computes on.</summary>
    public abstract int Threads { get; }

    /// <summary>Takes memory for the outputs of a few rows.</summary>
    /// <param name="active">One flag an output column: whether it will be read.</param>
    /// <param name="beforeRead">Run before each read, for rows that are computed only when somebody looks.</param>
    /// <param name="pass">Told of the rows that are computed; null (default) where nobody asks.</param>
    public abstract OutputBatch NewBatch(bool[] active, Action? beforeRead = null, ScoringPass? pass = null);

    /// <summary>One flag an output column: whether it is among those asked for.</summary>
    public bool[] Activate(IEnumerable<DataViewSchema.Column> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        var active = new bool[Output.Count];
        foreach (var column in columns)
        {
            if ((uint)column.Index >= (uint)active.Length || Output[column.Index].Name != column.Name)
            {
                throw new ArgumentException(
                    $"Column '{column.Name}' does not belong to this data view; take columns from its own Schema.",
                    nameof(columns));
            }

            active[column.Index] = true;
        }

        return active;
    }

    /// <summary>Whether any column that the model adds is asked for.</summary>
    public bool NeedsModel(bool[] active) => active.AsSpan(Input.Count).Contains(true);

    /// <summary>The input columns that have to be fetched: those asked for, and the features where the model runs.</summary>
    public IEnumerable<DataViewSchema.Column> Dependencies(bool[] active)
    {
        var needsModel = NeedsModel(active);
        return Input.Where(c => active[c.Index] || (needsModel && Feature.Columns.Any(read => read.Index == c.Index)));
    }
}
