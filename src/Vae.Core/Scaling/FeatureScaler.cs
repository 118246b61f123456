using System.Numerics.Tensors;
using Vae.Core.Data;

namespace Vae.Core.Scaling;

/// <summary>
/// Brings features to a common scale and back: scaled = clamp((x - <see cref="Offset"/>) * <see cref="Factor"/>, -<see cref="Clip"/>,
/// <see cref="Clip"/>), one offset and one factor a feature. Immutable; safe to use from many threads at once.
/// </summary>
/// <remarks>
/// Of columns that are counts it is log(1 + x) that is scaled, and back; binary and categorical columns have offset 0 and factor 1.
/// A missing value (NaN) stays NaN. A column is constant when its range is at most four float roundings of its largest magnitude.
/// In every kind but <see cref="ScalingKind.None"/> such a column scales to about 0. Where it has a range at all that is its unit; where it has none
/// its factor is 1 / max(|c|, 1e-6), or 1 where the constant c is 0: a later value that deviates by as much as the constant itself scales to 1 and stays finite.
/// Rows are those of a model: relative to its <see cref="Models.VaeModel.Origin"/>, where it has one.
/// </remarks>
public sealed partial class FeatureScaler
{
    // Below this magnitude of an offset, x - offset cannot overflow a float that x itself fits in.
    private const float SafeOffset = 1e31f;

    private readonly float[] offset;
    private readonly float[] factor;

    // Several rows' offsets and factors in a row, so that narrow rows fill the vector lanes too.
    private readonly float[] tiledOffset;
    private readonly float[] tiledFactor;
    private readonly bool needsDouble;
    private readonly CountTransform? counts;

    private FeatureScaler(ScalingKind kind, float[] offset, float[] factor, float clip, CountTransform? counts = null)
    {
        this.counts = counts;
        const int TileValues = 256;
        Kind = kind;
        Clip = clip;
        this.offset = offset;
        this.factor = factor;
        int rowsPerTile = Math.Max(1, TileValues / offset.Length);
        tiledOffset = rowsPerTile == 1 ? offset : Tile(offset, rowsPerTile);
        tiledFactor = rowsPerTile == 1 ? factor : Tile(factor, rowsPerTile);
        needsDouble = TensorPrimitives.MaxMagnitude<float>(offset) is > SafeOffset or < -SafeOffset;
    }

    /// <summary>Whether an offset is so large that floats would lose the difference, so that the arithmetic is done in doubles.</summary>
    internal bool NeedsDouble => needsDouble;

    /// <summary>Whether scaled rows are the rows.</summary>
    internal bool IsIdentity => Kind == ScalingKind.None && counts is null;

    /// <summary>The counts, of which logarithms are scaled; null where there are none.</summary>
    internal CountTransform? Counts => counts;

    /// <summary>Features a row.</summary>
    public int ColumnCount => offset.Length;

    /// <summary>How the offsets and factors were found.</summary>
    public ScalingKind Kind { get; }

    /// <summary>Largest magnitude of a scaled value; positive infinity where values are not clipped.</summary>
    public float Clip { get; }

    /// <summary>What is taken from each feature, in its own unit; finite.</summary>
    public ReadOnlySpan<float> Offset => offset;

    /// <summary>What each feature is multiplied by after that; finite and above 0.</summary>
    public ReadOnlySpan<float> Factor => factor;

    /// <summary>Makes a scaler from its parts, as they are read from a file.</summary>
    /// <param name="kind">How the parts were found.</param>
    /// <param name="offset">One finite value a feature; at least one feature. Copied.</param>
    /// <param name="factor">One finite value above 0 a feature. Copied.</param>
    /// <param name="clip">Above 0; positive infinity for none.</param>
    /// <exception cref="VaeDataException">The parts do not fit these conditions.</exception>
    public static FeatureScaler FromParts(ScalingKind kind, ReadOnlySpan<float> offset, ReadOnlySpan<float> factor, float clip) =>
        FromParts(kind, offset, factor, clip, columns: null);

    /// <summary>The same for rows with counts among their columns.</summary>
    /// <param name="kind">How the parts were found.</param>
    /// <param name="offset">One finite value a feature.</param>
    /// <param name="factor">One finite value above 0 a feature.</param>
    /// <param name="clip">Above 0.</param>
    /// <param name="columns">The columns, or null.</param>
    /// <exception cref="VaeDataException">The parts do not fit these conditions.</exception>
    internal static FeatureScaler FromParts(ScalingKind kind, ReadOnlySpan<float> offset, ReadOnlySpan<float> factor, float clip, TableSchema? columns)
    {
        if (!Enum.IsDefined(kind))
        {
            throw new VaeDataException(
                Invariant($"Scaling kind {(int)kind} is not known; it must be one of {string.Join(", ", Enum.GetNames<ScalingKind>())}."));
        }

        if (offset.IsEmpty || offset.Length != factor.Length)
        {
            throw new VaeDataException(
                $"A scaler needs one offset and one factor a column; {offset.Length} offsets and {factor.Length} factors were given.");
        }

        if (!(clip > 0))
        {
            throw new VaeDataException(Invariant($"A scaler's clip must be above 0; {clip} was given."));
        }

        for (int i = 0; i < offset.Length; i++)
        {
            if (!float.IsFinite(offset[i]) || !float.IsFinite(factor[i]) || factor[i] <= 0)
            {
                throw new VaeDataException(
                    Invariant($"Column {i + 1} of {offset.Length} has offset {offset[i]} and factor {factor[i]}; both must be finite and the ")
                    + "factor above 0.");
            }
        }

        return new FeatureScaler(kind, offset.ToArray(), factor.ToArray(), clip, CountTransform.Of(columns));
    }

