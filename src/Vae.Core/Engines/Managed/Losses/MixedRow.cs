using Vae.Core.Engines.Managed.Kernels;
using Vae.Core.Engines.Managed.Panels;
using Vae.Core.Simd;

namespace Vae.Core.Engines.Managed.Losses;

/// <summary>
/// <see cref="MixedTerms{S, V}"/> for a row alone: its numbers stand in the first lane of a vector each, so that the same kernels give it the bits that it would have among others.
/// </summary>
internal sealed unsafe class MixedRow<S, V>(MixedTerms<S, V> terms)
    where S : struct, ISimd<V>
    where V : struct
{
    private readonly int features = terms.Map.Features;
    private readonly int columns = terms.Map.Columns;

    private static Grid Layout => new(S.Lanes, S.Lanes);

    public Workspace NewWorkspace() => new(features);

    /// <summary>Turns logits into probabilities, in place.</summary>
    public void ToMean(Workspace work, float* output)
    {
        Spread(output, work.Output.Pointer);
        terms.ToMean(work.Output.Pointer, Layout);
        Gather(work.Output.Pointer, output, features);
    }

    /// <summary>A sum and, added to it, -log p(x|z), from the decoder's output.</summary>
    public float Loss(Workspace work, float* output, float* input, float sum = 0)
    {
        Spread(output, work.Output.Pointer);
        Spread(input, work.Input.Pointer);
        var perRow = stackalloc float[Panel.Lanes];
        new Span<float>(perRow, Panel.Lanes).Fill(sum);
        terms.Loss(work.Output.Pointer, work.Input.Pointer, Layout, null, perRow, null);
        return perRow[0] + (float)terms.Map.RaisedLoss(input, output, 1);
    }

    /// <summary>One number a column, from the means.</summary>
    public void Residual(Workspace work, float* rebuilt, float* input, float* residual)
    {
        Spread(rebuilt, work.Output.Pointer);
        Spread(input, work.Input.Pointer);
        terms.Residual(work.Output.Pointer, work.Input.Pointer, Layout, work.Residual.Pointer);
        Gather(work.Residual.Pointer, residual, columns);
    }

    /// <summary>What its unseen levels add to the squared error.</summary>
    public float RaisedSquares(float* input) => terms.Map.RaisedSquares * terms.Map.Unseen(input, 1);

    /// <summary>What is missing to 1 in the row's levels.</summary>
    public float Unseen(float* input) => terms.Map.Unseen(input, 1);

    private void Spread(float* row, float* vectors)
    {
        for (var d = 0; d < features; d++)
        {
            S.Store(S.Broadcast(row[d]), vectors + (d * S.Lanes));
        }
    }

    private static void Gather(float* vectors, float* row, int count)
    {
        for (var i = 0; i < count; i++)
        {
            row[i] = vectors[i * S.Lanes];
        }
    }

    /// <summary>Memory for one row.</summary>
    public sealed class Workspace(int features)
    {
        internal PinnedFloats Output { get; } = new((long)features * S.Lanes);

        internal PinnedFloats Input { get; } = new((long)features * S.Lanes);

        internal PinnedFloats Residual { get; } = new((long)features * S.Lanes);
    }
}
