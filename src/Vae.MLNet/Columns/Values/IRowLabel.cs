using Microsoft.ML;

namespace Vae.MLNet.Columns.Values;

/// <summary>A column of labels, and what they mean as numbers.</summary>
internal interface IRowLabel
{
    /// <summary>Where it stands in its schema.</summary>
    DataViewSchema.Column Column { get; }

    /// <summary>Reads the label of whichever row a cursor stands on; NaN where there is none.</summary>
    /// <param name="row">The row.</param>
    /// <param name="data">The data view that it is a row of.</param>
    Func<float> Reader(DataViewRow row, IDataView data);
}
