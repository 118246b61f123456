using Microsoft.ML;
using Vae.MLNet.Columns;

namespace Vae.MLNet.Cursors;

/// <summary>The rows of another data view with the model's columns added; nothing is computed before a cursor asks for it.</summary>
internal sealed class VaeDataView(IDataView input, ColumnBinding binding) : IDataView
{
    public bool CanShuffle => input.CanShuffle;

    public DataViewSchema Schema => binding.Output;

    public long? GetRowCount() => input.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var active = binding.Activate(columnsNeeded);
        return Wrap(input.GetRowCursor(binding.Dependencies(active), rand), active);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        var active = binding.Activate(columnsNeeded);
        return Array.ConvertAll(input.GetRowCursorSet(binding.Dependencies(active), n, rand), cursor => Wrap(cursor, active));
    }

    private DataViewRowCursor Wrap(DataViewRowCursor cursor, bool[] active) =>
        binding.NeedsModel(active) ? new LookAheadCursor(cursor, input, binding, active) : new PassThroughCursor(cursor, binding.Output, active);
}
