using Vae.Core.Engines.Managed.Kernels;
using Vae.Core.Simd;

namespace Vae.Core.Engines.Managed.Losses;

/// <summary>-log p(x|z) of a panel by the kernel of its likelihood; the one for rows with holes only where something in the panel is missing.</summary>
internal static unsafe class RowLoss<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    /// <summary>Adds the loss of each row, and writes the gradient over the output where there is a mask.</summary>
    /// <param name="mixed">The likelihood of columns of several kinds, or null.</param>
    /// <param name="sigma">The Gaussian decoder's; null for Bernoulli.</param>
    /// <param name="output">The decoder's output, [D, 32].</param>
    /// <param name="target">The rows, [D, 32].</param>
    /// <param name="features">D.</param>
    /// <param name="hasMissing">Whether the target holds NaN.</param>
    /// <param name="gradientMask">32 factors on the gradient, or null for the loss alone.</param>
    /// <param name="perRow">32 sums.</param>
    /// <param name="dLogSigma">D sums, or null.</param>
    public static void Add(
        MixedTerms<S, V>? mixed, SigmaTerms? sigma, float* output, float* target, int features, bool hasMissing, float* gradientMask, float* perRow, float* dLogSigma)
    {
        if (mixed is not null)
        {
            // Its kernels leave out what is missing anyway.
            mixed.Loss(output, target, Grid.Panel, gradientMask, perRow, dLogSigma);
            return;
        }

        if (hasMissing)
        {
            Add<TargetWithHoles>(sigma, output, target, features, gradientMask, perRow, dLogSigma);
        }
        else
        {
            Add<CompleteTarget>(sigma, output, target, features, gradientMask, perRow, dLogSigma);
        }
    }

    private static void Add<T>(SigmaTerms? sigma, float* output, float* target, int features, float* gradientMask, float* perRow, float* dLogSigma)
        where T : struct, ITarget
    {
        if (sigma is null)
        {
            LikelihoodKernel.Bernoulli<S, V, T>(output, target, features, gradientMask, perRow);
            return;
        }

        var constants = T.HasHoles ? sigma.Constants!.Pointer : null;
        LikelihoodKernel.Gaussian<S, V, T>(output, target, features, sigma.Precision.Pointer, constants, sigma.Constant, gradientMask, perRow, dLogSigma);
    }
}
