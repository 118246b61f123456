using Microsoft.ML;
using Vae.Core;
using Vae.Core.Generation;
using Vae.Core.Models;
using Vae.MLNet.Columns;
using Vae.MLNet.Generation;
using Vae.MLNet.Training;

namespace Vae.MLNet;

/// <content>Rows that the model makes, as data views: the features under their own column's name, in raw units and with the slot names that the model was trained
/// with, or under the names of the inputs, texts for those that are categorical (empty where no level is likely), Booleans and Single, and the codes in the latent column, <c>Latent</c> where <see cref="VaeColumns.Latent"/> is null.</content>
public sealed partial class VaeTransformer
{
    private const int ValuesPerPart = 1 << 20;

    /// <summary>Draws new rows from the model: codes from the prior, decoded. They are made while the view is read, part by part, and are the same at every
    /// pass.</summary>
    /// <param name="count">Rows; 1 or more.</param>
    /// <param name="seed">Which rows: the same seed gives the same ones. Default 0.</param>
    /// <param name="options">Temperature, decoder noise and where in the seed's sequence to begin; null takes the defaults.</param>
    /// <returns>The rows, which the transformer, and any pipeline that begins with the feature column, takes as they are.</returns>
    /// <exception cref="ArgumentException">A value is out of range.</exception>
    /// <exception cref="InvalidOperationException">The model is a plain autoencoder, which has no prior; or its prior was given as code and a file does not hold it.</exception>
    public IDataView Sample(long count, int seed = 0, SamplingOptions? options = null)
    {
        if (count < 1)
        {
            throw new ArgumentException(Invariant($"count is {count} but must be 1 or more; ask for at least one row."), nameof(count));
        }

        options ??= new SamplingOptions();

        // The first row and the last, so that what cannot be drawn is found out now and not in the middle of a pass.
        Model.Sample(1, seed, options);
        Model.Sample(1, seed, options with { FirstRow = options.FirstRow + Math.Min(count, long.MaxValue / 2) - 1 });
        var rowsPerPart = Math.Clamp(ValuesPerPart / Math.Max(Model.InputDimension, Model.LatentDimension), 1, 4096);
        return new GeneratedDataView(GeneratedSchema.Create(Model, Columns, InputShapes), count, rowsPerPart, Part);

        GeneratedRows Part(long number)
        {
            var first = number * rowsPerPart;
            return Model.Sample((int)Math.Min(rowsPerPart, count - first), seed, options with { FirstRow = options.FirstRow + first });
        }
    }

    /// <summary>Makes rows on the way from one row of the data to another, through their codes.</summary>
    /// <param name="input">Rows with the feature column.</param>
    /// <param name="fromRow">Number of the row to begin with, from 0, in the order of a cursor.</param>
    /// <param name="toRow">Number of the row to end with.</param>
    /// <param name="steps">Rows to make, both ends included; 2 or more, default 10. The first and the last are the reconstructions of the two rows.</param>
    /// <param name="kind">The way; default the straight line.</param>
    /// <returns>The rows and their codes.</returns>
    /// <exception cref="ArgumentException">A number is out of range, or the codes point in opposite directions and the way is spherical.</exception>
    /// <exception cref="VaeDataException">The feature column does not fit, there is no such row, or it holds NaN or an infinity.</exception>
    public IDataView Interpolate(IDataView input, long fromRow, long toRow, int steps = 10, InterpolationKind kind = InterpolationKind.Linear)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentOutOfRangeException.ThrowIfNegative(fromRow);
        ArgumentOutOfRangeException.ThrowIfNegative(toRow);
        var ends = Read(new DataViewRowSource(input, FeatureInput.Find(input.Schema, Columns, Model)), [fromRow, toRow]);
        var codes = new float[2 * Model.LatentDimension];
        Model.Encode(ends.AsSpan(), codes);
        return ToDataView(Model.InterpolateCodes(codes.AsSpan(0, Model.LatentDimension), codes.AsSpan(Model.LatentDimension), steps, kind));
    }

    /// <summary>Shows rows that the model made, such as those of <see cref="VaeModel.Traverse(ReadOnlySpan{float}, int, float, float, int)"/>, as a data view.</summary>
    /// <param name="rows">The rows and their codes; not copied.</param>
    /// <returns>The same as columns.</returns>
    /// <exception cref="ArgumentException">The rows are not as wide as this model's, or their codes not as long.</exception>
    public IDataView ToDataView(GeneratedRows rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return rows.InputDimension == Model.InputDimension && rows.LatentDimension == Model.LatentDimension
            ? new GeneratedDataView(GeneratedSchema.Create(Model, Columns, InputShapes), rows.Count, Math.Max(1, rows.Count), _ => rows)
            : throw new ArgumentException(
                Invariant($"The rows have {rows.InputDimension} features and codes of {rows.LatentDimension} numbers, but this model's have {Model.InputDimension} and {Model.LatentDimension}; pass rows that it made."),
                nameof(rows));
    }

    private static double[] Read(DataViewRowSource source, long[] numbers)
    {
        var width = source.ColumnCount;
        var found = new double[numbers.Length * width];
        var row = new double[width];
        using var reader = source.OpenReader();
        while (reader.Position <= numbers.Max())
        {
            var number = reader.Position;
            if (reader.Read(row.AsSpan()) == 0)
            {
                throw new VaeDataException(Invariant($"The data have {number} rows, counted from 0, but row {numbers.Max()} was asked for; choose another."));
            }

            for (var i = 0; i < numbers.Length; i++)
            {
                if (numbers[i] != number)
                {
                    continue;
                }

                if (!Array.TrueForAll(row, double.IsFinite))
                {
                    throw new VaeDataException(Invariant($"Row {number} of the data, counted from 0, holds a missing or infinite value, so it has no code; choose another."));
                }

                row.CopyTo(found, i * width);
            }
        }

        return found;
    }
}
