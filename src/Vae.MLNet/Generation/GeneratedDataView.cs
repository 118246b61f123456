using Microsoft.ML;
using Vae.Core.Generation;

namespace Vae.MLNet.Generation;

/// <summary>Rows that a model makes, as a data view; made part by part while a cursor passes, the same at every pass.</summary>
/// <param name="schema">Its columns.</param>
/// <param name="count">Rows in all.</param>
/// <param name="rowsPerPart">Rows in each part but the last.</param>
/// <param name="part">Makes a part; row i is number i % rowsPerPart of part i / rowsPerPart.</param>
internal sealed class GeneratedDataView(GeneratedSchema schema, long count, int rowsPerPart, Func<long, GeneratedRows> part) : IDataView
{
    public bool CanShuffle => false;

    public DataViewSchema Schema => schema.Schema;

    public long? GetRowCount() => count;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var active = new bool[Schema.Count];
        foreach (var column in columnsNeeded)
        {
            if ((uint)column.Index >= (uint)active.Length || Schema[column.Index].Name != column.Name)
            {
                throw new ArgumentException(
                    $"Column '{column.Name}' does not belong to this data view; take columns from its own Schema.", nameof(columnsNeeded));
            }

            active[column.Index] = true;
        }

        return new GeneratedCursor(schema, active, count, rowsPerPart, part);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];
}
