using Microsoft.Data.Analysis;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Vae.MLNet.Columns.Values;

/// <summary>
/// The missing values of a data frame, which hands itself to ML.NET with 0 for a missing whole number and false for a missing Boolean. Where the frame itself is the data view that is read, as it is by the
/// first step of a pipeline, or stands behind steps of ours alone, it is asked.
/// </summary>
internal static class FrameGaps
{
    /// <summary>Whether a column's value is missing in the row that a cursor stands on; null where none is, or where the value itself says so.</summary>
    /// <param name="data">The data view that the cursor belongs to; null where that is not known.</param>
    /// <param name="row">The cursor.</param>
    /// <param name="column">The column.</param>
    public static Func<bool>? Of(IDataView? data, DataViewRow row, DataViewSchema.Column column)
    {
        var saysSo = column.Type is not (BooleanDataViewType or NumberDataViewType) || column.Type.RawType == typeof(float) || column.Type.RawType == typeof(double);
        return saysSo ? null : OfAny(data, row, column);
    }

    /// <summary>The same of values that say so themselves too, as an empty text and NaN do: for what tells null from these.</summary>
    /// <param name="data">The data view that the cursor belongs to; null where that is not known.</param>
    /// <param name="row">The cursor.</param>
    /// <param name="column">The column.</param>
    public static Func<bool>? OfAny(IDataView? data, DataViewRow row, DataViewSchema.Column column)
    {
        while (data is IViewOver { Source: var source })
        {
            // What the step adds is no column of the frame's, whatever it is called.
            data = column.Index < source.Schema.Count ? source : null;
        }

        return data is DataFrame frame && frame.Columns[column.Index] is { NullCount: > 0 } values ? () => values[row.Position] is null : null;
    }
}
