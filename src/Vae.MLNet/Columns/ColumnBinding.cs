using Microsoft.ML;
using Vae.Core;

namespace Vae.MLNet.Columns;

/// <summary>A model bound to one input schema: which column it reads, which it adds where, and which inputs an output needs.</summary>
internal sealed class ColumnBinding
{
    private readonly OutputKind[] _kinds;

    /// <exception cref="VaeDataException">The feature column is missing, of the wrong type, or not as wide as the model.</exception>
    public ColumnBinding(DataViewSchema input, VaeModel model, VaeColumns columns)
    {
        Feature = FeatureColumn.Find(input, columns.Features, model.InputDimension);
        Input = input;
        Model = model;
        Output = OutputSchema.Create(input, model, columns);
        _kinds = [.. columns.Named.Select(named => named.Kind)];
    }

    public DataViewSchema Input { get; }

    public DataViewSchema Output { get; }

    public FeatureColumn Feature { get; }

    public VaeModel Model { get; }

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

    /// <summary>Whether a column of this kind is added and asked for.</summary>
    public bool IsActive(OutputKind kind, bool[] active)
    {
        var place = Array.IndexOf(_kinds, kind);
        return place >= 0 && active[Input.Count + place];
    }

    /// <summary>What a column that the model adds holds.</summary>
    public OutputKind KindOf(int outputIndex) => _kinds[outputIndex - Input.Count];

    /// <summary>The input columns that have to be fetched: those asked for, and the features where the model runs.</summary>
    public IEnumerable<DataViewSchema.Column> Dependencies(bool[] active)
    {
        var needsModel = NeedsModel(active);
        return Input.Where(c => active[c.Index] || (needsModel && c.Index == Feature.Column.Index));
    }
}
