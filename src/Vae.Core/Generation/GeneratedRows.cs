namespace Vae.Core.Generation;

/// <summary>Rows that a decoder made, with the codes that it made them of.</summary>
public sealed class GeneratedRows
{
    internal GeneratedRows(float[] codes, int latentDimension, float[] rows, int inputDimension)
    {
        Codes = codes;
        LatentDimension = latentDimension;
        Rows = rows;
        InputDimension = inputDimension;
    }

    /// <summary>Number of rows, and of codes.</summary>
    public int Count => Codes.Length / LatentDimension;

    /// <summary>Features a row, D.</summary>
    public int InputDimension { get; }

    /// <summary>Numbers in a code, L.</summary>
    public int LatentDimension { get; }

    /// <summary>The codes: <see cref="Count"/> * <see cref="LatentDimension"/> values, row-major.</summary>
    public float[] Codes { get; }

    /// <summary>The rows in the units of the training data: <see cref="Count"/> * <see cref="InputDimension"/> values, row-major.</summary>
    public float[] Rows { get; }

    /// <summary>One code.</summary>
    /// <param name="index">Which, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public ReadOnlySpan<float> Code(int index) => Codes.AsSpan(index * LatentDimension, LatentDimension);

    /// <summary>One row.</summary>
    /// <param name="index">Which, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public ReadOnlySpan<float> Row(int index) => Rows.AsSpan(index * InputDimension, InputDimension);
}
