using Microsoft.ML;
using Vae.Core;
using Vae.Core.Data;
using Vae.Reports;

namespace Vae.MLNet;

/// <content>Reports.</content>
public sealed partial class VaeTransformer
{
    /// <summary>Makes a report: what the model has learned and what it makes of rows, as one HTML file that begins with a verdict in plain words.</summary>
    /// <param name="data">Rows with the feature column.</param>
    /// <param name="labelColumnName">A Boolean, true for an anomaly; a number, or a text that is one, 0 for a normal row; or a key, its first value for a normal row; with it the report says how well anomalies are found. A missing
    /// one is none. Null (default) for rows without labels.</param>
    /// <param name="normalLabel">The label of normal rows where it is another, as at <see cref="WithThreshold(Core.Options.ThresholdPolicy, IDataView, string?, string?)"/>. Default null.</param>
    /// <param name="options">What it shows; null takes the defaults.</param>
    /// <returns>The report; <see cref="ModelReport.Save(string)"/> writes it to a file.</returns>
    /// <exception cref="ArgumentException">A value of the options is out of range, or a normal label is given without a label.</exception>
    /// <exception cref="VaeDataException">A column is missing or not as the model's, or there are no rows.</exception>
    public ModelReport Report(IDataView data, string? labelColumnName = null, string? normalLabel = null, ReportOptions? options = null) =>
        Measured(data, labelColumnName, normalLabel, (rows, _) => ModelReport.Create(Model, rows, options));

    /// <summary>The data as rows of the model, for what takes such: <c>transformer.Model.Explain</c>, and with the package Vae.Plots <c>transformer.Figures(data)</c>.</summary>
    /// <param name="data">Rows with the feature column; they are read when the rows are, each time anew.</param>
    /// <param name="labelColumnName">The column of labels, as at <see cref="Report"/>. Null (default) for rows without labels.</param>
    /// <param name="normalLabel">The label of normal rows where it is another, as at <see cref="Report"/>. Default null.</param>
    /// <returns>The rows, in raw units.</returns>
    /// <exception cref="ArgumentException">A normal label is given without a label.</exception>
    /// <exception cref="VaeDataException">A column is missing or not as the model's.</exception>
    public IRowSource Rows(IDataView data, string? labelColumnName = null, string? normalLabel = null) =>
        Measured(data, labelColumnName, normalLabel, (rows, _) => rows);
}
