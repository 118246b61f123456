using Vae.Core.Engines.Managed.Kernels;
using Vae.Core.Likelihoods;
using Vae.Core.Simd;

namespace Vae.Core.Engines.Managed.Losses;

/// <summary>The likelihood of columns of several kinds, run by run, and what scores are made of. Safe to use from many threads at once.</summary>
/// <param name="map">The runs.</param>
/// <param name="sigma">Of the Gaussian ones; null where there are none.</param>
internal sealed unsafe class MixedTerms<S, V>(FeatureMap map, SigmaTerms? sigma)
    where S : struct, ISimd<V>
    where V : struct
{
    /// <summary>Which feature is what.</summary>
    public FeatureMap Map => map;

    /// <summary>Adds -log p(x|z) of each row, and writes its gradient over the decoder's output where there is a mask.</summary>
    /// <param name="output">The decoder's output; overwritten by the gradient where <paramref name="mask"/> is not null.</param>
    /// <param name="target">Scaled rows.</param>
    /// <param name="grid">Layout of both.</param>
    /// <param name="mask">A factor on the gradient for each row, or null.</param>
    /// <param name="perRow">A sum for each row.</param>
    /// <param name="dLogSigma">D sums for the gradient of log sigma, or null.</param>
    public void Loss(float* output, float* target, Grid grid, float* mask, float* perRow, float* dLogSigma)
    {
        foreach (var run in map.Runs)
        {
            switch (run.Kind)
            {
                case FeatureRunKind.Gaussian:
                    MixedKernel.Gaussian<S, V>(output, target, run, grid, sigma!.Precision.Pointer, sigma.Constants!.Pointer, mask, perRow, dLogSigma);
                    break;
                case FeatureRunKind.Bernoulli:
                    MixedKernel.Bernoulli<S, V>(output, target, run, grid, mask, perRow);
                    break;
                default:
                    MixedKernel.Softmax<S, V>(output, target, run, grid, (float)map.UnseenLoss, mask, perRow);
                    break;
            }
        }
    }

    /// <summary>Turns logits into probabilities; Gaussian means stay.</summary>
    public void ToMean(float* output, Grid grid)
    {
        foreach (var run in map.Runs)
        {
            if (run.Kind == FeatureRunKind.Bernoulli)
            {
                MixedKernel.Sigmoids<S, V>(output, run, grid);
            }
            else if (run.Kind == FeatureRunKind.Softmax)
            {
                MixedKernel.Probabilities<S, V>(output, run, grid);
            }
        }
    }

    /// <summary>One number a column: x - x^ of a number or a binary, the surprise of a categorical's level.</summary>
    /// <param name="rebuilt">Means of p(x|z).</param>
    /// <param name="input">Scaled rows.</param>
    /// <param name="grid">Layout of both.</param>
    /// <param name="residual">Receives [C, stride].</param>
    public void Residual(float* rebuilt, float* input, Grid grid, float* residual)
    {
        var least = map.SmallestProbability;
        for (var c = 0; c < map.Columns; c++)
        {
            var start = map.StartOf(c);
            var destination = residual + (c * grid.Stride);
            if (map.IsCategorical(c))
            {
                var run = new FeatureRun(FeatureRunKind.Softmax, start, map.WidthOf(c));
                MixedKernel.Surprise<S, V>(rebuilt, input, run, grid, least, destination);
                for (var lane = 0; map.RaisesUnseenLevels && lane < grid.Lanes; lane++)
                {
                    destination[lane] += map.RaisedResidual * FeatureMap.Unseen(input + lane, grid.Stride, run);
                }
            }
            else
            {
                MixedKernel.Difference<S, V>(rebuilt, input, start, grid, destination);
            }
        }
    }
}
