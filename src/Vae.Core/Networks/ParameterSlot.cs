using System.Collections.Immutable;

namespace Vae.Core.Networks;

/// <summary>One named parameter: row-major floats of a shape, at an offset of the flat buffer.</summary>
/// <param name="Name">PyTorch's name, such as <c>encoder.0.weight</c>.</param>
/// <param name="Shape">Sizes, outermost first.</param>
/// <param name="Offset">First float in the buffer.</param>
/// <param name="Count">Number of floats.</param>
/// <param name="Kind">How training treats it.</param>
internal sealed record ParameterSlot(string Name, ImmutableArray<int> Shape, int Offset, int Count, ParameterKind Kind)
{
    /// <summary>Whether weight decay applies to it.</summary>
    public bool Decays => Kind == ParameterKind.Weight;

    /// <summary>Whether it has a gradient and the optimiser changes it.</summary>
    public bool IsTrained => Kind != ParameterKind.Buffer;

    public Span<float> Of(Span<float> buffer) => buffer.Slice(Offset, Count);

    public ReadOnlySpan<float> Of(ReadOnlySpan<float> buffer) => buffer.Slice(Offset, Count);
}
