using Vae.Core.Engines.Managed.Layers;
using Vae.Core.Engines.Managed.Losses;
using Vae.Core.Engines.Managed.Panels;
using Vae.Core.Likelihoods;
using Vae.Core.Simd;

namespace Vae.Core.Engines.Managed.Sessions;

/// <summary>-log p(x|z) of a batch with one sample a row, its gradient, and that of a learned sigma.</summary>
internal sealed unsafe class DecoderLoss<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    private readonly ParameterMemory memory;
    private readonly StepContext context;
    private readonly SigmaTerms? sigma;
    private readonly MixedTerms<S, V>? mixed;
    private readonly PinnedFloats perRow;
    private readonly PinnedFloats perFeature;
    private readonly int features;

    /// <param name="setup">The run.</param>
    /// <param name="memory">The session's parameters.</param>
    /// <param name="context">The session's step.</param>
    /// <param name="panels">Most panels of a batch.</param>
    public DecoderLoss(TrainingSetup setup, ParameterMemory memory, StepContext context, int panels)
    {
        (this.memory, this.context) = (memory, context);
        features = setup.Plan.OutputDimension;
        sigma = setup.Plan.Likelihood is GaussianLikelihood ? new SigmaTerms(setup.Plan, setup.Layout) : null;
        mixed = setup.Plan.Map is { } map ? new MixedTerms<S, V>(map, sigma) : null;
        perRow = new PinnedFloats((long)panels * Panel.Lanes);
        perFeature = new PinnedFloats(sigma?.Slot is null ? 0 : (long)panels * features);
    }

    /// <summary>Whether the decoder's output is logits, and its mean their logistic function.</summary>
    public bool IsBernoulli => sigma is null;

    /// <summary>Starts a step.</summary>
    public void Begin()
    {
        sigma?.Refresh(memory.Parameters.Pointer);
        perRow.Span.Clear();
        perFeature.Span.Clear();
    }

    /// <summary>Adds the loss of a panel.</summary>
    /// <param name="panel">The panel of the batch.</param>
    /// <param name="output">The decoder's output, [D, 32]; overwritten by its gradient where there is a mask.</param>
    /// <param name="target">The rows, [D, 32].</param>
    /// <param name="mask">32 factors on the gradient, or null for the loss alone.</param>
    /// <param name="hasMissing">Whether the target holds NaN.</param>
    public void Add(int panel, float* output, float* target, float* mask, bool hasMissing)
    {
        var loss = perRow.Pointer + (panel * Panel.Lanes);
        var dLogSigma = sigma?.Slot is null || mask == null ? null : perFeature.Pointer + ((nint)panel * features);
        RowLoss<S, V>.Add(mixed, sigma, output, target, features, hasMissing, mask, loss, dLogSigma);
    }

    /// <summary>Sum over the rows of the batch, each times its weight, nats.</summary>
    public double Sum()
    {
        var sum = 0.0;
        for (var row = 0; row < context.RowCount; row++)
        {
            sum += (double)perRow.Pointer[row] * context.Weights[row];
        }

        return sum;
    }

    /// <summary>The gradient of a learned sigma, and its update; called on one thread.</summary>
    public void WeightGradient(ParameterUpdate<S, V> update)
    {
        if (sigma?.Slot is not { } slot)
        {
            return;
        }

        var target = update.Gradient + slot.Offset;
        new Span<float>(target, slot.Count).Clear();
        for (var panel = 0; panel < context.Panels; panel++)
        {
            for (var d = 0; d < features; d++)
            {
                target[slot.Count == 1 ? 0 : d] += perFeature.Pointer[((nint)panel * features) + d];
            }
        }

        update.Complete(slot.Offset, slot.Count, decay: false);
    }

    /// <summary>Raises a learned sigma to its floor, after the update.</summary>
    public void ClampSigma()
    {
        if (sigma?.Slot is not { } slot)
        {
            return;
        }

        foreach (ref var value in slot.Of(memory.Parameters.Span))
        {
            value = Math.Max(value, sigma.MinimumLogSigma);
        }
    }
}
