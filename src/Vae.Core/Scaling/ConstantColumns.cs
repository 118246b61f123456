using Vae.Core.Data;

namespace Vae.Core.Scaling;

/// <summary>
/// Columns that had one value in all training rows, or in all but a few (<see cref="ColumnProfile"/>). The network learns nothing of them and sees that value in every row; a row with any other
/// gets a part on top of its score that alone takes it beyond the threshold, and that grows with the distance. Immutable.
/// </summary>
/// <remarks>The part of a feature is w (1 + log(1 + |x - c| / u)) where x is not c, and nothing where it is; u is a millionth of |c|, of 1e-6 at least.</remarks>
internal sealed class ConstantColumns
{
    private const double SmallestMagnitude = 1e-6;
    private const double RelativeUnit = 1e-6;

    private readonly int[] features;
    private readonly float[] values;
    private readonly float[] reciprocals;

    /// <param name="width">Features a row.</param>
    /// <param name="features">Which are constant, in ascending order; at least one.</param>
    /// <param name="values">What each is, relative to the model's origin.</param>
    /// <param name="origin">The model's origin, or null.</param>
    /// <param name="weight">w, finite and not below 0.</param>
    public ConstantColumns(int width, ReadOnlySpan<int> features, ReadOnlySpan<float> values, RowOrigin? origin, float weight = 0)
    {
        Width = width;
        this.features = features.ToArray();
        this.values = values.ToArray();
        reciprocals = new float[this.features.Length];
        for (int i = 0; i < this.features.Length; i++)
        {
            double value = this.values[i] + (origin is null ? 0 : origin.Values[this.features[i]]);
            reciprocals[i] = (float)(1 / (Math.Max(Math.Abs(value), SmallestMagnitude) * RelativeUnit));
        }

        Weight = weight;
    }

    private ConstantColumns(ConstantColumns other, float[] values, float weight)
    {
        Width = other.Width;
        features = other.features;
        reciprocals = other.reciprocals;
        this.values = values;
        Weight = weight;
    }

    /// <summary>Features a row.</summary>
    public int Width { get; }

    /// <summary>Which features are constant, in ascending order.</summary>
    public ReadOnlySpan<int> Features => features;

    /// <summary>What each is, relative to the model's origin.</summary>
    public ReadOnlySpan<float> Values => values;

    /// <summary>1 / u of each.</summary>
    public ReadOnlySpan<float> Reciprocals => reciprocals;

    /// <summary>What the smallest change adds to a score.</summary>
    public float Weight { get; }

    /// <summary>The same columns with another weight.</summary>
    public ConstantColumns WithWeight(float weight) => new(this, values, weight);

    /// <summary>The same columns of scaled rows, for <see cref="Hold"/> alone.</summary>
    public ConstantColumns Scaled(FeatureScaler scaler)
    {
        float[] row = new float[Width];
        for (int i = 0; i < features.Length; i++)
        {
            row[features[i]] = values[i];
        }

        scaler.Scale(row, row);
        return new ConstantColumns(this, [.. features.Select(feature => row[feature])], Weight);
    }

    /// <summary>Rows as the network is to see them: a copy in which each constant has its value; null where all rows have it already. What is no finite number stays.</summary>
    public float[]? Held(ReadOnlySpan<float> rows)
    {
        for (int start = 0; start < rows.Length; start += Width)
        {
            if (IsBroken(rows.Slice(start, Width)))
            {
                float[] held = rows.ToArray();
                Hold(held.AsSpan(start));
                return held;
            }
        }

        return null;
    }

    /// <summary>The same in place.</summary>
    public void Hold(Span<float> rows)
    {
        for (; rows.Length >= Width; rows = rows[Width..])
        {
            for (int i = 0; i < features.Length; i++)
            {
                ref float value = ref rows[features[i]];
                value = float.IsFinite(value) ? values[i] : value;
            }
        }
    }

    /// <summary>Holds rows in place, and tells which of them, by their place, were broken.</summary>
    public int[] HoldAll(Span<float> rows)
    {
        var broken = new List<int>();
        for (int row = 0; row * Width < rows.Length; row++)
        {
            if (IsBroken(rows.Slice(row * Width, Width)))
            {
                broken.Add(row);
            }
        }

        Hold(rows);
        return [.. broken];
    }

    /// <summary>Whether a constant has another finite value in a row.</summary>
    public bool IsBroken(ReadOnlySpan<float> row)
    {
        for (int i = 0; i < features.Length; i++)
        {
            if (IsOther(row[features[i]], values[i]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Adds to scores what broken constants add; a NaN stays.</summary>
    /// <param name="rows">Row-major, relative to the model's origin, not held.</param>
    /// <param name="scores">One a row.</param>
    public void AddToScores(ReadOnlySpan<float> rows, Span<float> scores)
    {
        for (int row = 0; row < scores.Length; row++)
        {
            float sum = 0;
            for (int i = 0; i < features.Length; i++)
            {
                sum += Part(i, rows[(row * Width) + features[i]]);
            }

            scores[row] += sum;
        }
    }

    /// <summary>Adds to each feature's, or column's, part of a score.</summary>
    /// <param name="rows">As above.</param>
    /// <param name="parts">Row-major.</param>
    /// <param name="width">Parts a row.</param>
    /// <param name="placeOf">The part that a feature's goes to.</param>
    public void AddToParts(ReadOnlySpan<float> rows, Span<float> parts, int width, Func<int, int> placeOf)
    {
        for (int row = 0; row * width < parts.Length; row++)
        {
            for (int i = 0; i < features.Length; i++)
            {
                parts[(row * width) + placeOf(features[i])] += Part(i, rows[(row * Width) + features[i]]);
            }
        }
    }

    private static bool IsOther(float value, float constant) => value != constant && float.IsFinite(value);

    private float Part(int i, float value) =>
        IsOther(value, values[i]) ? Weight * (1 + MathF.Log(1 + (MathF.Abs(value - values[i]) * reciprocals[i]))) : 0;
}
