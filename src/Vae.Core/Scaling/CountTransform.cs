using Vae.Core.Data;

namespace Vae.Core.Scaling;

/// <summary>
/// log(1 + x) of the counts in a row, and back. Real counts are far more spread out than a Poisson's, and their logarithms are close to a normal distribution: so a Gaussian
/// likelihood of the logarithm serves them better than a Poisson would. Below 0, where no count is, the function goes on as -log(1 - x), so that every finite number has an image.
/// </summary>
internal sealed class CountTransform
{
    /// <summary>exp of more is no float.</summary>
    public const float LargestLogarithm = 88;

    private readonly int[] features;
    private readonly int width;

    private CountTransform(int[] features, int width)
    {
        this.features = features;
        this.width = width;
    }

    /// <summary>Which features are counts.</summary>
    public ReadOnlySpan<int> Features => features;

    /// <summary>The transform of a table's rows; null where it has no counts.</summary>
    public static CountTransform? Of(TableSchema? columns)
    {
        if (columns is null)
        {
            return null;
        }

        int[] features = [.. Enumerable.Range(0, columns.Columns.Length).Where(c => columns.Columns[c].Kind == ColumnKind.Count).Select(columns.Offset)];
        return features.Length == 0 ? null : new CountTransform(features, columns.Width);
    }

    /// <summary>Counts to logarithms, in place.</summary>
    /// <param name="rows">A whole number of expanded rows, row-major.</param>
    public void Apply(Span<float> rows)
    {
        for (; rows.Length >= width; rows = rows[width..])
        {
            foreach (var feature in features)
            {
                ref var value = ref rows[feature];
                value = MathF.CopySign(MathF.Log(1 + MathF.Abs(value)), value);
            }
        }
    }

    /// <summary>Logarithms to counts, in place.</summary>
    /// <param name="rows">A whole number of expanded rows, row-major.</param>
    public void Undo(Span<float> rows)
    {
        for (; rows.Length >= width; rows = rows[width..])
        {
            foreach (var feature in features)
            {
                ref var value = ref rows[feature];
                value = MathF.CopySign(MathF.Exp(Math.Min(MathF.Abs(value), LargestLogarithm)) - 1, value);
            }
        }
    }

    /// <summary>Makes counts below 0 zeros, in place.</summary>
    /// <param name="rows">A whole number of expanded rows, row-major, in counts.</param>
    public void RaiseToZero(Span<float> rows)
    {
        for (; rows.Length >= width; rows = rows[width..])
        {
            foreach (var feature in features)
            {
                rows[feature] = Math.Max(rows[feature], 0);
            }
        }
    }
}
