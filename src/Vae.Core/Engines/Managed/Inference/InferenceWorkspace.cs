using Vae.Core.Engines.Managed.Losses;
using Vae.Core.Engines.Managed.Panels;
using Vae.Core.Networks;

namespace Vae.Core.Engines.Managed.Inference;

/// <summary>Memory for one panel's way through the network; one a thread at work.</summary>
internal sealed unsafe class InferenceWorkspace
{
    /// <param name="plan">The network.</param>
    /// <param name="widest">Most numbers a row that a layer of it puts out.</param>
    public InferenceWorkspace(VaePlan plan, int widest)
    {
        Rows = new PinnedFloats((long)plan.InputDimension * Panel.Lanes);
        Input = new PinnedFloats((long)plan.InputDimension * Panel.Lanes);
        First = new PinnedFloats((long)widest * Panel.Lanes);
        Second = new PinnedFloats((long)widest * Panel.Lanes);
        Mean = new PinnedFloats((long)plan.CodeDimension * Panel.Lanes);
        LogVariance = new PinnedFloats((long)plan.LatentDimension * Panel.Lanes);
        Sigma = new PinnedFloats((long)plan.LatentDimension * Panel.Lanes);
        Code = new PinnedFloats((long)plan.CodeDimension * Panel.Lanes);
        Noise = new PinnedFloats((long)plan.LatentDimension * Panel.Lanes);
        Loss = new PinnedFloats(Panel.Lanes);
        Divergence = new PinnedFloats(Panel.Lanes);
        Ones = new PinnedFloats(Panel.Lanes);
        Ones.Span.Fill(1);
    }

    /// <summary>Up to 32 scaled rows, row-major.</summary>
    public PinnedFloats Rows { get; }

    /// <summary>The scaled rows as a panel [D, 32].</summary>
    public PinnedFloats Input { get; }

    /// <summary>What losses and scores compare with: the rows of <see cref="Input"/>, or where <see cref="HasMissing"/> the same with NaN for what was not observed.</summary>
    public float* Target => HasMissing ? Observed!.Pointer : Input.Pointer;

    /// <summary>What reference rows are compared with: the rows, or where they have a context what they are off from what belongs there, [D + K, 32]; made by the first score that needs it.</summary>
    public PinnedFloats? Deviation { get; set; }

    /// <summary>The same with NaN for what was not observed.</summary>
    public PinnedFloats? ObservedDeviation { get; set; }

    /// <summary>Whether a value of the panel was not observed; the input then holds what stands in for it.</summary>
    public bool HasMissing { get; set; }

    /// <summary>The rows with NaN, [D, 32]; made by the first panel that has such.</summary>
    public PinnedFloats? Observed { get; set; }

    /// <summary>One of two panels that layers write to in turn.</summary>
    public PinnedFloats First { get; }

    /// <summary>The other.</summary>
    public PinnedFloats Second { get; }

    /// <summary>What the encoder's trunk put out, in one of the two or in the input; lost to the decoder.</summary>
    public float* Trunk { get; set; }

    /// <summary>The mean code, and behind it room for the context.</summary>
    public PinnedFloats Mean { get; }

    public PinnedFloats LogVariance { get; }

    public PinnedFloats Sigma { get; }

    /// <summary>A sample of the code, and behind it room for the context.</summary>
    public PinnedFloats Code { get; }

    public PinnedFloats Noise { get; }

    public PinnedFloats Loss { get; }

    public PinnedFloats Divergence { get; }

    public PinnedFloats Ones { get; }

    /// <summary>Logarithms of the importance weights of a sample.</summary>
    public PinnedFloats LogWeight { get; } = new(Panel.Lanes);

    /// <summary>Their sum over samples.</summary>
    public LogMeanExp Weights { get; } = new();

    /// <summary>Residual and code together, and their whitened image: [D + L, 32] each, or less where there is one residual a column; made by the first score that needs them.</summary>
    public PinnedFloats? Joint { get; set; }

    /// <inheritdoc cref="Joint"/>
    public PinnedFloats? Whitened { get; set; }

    /// <summary>A bit for each row of the panel with values beyond the training range.</summary>
    public uint Beyond { get; set; }

    /// <summary>What was taken from the values of such rows, row-major [32, D]; made by the first.</summary>
    public float[]? Excess { get; set; }

    /// <summary>Products of reference rows and the panel's; made by the first score that needs them.</summary>
    public PinnedFloats? Products { get; set; }
}
