namespace Vae.Core.Data;

/// <summary>
/// What is subtracted from each feature, in double, before it becomes a 32-bit float: a time stamp or a pressure whose values differ in digits that such a float does not have then
/// keeps them. Inside a model rows are relative to its origin. Immutable.
/// </summary>
internal sealed class RowOrigin
{
    private readonly double[] values;

    /// <param name="values">One finite number a feature.</param>
    /// <exception cref="VaeDataException">A number is not finite.</exception>
    public RowOrigin(ReadOnlySpan<double> values)
    {
        foreach (double value in values)
        {
            if (!double.IsFinite(value))
            {
                throw new VaeDataException(Invariant($"The origin of a feature is {value}; a finite number was wanted."));
            }
        }

        this.values = values.ToArray();
    }

    /// <summary>One number a feature; 0 where floats do.</summary>
    public ReadOnlySpan<double> Values => values;

    /// <summary>Features a row.</summary>
    public int Width => values.Length;

    /// <summary>The origin, or null, which stands for zeros throughout.</summary>
    public static RowOrigin? OrNull(ReadOnlySpan<double> values) => values.ContainsAnyExcept(0.0) ? new RowOrigin(values) : null;

    /// <summary>Rows less the origin, rounded once.</summary>
    /// <param name="origin">Null for zeros.</param>
    /// <param name="rows">A whole number of rows.</param>
    /// <param name="relative">As long.</param>
    public static void Subtract(RowOrigin? origin, ReadOnlySpan<double> rows, Span<float> relative)
    {
        if (origin is null)
        {
            System.Numerics.Tensors.TensorPrimitives.ConvertTruncating<double, float>(rows, relative);
            return;
        }

        double[] values = origin.values;
        for (int i = 0, column = 0; i < rows.Length; i++, column = column + 1 == values.Length ? 0 : column + 1)
        {
            relative[i] = (float)(rows[i] - values[column]);
        }
    }

    /// <summary>Rows less the origin; may be the same memory.</summary>
    /// <param name="rows">A whole number of rows, which hold no more than floats do.</param>
    /// <param name="relative">As long.</param>
    public void Subtract(ReadOnlySpan<float> rows, Span<float> relative)
    {
        for (int i = 0, column = 0; i < rows.Length; i++, column = column + 1 == values.Length ? 0 : column + 1)
        {
            relative[i] = (float)(rows[i] - values[column]);
        }
    }

    /// <summary>Rows in the data's own units.</summary>
    /// <param name="origin">Null for zeros.</param>
    /// <param name="relative">A whole number of rows relative to the origin.</param>
    /// <param name="rows">As long.</param>
    public static void Add(RowOrigin? origin, ReadOnlySpan<float> relative, Span<double> rows)
    {
        for (int i = 0, column = 0; i < relative.Length; i++)
        {
            rows[i] = relative[i];
            if (origin is not null)
            {
                rows[i] += origin.values[column];
                column = column + 1 == origin.Width ? 0 : column + 1;
            }
        }
    }

    /// <summary>Rows in the data's own units, as near as floats come; may be the same memory.</summary>
    /// <param name="relative">A whole number of rows relative to the origin.</param>
    /// <param name="rows">As long.</param>
    public void Add(ReadOnlySpan<float> relative, Span<float> rows)
    {
        for (int i = 0, column = 0; i < relative.Length; i++, column = column + 1 == values.Length ? 0 : column + 1)
        {
            rows[i] = (float)(relative[i] + values[column]);
        }
    }
}
