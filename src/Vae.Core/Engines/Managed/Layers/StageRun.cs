using Vae.Core.Engines.Managed.Kernels;
using Vae.Core.Engines.Managed.Panels;
using Vae.Core.Options;
using Vae.Core.Simd;

namespace Vae.Core.Engines.Managed.Layers;

/// <summary>A stage in training: what it keeps between its way forward and its way back, for all panels of a batch.</summary>
internal abstract unsafe class StageRun<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    private readonly PinnedFloats? derivative;
    private readonly int dropoutLayer;

    protected StageRun(LayerStage<S, V> stage, StageRunSetup setup)
    {
        Group = stage.Group;
        Context = setup.Context;
        Input = setup.Input;
        Samples = setup.Samples;
        dropoutLayer = setup.DropoutLayer;
        Output = new PanelBuffer(stage.Outputs, setup.Input.Panels);
        Gradient = setup.GradientInPlace && Group is { Activation: null, DropoutRate: 0 } ? Output : new PanelBuffer(stage.Outputs, setup.Input.Panels);
        derivative = Group.NeedsDerivative ? new PinnedFloats((long)Output.Values.Length) : null;
    }

    public LayerGroup Group { get; }

    public PanelBuffer Input { get; }

    public PanelBuffer Output { get; }

    /// <summary>
    /// On the way back, first the gradient of the loss with respect to the output, written by whoever comes after; then that with respect to the
    /// numbers before activation and dropout.
    /// </summary>
    public PanelBuffer Gradient { get; }

    /// <summary>Whether the stage needs to see all panels before it can go on: then the threads meet in the middle of it, on both ways.</summary>
    public virtual bool Meets => false;

    /// <summary>Floats of scratch memory that a thread needs for its share of the weight gradient.</summary>
    public abstract int ScratchLength { get; }

    protected StepContext Context { get; }

    /// <summary>Panels of the stack for each panel of the batch.</summary>
    protected int Samples { get; }

    /// <summary>Panels in use.</summary>
    protected int Panels => Context.Panels * Samples;

    /// <summary>Prepares for the way forward with the parameters as they are now.</summary>
    public virtual void Begin(WorkerTeam team)
    {
    }

    /// <summary>Looks at a panel of the input, before the meeting on the way forward.</summary>
    public virtual void Survey(int panel)
    {
    }

    /// <summary>The meeting on the way forward.</summary>
    public virtual void Meet()
    {
    }

    /// <summary>Output of a panel, with its blocks where they are wanted.</summary>
    public void Forward(int panel)
    {
        Compute(panel, derivative is null ? null : derivative.Pointer + (Output.Of(panel) - Output.Pointer));
        if (Group.DropoutRate > 0)
        {
            Drop(panel);
        }

        Output.FillBlocks(panel);
    }

    /// <summary>Takes <see cref="Gradient"/> back through dropout and activation; and looks at it, before the meeting on the way back.</summary>
    public virtual void BackwardActivation(int panel)
    {
        var count = Output.Features * Panel.Lanes;
        if (derivative is not null)
        {
            ActivationKernel.Backward<S, V>(Gradient.Of(panel), DerivativeOf(panel), count);
        }
        else if (Group.Activation == Activation.ReLU)
        {
            ActivationKernel.BackwardRelu<S, V>(Gradient.Of(panel), Output.Of(panel), count);
        }
    }

    /// <summary>The meeting on the way back.</summary>
    public virtual void MeetBackward()
    {
    }

    /// <summary>Gradient of a panel of the input, after <see cref="BackwardActivation"/>.</summary>
    public abstract void BackwardInput(int panel, float* inputGradient);

    /// <summary>A thread's share of the parameters' gradient, summed over all panels, and their update.</summary>
    public abstract void WeightGradient(int thread, float* scratch, ParameterUpdate<S, V> update);

    /// <summary>Output and, where it is wanted, derivative of the activation.</summary>
    protected abstract void Compute(int panel, float* derivative);

    /// <summary>A thread's share of a number of things, in whole blocks.</summary>
    protected (int First, int Last) Share(int count, int block, int thread)
    {
        var blocks = (count + block - 1) / block;
        return (Edge(thread), Edge(thread + 1));

        int Edge(int index) => Math.Min(count, (int)((long)blocks * index / Context.Threads) * block);
    }

    private float* DerivativeOf(int panel) => derivative!.Pointer + (Output.Of(panel) - Output.Pointer);

    private void Drop(int panel)
    {
        // The gradient buffer is free on the way forward and lends its room to the mask.
        var mask = Gradient.Of(panel);
        var count = Output.Features * Panel.Lanes;
        Context.DropoutMask(dropoutLayer, Samples, panel, Output.Features, Group.DropoutRate, mask);
        ActivationKernel.Backward<S, V>(Output.Of(panel), mask, count);
        ActivationKernel.Backward<S, V>(DerivativeOf(panel), mask, count);
    }
}
