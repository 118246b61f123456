using System.Runtime.InteropServices;
using Microsoft.Data.Analysis;
using Vae.Core;
using Vae.Core.Models;
using Vae.Core.Options;
using Vae.Core.Data;
using Vae.MLNet.Cursors;

namespace Vae.MLNet.DataFrames;

/// <summary>Scores, codes and reconstructions of the rows of a data frame, appended to it as columns.</summary>
/// <remarks>
/// Features are the columns with the model's feature names, or with the names of its table's columns (<see cref="VaeModel.Columns"/>), whose texts are encoded by the model's
/// levels, in whatever order; of a model without names, all columns that hold numbers. Features that a model has of times (<c>when.hour.sin</c>) are made of the column of times, <c>when</c>, by the rules of files. Integers and
/// decimals become Single; a missing value becomes NaN, and its row gets NaN in every output and false as its label unless values may be missing (<see cref="VaeOptions.MissingValues"/>). A column that is
/// there already is replaced.
/// </remarks>
public static class VaeModelDataFrameExtensions
{
    /// <summary>Rows a pass: enough for the engine, little beside the frame.</summary>
    private const int BatchRows = 4096;

    /// <summary>What is computed of a batch: rows in, values out.</summary>
    private delegate void Computation<T>(ReadOnlySpan<double> rows, Span<T> values);

    /// <summary>Appends the score of each row, and whether it is an anomaly.</summary>
    /// <param name="model">The model.</param>
    /// <param name="frame">The rows; changed.</param>
    /// <param name="scoreColumnName">A column of Single; higher is more anomalous.</param>
    /// <param name="predictedLabelColumnName">A column of Boolean, whether the score is above the threshold; null leaves it out.</param>
    /// <param name="featureColumnNames">Columns to read, in the order that the model was trained on; null (default) as said above.</param>
    /// <param name="onWarning">Told what was found that the owner of the rows should know, as <c>vae score</c> warns of it: columns that were left out, rows without a score, values far outside the range of
    /// the training data, levels that training never saw. Default null.</param>
    /// <returns><paramref name="frame"/>.</returns>
    /// <exception cref="VaeDataException">A feature column is missing or holds no numbers, or there are not as many as the model has
    /// features.</exception>
    public static DataFrame Score(
        this VaeModel model,
        DataFrame frame,
        string scoreColumnName = "Score",
        string? predictedLabelColumnName = "PredictedLabel",
        IReadOnlyList<string>? featureColumnNames = null,
        Action<DataWarning>? onWarning = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(scoreColumnName);
        var scores = Compute(model, frame, featureColumnNames, [scoreColumnName], (rows, values) => model.Score(rows, values), onWarning, isScore: true, predictedLabelColumnName)[0];
        frame[scoreColumnName] = scores;
        if (predictedLabelColumnName is not null)
        {
            frame[predictedLabelColumnName] = new BooleanDataFrameColumn(
                predictedLabelColumnName, scores.Select(score => model.IsAnomaly(score ?? float.NaN)));
        }

        return frame;
    }

    /// <summary>Appends the mean code of each row, one column of Single a latent dimension.</summary>
    /// <param name="model">The model.</param>
    /// <param name="frame">The rows; changed.</param>
    /// <param name="latentColumnName">What the columns' names begin with: <c>Latent0</c>, <c>Latent1</c>, ...</param>
    /// <param name="featureColumnNames">Columns to read, in the order that the model was trained on; null (default) as said above.</param>
    /// <param name="onWarning">Told what was found that the owner of the rows should know, as <c>vae score</c> warns of it: columns that were left out, rows without a score, values far outside the range of
    /// the training data, levels that training never saw. Default null.</param>
    /// <returns><paramref name="frame"/>.</returns>
    /// <exception cref="VaeDataException">A feature column is missing or holds no numbers, or there are not as many as the model has
    /// features.</exception>
    public static DataFrame Encode(
        this VaeModel model, DataFrame frame, string latentColumnName = "Latent", IReadOnlyList<string>? featureColumnNames = null, Action<DataWarning>? onWarning = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(latentColumnName);
        var names = SlotColumnNames.Create(latentColumnName, null, model.LatentDimension);
        return Append(frame, Compute(model, frame, featureColumnNames, names, (rows, values) => model.Encode(rows, values), onWarning));
    }

