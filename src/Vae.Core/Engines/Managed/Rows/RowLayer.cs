using Vae.Core.Engines.Managed.Panels;
using Vae.Core.Simd;

namespace Vae.Core.Engines.Managed.Rows;

/// <summary>A layer as single rows go through it, with the bits that they have in a panel.</summary>
/// <param name="output">What it puts out.</param>
internal abstract unsafe class RowLayer<S, V>(RowForm output)
    where S : struct, ISimd<V>
    where V : struct
{
    /// <summary>Floats behind a row that may be read and written without meaning: a vector's, wherever it starts.</summary>
    public const int Slack = 16;

    public RowForm Output => output;

    /// <summary>Takes one or more rows through.</summary>
    /// <param name="input">The first row, with <see cref="Slack"/> floats behind each.</param>
    /// <param name="inputStride">Floats to the next.</param>
    /// <param name="output">Where the first goes, whole vectors; elsewhere than the input.</param>
    /// <param name="outputStride">Floats to the next.</param>
    /// <param name="rows">Rows, 1 or more.</param>
    public abstract void Apply(float* input, nint inputStride, float* output, nint outputStride, int rows);

    /// <summary>Numbers at a place for vectors to be read from.</summary>
    protected static PinnedFloats Keep(ReadOnlySpan<float> values)
    {
        var kept = new PinnedFloats(RowStage.Pad(values.Length));
        values.CopyTo(kept.Span);
        return kept;
    }
}