    /// <summary>The same scaler that lets values be as large as they are.</summary>
    internal FeatureScaler Unclipped() => float.IsPositiveInfinity(Clip) ? this : new FeatureScaler(Kind, offset, factor, float.PositiveInfinity, counts);

    /// <summary>Scales rows. Does not allocate.</summary>
    /// <param name="rows">Row-major, a whole number of rows, in the features' own units.</param>
    /// <param name="destination">At least as long as <paramref name="rows"/>; may be the same memory.</param>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public void Scale(ReadOnlySpan<float> rows, Span<float> destination)
    {
        ThrowIfLengthsDoNotFit(rows.Length, destination.Length);
        destination = destination[..rows.Length];
        if (counts is not null)
        {
            rows.CopyTo(destination);
            counts.Apply(destination);
            rows = destination;
        }

        if (needsDouble)
        {
            ScaleInDouble(rows, destination);
            return;
        }

        int tile = tiledOffset.Length;
        for (int start = 0; start < rows.Length; start += tile)
        {
            int length = Math.Min(tile, rows.Length - start);
            Span<float> scaled = destination.Slice(start, length);
            TensorPrimitives.Subtract(rows.Slice(start, length), tiledOffset.AsSpan(0, length), scaled);
            TensorPrimitives.Multiply(scaled, tiledFactor.AsSpan(0, length), scaled);
            if (!float.IsPositiveInfinity(Clip))
            {
                TensorPrimitives.Min(scaled, Clip, scaled);
                TensorPrimitives.Max(scaled, -Clip, scaled);
            }
        }
    }

    /// <summary>
    /// Brings scaled rows back to the features' own units: scaled / factor + offset. What was clipped stays clipped. Does not allocate.
    /// </summary>
    /// <param name="rows">Row-major, a whole number of scaled rows.</param>
    /// <param name="destination">At least as long as <paramref name="rows"/>; may be the same memory.</param>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public void Unscale(ReadOnlySpan<float> rows, Span<float> destination)
    {
        ThrowIfLengthsDoNotFit(rows.Length, destination.Length);
        destination = destination[..rows.Length];
        if (needsDouble)
        {
            UnscaleInDouble(rows, destination);
        }
        else
        {
            UnscaleInFloat(rows, destination);
        }

        counts?.Undo(destination);
    }

    private void UnscaleInFloat(ReadOnlySpan<float> rows, Span<float> destination)
    {
        int tile = tiledOffset.Length;
        for (int start = 0; start < rows.Length; start += tile)
        {
            int length = Math.Min(tile, rows.Length - start);
            Span<float> unscaled = destination.Slice(start, length);
            TensorPrimitives.Divide(rows.Slice(start, length), tiledFactor.AsSpan(0, length), unscaled);
            TensorPrimitives.Add(unscaled, tiledOffset.AsSpan(0, length), unscaled);
        }
    }

    private static float[] Tile(float[] values, int times)
    {
        float[] tiled = new float[values.Length * times];
        for (int i = 0; i < times; i++)
        {
            values.CopyTo(tiled, i * values.Length);
        }

        return tiled;
    }

    private void ScaleInDouble(ReadOnlySpan<float> rows, Span<float> destination)
    {
        for (int i = 0, column = 0; i < rows.Length; i++, column = column + 1 == ColumnCount ? 0 : column + 1)
        {
            destination[i] = Math.Clamp((float)(((double)rows[i] - offset[column]) * factor[column]), -Clip, Clip);
        }
    }

    private void UnscaleInDouble(ReadOnlySpan<float> rows, Span<float> destination)
    {
        for (int i = 0, column = 0; i < rows.Length; i++, column = column + 1 == ColumnCount ? 0 : column + 1)
        {
            destination[i] = (float)(((double)rows[i] / factor[column]) + offset[column]);
        }
    }

    private void ThrowIfLengthsDoNotFit(int rowsLength, int destinationLength)
    {
        if (rowsLength % ColumnCount != 0)
        {
            throw new ArgumentException(
                Invariant($"{rowsLength} values are no whole number of rows of {ColumnCount} columns; pass the columns that the scaler was ")
                + "fitted on.");
        }

        if (destinationLength < rowsLength)
        {
            throw new ArgumentException(
                Invariant($"The destination holds {destinationLength} values but {rowsLength} are scaled; pass one as long as the rows."));
        }
    }
}
