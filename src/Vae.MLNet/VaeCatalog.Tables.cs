using Vae.Core;
using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Data;
using Vae.Data.Options;
using Vae.MLNet.Tables;

namespace Vae.MLNet;

/// <content>Files as data views.</content>
public sealed partial class VaeCatalog
{
    /// <summary>
    /// Loads a file by the rules of <c>vae train</c>: CSV, Parquet, Arrow (Feather), JSON lines or idx, told by its content, plain or compressed with gzip or Zstandard; <c>-</c> is the standard input. What each column
    /// holds is found in the file, as <see cref="RowSourceFactory"/> does: numbers, truth values, texts with their levels, missing values, dates.
    /// </summary>
    /// <remarks>The rows are read anew by every cursor. What there is to warn of goes to <see cref="Microsoft.ML.MLContext.Log"/>.</remarks>
    /// <example>
    /// <code>
    /// var table = ml.Vae.LoadTable("connections.parquet", new RowSourceOptions { Label = "label" });
    /// var detector = ml.Vae.DetectAnomalies([.. table.InputColumnNames]).Fit(table);
    /// </code>
    /// </example>
    /// <param name="path">The file, or a pattern, such as <c>logs/**/*.csv</c>, whose files are one table.</param>
    /// <param name="options">Label, columns left out, dates, and how the file is read; null takes the defaults. Where neither columns nor inference is given, <see cref="ColumnInference"/> with its defaults.</param>
    /// <returns>The rows.</returns>
    /// <exception cref="VaeDataException">The file is missing or damaged, has no rows, or lacks a column that the options ask for; or a column is not as training needs it.</exception>
    public TableView LoadTable(string path, RowSourceOptions? options = null) => LoadTable([path], options);

    /// <inheritdoc cref="LoadTable(string, RowSourceOptions?)"/>
    /// <param name="paths">Files and patterns, together one table whose columns are those of the first file.</param>
    /// <param name="options">As above.</param>
    public TableView LoadTable(IReadOnlyList<string> paths, RowSourceOptions? options = null)
    {
        options ??= new RowSourceOptions();
        var isTold = (options.Columns ?? options.Csv.Columns) is not null || (options.Inference ?? options.Csv.Inference) is not null;
        return new TableView(RowSourceFactory.Open(paths, isTold ? options : options with { Inference = new ColumnInference() }), context);
    }

    /// <summary>Loads a file for a model that is trained, by the rules of <c>vae score</c>: the model's columns are found by their names, in whatever order; times become the features that the model has of them.</summary>
    /// <param name="path">The file or a pattern, as at <see cref="LoadTable(string, RowSourceOptions?)"/>.</param>
    /// <param name="model">The model.</param>
    /// <param name="options">Label, and how the file is read; null takes the defaults, where a value that cannot be read makes its row one of missing values, counted in the log.</param>
    /// <returns>The rows.</returns>
    /// <exception cref="VaeDataException">The file is missing or damaged, has no rows, or lacks a column of the model.</exception>
    public TableView LoadTable(string path, VaeModel model, RowSourceOptions? options = null) => LoadTable([path], model, options);

    /// <inheritdoc cref="LoadTable(string, VaeModel, RowSourceOptions?)"/>
    /// <param name="paths">Files and patterns, together one table.</param>
    /// <param name="model">The model.</param>
    /// <param name="options">As above.</param>
    public TableView LoadTable(IReadOnlyList<string> paths, VaeModel model, RowSourceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        options ??= new RowSourceOptions { Csv = new CsvOptions { InvalidRows = InvalidRowHandling.Nan } };
        var source = RowSourceFactory.Open(paths, options with
        {
            Columns = Columns.FeatureInput.TableOf(model),
            Csv = model.ContextDimension == 0 ? options.Csv : options.Csv with { ContextColumns = model.ContextColumnNames },
        });
        return source.ColumnCount == model.InputDimension
            ? new TableView(source, context)
            : throw new VaeDataException(Invariant($"'{paths[0]}' has {source.ColumnCount} features a row but the model was trained on {model.InputDimension}; load rows like those that it was trained on."));
    }
}
