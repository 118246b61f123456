using Vae.Core.Data;
using Vae.Core.Data.Texts;

namespace Vae.Core.Generation;

/// <summary>Rows that a decoder made, with the codes that it made them of.</summary>
public sealed class GeneratedRows
{
    private readonly RowOrigin? origin;
    private readonly float[] relative;

    /// <param name="codes">The codes.</param>
    /// <param name="latentDimension">Numbers in a code.</param>
    /// <param name="relative">The rows, relative to the origin.</param>
    /// <param name="inputDimension">Features a row.</param>
    /// <param name="origin">The model's origin, or null.</param>
    internal GeneratedRows(float[] codes, int latentDimension, float[] relative, int inputDimension, RowOrigin? origin)
    {
        this.origin = origin;
        this.relative = relative;
        Codes = codes;
        LatentDimension = latentDimension;
        Rows = relative;
        if (origin is not null)
        {
            Rows = new float[relative.Length];
            origin.Add(relative, Rows);
        }

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

    /// <summary>The rows in the units of the training data, as near as 32-bit floats come: <see cref="Count"/> * <see cref="InputDimension"/> values, row-major.</summary>
    public float[] Rows { get; }

    /// <summary>The rows in 64-bit floats, which keep the digits of a column with an origin (<see cref="Models.VaeModel.Origin"/>): a new array, row-major.</summary>
    public double[] ToDoubles()
    {
        var rows = new double[relative.Length];
        RowOrigin.Add(origin, relative, rows);
        return rows;
    }

    /// <summary>Whether 32-bit floats lack digits of the rows.</summary>
    internal bool HasOrigin => origin is not null;

    /// <summary>A value with no more digits than it has.</summary>
    internal double Value(int row, int feature) => ShortestNumber.Of(origin is null ? 0 : origin.Values[feature], relative[(row * InputDimension) + feature]);

    /// <summary>One code.</summary>
    /// <param name="index">Which, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public ReadOnlySpan<float> Code(int index) => Codes.AsSpan(index * LatentDimension, LatentDimension);

    /// <summary>One row.</summary>
    /// <param name="index">Which, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public ReadOnlySpan<float> Row(int index) => Rows.AsSpan(index * InputDimension, InputDimension);
}
