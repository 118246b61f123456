using Vae.Core;
using Vae.Core.Data;
using Vae.Core.Models;

namespace Vae.Reports;

/// <summary>Reports from a model.</summary>
public static class VaeModelReportExtensions
{
    /// <summary>Makes a report: what the model has learned and what it makes of rows, as one HTML file.</summary>
    /// <param name="model">The model.</param>
    /// <param name="rows">The rows, in raw units; with labels (<see cref="ILabelledRowSource"/>) the page says how well anomalies are found.</param>
    /// <param name="options">What it shows; null takes the defaults.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <exception cref="ArgumentException">A value of the options is out of range.</exception>
    /// <exception cref="VaeDataException">There are no rows, they have another width than the model, or one cannot be read.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static ModelReport Report(this VaeModel model, IRowSource rows, ReportOptions? options = null, CancellationToken cancellationToken = default) =>
        ModelReport.Create(model, rows, options, cancellationToken);
}
