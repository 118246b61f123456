using Microsoft.ML;
using Vae.MLNet.Columns.Values;

namespace Vae.MLNet.Cursors;

/// <summary>The rows of another data view with the model's columns added; nothing is computed before a cursor asks for it.</summary>
/// <param name="input">The rows.</param>
/// <param name="binding">The model and its columns.</param>
/// <param name="log">Told what passes over the rows meet; null where nobody asks.</param>
internal sealed class VaeDataView(IDataView input, ColumnBinding binding, ScoringLog? log) : IDataView, IViewOver
{
    public IDataView Source => input;

    public bool CanShuffle => input.CanShuffle;

    public DataViewSchema Schema => binding.Output;

    public long? GetRowCount() => input.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var active = binding.Activate(columnsNeeded);
        return Wrap(input.GetRowCursor(binding.Dependencies(active), rand), active, log?.NewPass(1));
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        var active = binding.Activate(columnsNeeded);
        var cursors = input.GetRowCursorSet(binding.Dependencies(active), n, rand);
        var pass = log?.NewPass(cursors.Length);
        return Array.ConvertAll(cursors, cursor => Wrap(cursor, active, pass));
    }

    private DataViewRowCursor Wrap(DataViewRowCursor cursor, bool[] active, ScoringPass? pass) =>
        binding.NeedsModel(active) ? new LookAheadCursor(cursor, input, binding, active, pass) : new PassThroughCursor(cursor, binding.Output, active);
}
