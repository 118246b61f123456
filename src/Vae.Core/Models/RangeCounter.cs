using Vae.Core.Data;
using Vae.Core.Data.Texts;
using Vae.Core.Parts;

namespace Vae.Core.Models;

/// <summary>
/// Counts the values of rows that lie outside the range that their feature had in training, and says so where they are many: rows in other units than those of the training data, such as pictures of bytes
/// under a model of 0 to 1, are strange throughout. Not safe to use from several threads at once.
/// </summary>
public sealed class RangeCounter
{
    // Of the rows, from which the warning is worth its words; fewer far ones are what anomalies are.
    private const double LeastShare = 0.1;

    // Values that are scaled at a time: scaling narrow rows one by one takes five times as long.
    private const int BlockValues = 1 << 12;

    private readonly VaeModel model;
    private readonly TrainingRange? range;
    private readonly long[] far;
    private readonly float[] example;
    private readonly float[] scaled;

    /// <param name="model">The model that the rows are for; one of format version 1 or 2 keeps no ranges, and nothing is counted.</param>
    public RangeCounter(VaeModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        this.model = model;
        range = model.Parts.Range;
        far = new long[model.InputDimension];
        example = new float[model.InputDimension];
        scaled = new float[Math.Max(1, BlockValues / model.InputDimension) * model.InputDimension];
    }

    /// <summary>Rows that were looked at.</summary>
    public long Rows { get; private set; }

    /// <summary>Values outside the range that their feature had in training.</summary>
    public long ValuesOutside { get; private set; }

    /// <summary>Rows with a value that lies farther outside than the range is wide.</summary>
    public long RowsFarOutside { get; private set; }

    /// <summary>A warning, <c>outside-range</c>, where a tenth of the rows or more lie far outside; else null.</summary>
    public DataWarning? Warning
    {
        get
        {
            if (RowsFarOutside == 0 || RowsFarOutside < LeastShare * Rows)
            {
                return null;
            }

            var most = Array.IndexOf(far, far.Max());
            var (lower, upper) = (Raw(range!.Lower, most), Raw(range.Upper, most));
            return new DataWarning("outside-range", model.NameOf(most), Invariant(
                $"{RowsFarOutside} of {Rows} rows lie outside what training saw by more than the width of its range, {ValuesOutside} values in all, the most of them in {model.NameOf(most)}: ")
                + Invariant($"training saw {lower} to {upper}, here is {ShortestNumber.Of(model.OriginOf(most), example[most])}. Check that the rows are in the units of the training data."));
        }
    }

    /// <summary>Looks at rows.</summary>
    /// <param name="rows">Row-major, a whole number of rows in raw units; NaN and infinities are left out.</param>
    /// <exception cref="ArgumentException">It is no whole number of rows.</exception>
    public void Add(ReadOnlySpan<float> rows)
    {
        if (rows.Length % far.Length != 0)
        {
            throw new ArgumentException(Invariant($"{rows.Length} values are not a whole number of rows of {far.Length} values."), nameof(rows));
        }

        if (model.Parts.Origin is not { } origin)
        {
            AddRelative(rows);
            return;
        }

        var relative = new float[rows.Length];
        origin.Subtract(rows, relative);
        AddRelative(relative);
    }

    /// <summary>Looks at rows in 64-bit floats, as a model with an origin (<see cref="VaeModel.Origin"/>) scores them.</summary>
    /// <inheritdoc cref="Add(ReadOnlySpan{float})"/>
    public void Add(ReadOnlySpan<double> rows)
    {
        if (rows.Length % far.Length != 0)
        {
            throw new ArgumentException(Invariant($"{rows.Length} values are not a whole number of rows of {far.Length} values."), nameof(rows));
        }

        var relative = new float[rows.Length];
        RowOrigin.Subtract(model.Parts.Origin, rows, relative);
        AddRelative(relative);
    }

    /// <summary>The same of rows relative to the model's origin.</summary>
    internal void AddRelative(ReadOnlySpan<float> rows)
    {
        Rows += rows.Length / far.Length;
        if (range is null)
        {
            return;
        }

        for (var first = 0; first < rows.Length; first += scaled.Length)
        {
            var block = rows.Slice(first, Math.Min(scaled.Length, rows.Length - first));
            model.Scaler.Scale(block, scaled.AsSpan(0, block.Length));
            for (var start = 0; start < block.Length; start += far.Length)
            {
                var row = scaled.AsSpan(start, far.Length);
                if (!range.Holds(row))
                {
                    AddOutside(block.Slice(start, far.Length), row);
                }
            }
        }
    }

    private void AddOutside(ReadOnlySpan<float> row, ReadOnlySpan<float> scaled)
    {
        var isFar = false;
        for (var d = 0; d < row.Length; d++)
        {
            var excess = Math.Max(range!.Lower[d] - scaled[d], scaled[d] - range.Upper[d]);
            if (!(excess > 0) || !float.IsFinite(row[d]))
            {
                continue;
            }

            ValuesOutside++;
            if (excess > range.Upper[d] - range.Lower[d])
            {
                isFar = true;
                far[d]++;
                example[d] = row[d];
            }
        }

        RowsFarOutside += isFar ? 1 : 0;
    }

    private double Raw(float[] ends, int feature)
    {
        var raw = new float[ends.Length];
        model.Scaler.Unscale(ends, raw);
        return ShortestNumber.Of(model.OriginOf(feature), raw[feature]);
    }
}
