using Vae.Core;
using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Reports;

namespace Vae.Plots;

/// <summary>Pictures from a model.</summary>
public static class VaeModelFigureExtensions
{
    /// <summary>Reads and scores rows, for pictures of what the model makes of them.</summary>
    /// <param name="model">The model.</param>
    /// <param name="rows">The rows, in raw units, with labels or without.</param>
    /// <param name="sampledRows">How many rows a map of codes shows; 10 to 20,000, default 3,000.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="sampledRows"/> is out of range.</exception>
    /// <exception cref="VaeDataException">There are no rows, they have another width than the model, or one cannot be read.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static ModelFigures Figures(this VaeModel model, IRowSource rows, int sampledRows = 3000, CancellationToken cancellationToken = default) =>
        ModelFigures.Create(model, rows, sampledRows, cancellationToken);

    /// <summary>Reads and scores rows of data of another library, for pictures of what the model makes of them: <c>transformer.Figures(view)</c> in ML.NET.</summary>
    /// <typeparam name="TData">The data.</typeparam>
    /// <param name="model">What has the model and reads the data, such as the transformer of Vae.MLNet.</param>
    /// <param name="data">The data, which are read again where a picture needs more of them.</param>
    /// <exception cref="VaeDataException">There are no rows, or a column is missing or not as the model's.</exception>
    public static ModelFigures Figures<TData>(this IRowsOf<TData> model, TData data) => Figures(model, data, null);

    /// <summary>The same of rows with labels, with pictures of how well anomalies are found: <c>transformer.Figures(view, "Label")</c> in ML.NET.</summary>
    /// <typeparam name="TData">The data.</typeparam>
    /// <param name="model">What has the model and reads the data, such as the transformer of Vae.MLNet.</param>
    /// <param name="data">The data, which are read again where a picture needs more of them.</param>
    /// <param name="labelColumnName">The column of labels, 0 or false for normal rows; null for none. Where another label is the normal one, <c>model.Model.Figures(model.Rows(data, label, normalLabel))</c>.</param>
    /// <exception cref="VaeDataException">There are no rows, or a column is missing or not as the model's.</exception>
    public static ModelFigures Figures<TData>(this IRowsOf<TData> model, TData data, string? labelColumnName)
    {
        ArgumentNullException.ThrowIfNull(model);
        return ModelFigures.Create(model.Model, model.Rows(data, labelColumnName, null));
    }
}