    /// <summary>Appends what the model makes of each row, one column a feature, in the feature's unit: of Single, or of Double where the model has an origin (<see cref="VaeModel.Origin"/>).</summary>
    /// <param name="model">The model.</param>
    /// <param name="frame">The rows; changed.</param>
    /// <param name="reconstructionColumnName">What the columns' names begin with; a dot and the feature's name follow, or its number
    /// where features have no names.</param>
    /// <param name="featureColumnNames">Columns to read, in the order that the model was trained on; null (default) as said above.</param>
    /// <param name="onWarning">Told what was found that the owner of the rows should know, as <c>vae score</c> warns of it: columns that were left out, rows without a score, values far outside the range of
    /// the training data, levels that training never saw. Default null.</param>
    /// <returns><paramref name="frame"/>.</returns>
    /// <exception cref="VaeDataException">A feature column is missing or holds no numbers, or there are not as many as the model has
    /// features.</exception>
    public static DataFrame Reconstruct(
        this VaeModel model,
        DataFrame frame,
        string reconstructionColumnName = "Reconstruction",
        IReadOnlyList<string>? featureColumnNames = null,
        Action<DataWarning>? onWarning = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(reconstructionColumnName);
        var names = SlotColumnNames.Create(reconstructionColumnName, model.FeatureNames, model.InputDimension);
        return model.Origin.IsEmpty
            ? Append(frame, Compute(model, frame, featureColumnNames, names, (rows, values) => model.Transform(rows, new VaeOutputs { Reconstruction = values }), onWarning))
            : Append(frame, Compute<double, DoubleDataFrameColumn>(
                model, frame, featureColumnNames, names, (name, count) => new DoubleDataFrameColumn(name, count), (rows, values) => model.Reconstruct(rows, values), onWarning));
    }

    private static DataFrame Append(DataFrame frame, DataFrameColumn[] columns)
    {
        foreach (var column in columns)
        {
            frame[column.Name] = column;
        }

        return frame;
    }

    /// <summary>Computes as many values a row as there are names, batch by batch.</summary>
    private static SingleDataFrameColumn[] Compute(
        VaeModel model, DataFrame frame, IReadOnlyList<string>? featureNames, string[] names, Computation<float> compute, Action<DataWarning>? onWarning, bool isScore = false, string? beside = null) =>
        Compute<float, SingleDataFrameColumn>(model, frame, featureNames, names, (name, count) => new SingleDataFrameColumn(name, count), compute, onWarning, isScore, beside);

    private static TColumn[] Compute<T, TColumn>(
        VaeModel model, DataFrame frame, IReadOnlyList<string>? featureNames, string[] names, Func<string, long, TColumn> make, Computation<T> compute,
        Action<DataWarning>? onWarning, bool isScore = false, string? beside = null)
        where T : unmanaged
        where TColumn : PrimitiveDataFrameColumn<T>
    {
        ArgumentNullException.ThrowIfNull(frame);
        var pass = onWarning is null ? null : new ScoringPass(model, 1, isPipeline: false, found =>
        {
            foreach (var warning in found)
            {
                onWarning(warning);
            }
        });
        var features = new FrameFeatures(frame, model, featureNames, pass?.NewRow(), isScore && beside is not null ? [.. names, beside] : names);
        foreach (var warning in features.Warnings)
        {
            onWarning?.Invoke(warning);
        }

        var columns = Array.ConvertAll(names, name => make(name, frame.Rows.Count));
        var (width, outputs) = (model.InputDimension, names.Length);
        var rows = new double[BatchRows * width];
        var values = new T[BatchRows * outputs];
        for (var first = 0L; first < frame.Rows.Count; first += BatchRows)
        {
            var count = (int)Math.Min(BatchRows, frame.Rows.Count - first);
            for (var i = 0; i < count; i++)
            {
                if (features.Read(first + i, rows.AsSpan(i * width, width)) is { } fault)
                {
                    pass?.AddRefused(first + i, fault);
                }
            }

            compute(rows.AsSpan(0, count * width), values.AsSpan(0, count * outputs));
            pass?.Add([], rows.AsSpan(0, count * width), count, isScore ? MemoryMarshal.Cast<T, float>(values.AsSpan(0, count * outputs)) : []);
            for (var i = 0; i < count * outputs; i++)
            {
                columns[i % outputs][first + (i / outputs)] = values[i];
            }
        }

        pass?.End();
        return columns;
    }
}
