using Vae.Core;

namespace Vae.MLNet.Columns;

/// <summary>Copies the features of a row into a span.</summary>
internal abstract class FeatureReader
{
    /// <summary>Fills <paramref name="features"/>, one value a feature.</summary>
    /// <exception cref="VaeDataException">A vector has another length than its column promised.</exception>
    public abstract void Read(Span<float> features);

    /// <summary>The same in 64-bit floats, as exactly as the columns have them.</summary>
    public abstract void Read(Span<double> features);

    public static VaeDataException WrongLength(string name, int promised, int found) => new(
        Invariant($"Column '{name}' promised {promised} values a row but a row has {found}; ")
        + "correct the data, or the size given by [VectorType].");
}
