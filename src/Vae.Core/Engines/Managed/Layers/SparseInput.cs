using Vae.Core.Engines.Managed.Kernels;
using Vae.Core.Engines.Managed.Panels;
using Vae.Core.Simd;

namespace Vae.Core.Engines.Managed.Layers;

/// <summary>
/// A linear stage in training whose input may be mostly zeros. Each panel is looked at; one with few non-zeros goes forward by them, where the weights were loaded, and a batch of such panels has its weight gradient
/// summed by them. Nothing is lost where they are many but a look at the first third of a panel.
/// </summary>
internal sealed unsafe class SparseInput<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    private readonly LinearStage stage;
    private readonly StepContext context;
    private readonly PanelBuffer input;
    private readonly PinnedFloats masks;
    private readonly bool[] isSparse;
    private readonly Action<int> load;
    private SparseLinear<S, V>? forward;
    private SparseGradient<S, V>? gradient;
    private bool isLoaded;

    /// <param name="stage">The layer, one that <see cref="SparseLinear{S, V}.Serves"/> says yes to.</param>
    /// <param name="context">The session's step.</param>
    /// <param name="input">Where the layer reads, one panel for each of the batch.</param>
    public SparseInput(LinearStage stage, StepContext context, PanelBuffer input)
    {
        (this.stage, this.context, this.input) = (stage, context, input);
        masks = new PinnedFloats((long)input.Panels * stage.Inputs);
        isSparse = new bool[input.Panels];
        load = thread => forward!.Load(context.Parameters, thread, context.Threads);
    }

    /// <summary>Loads the weights as they are now, if the last batch had a panel with few non-zeros; called when all threads rest.</summary>
    public void Begin(WorkerTeam team)
    {
        isLoaded = Array.Exists(isSparse, panel => panel);
        if (!isLoaded)
        {
            return;
        }

        forward ??= new SparseLinear<S, V>(stage, context.MostThreads);
        gradient ??= new SparseGradient<S, V>(stage, input.Panels, context.MostThreads);
        team.Run(load);
        isLoaded = forward.IsFinite;
    }

    /// <summary>Looks at a panel, and takes it forward if it has few non-zeros and weights were loaded.</summary>
    public bool TryForward(int panel, float* output, float* derivative)
    {
        var count = NonZeroKernel.Mark(input.Of(panel), stage.Inputs, SparseLinear<S, V>.MostNonZeros(stage.Inputs), MasksOf(panel));
        isSparse[panel] = count >= 0;
        if (!isSparse[panel] || !isLoaded)
        {
            return false;
        }

        forward!.Forward(context.Parameters, input.Of(panel), MasksOf(panel), count, output, derivative);
        return true;
    }

    /// <summary>Takes the gradient of a panel's output, before activation, where it may be wanted.</summary>
    public void LoadGradient(int panel, float* dOutput)
    {
        if (isSparse[panel])
        {
            gradient?.Load(panel, dOutput);
        }
    }

    /// <summary>A thread's share of the gradient and the update, where all panels of the batch have few non-zeros.</summary>
    public bool TryWeightShare(float* dOutput, int thread, ParameterUpdate<S, V> update)
    {
        if (gradient is null)
        {
            return false;
        }

        for (var panel = 0; panel < context.Panels; panel++)
        {
            if (!isSparse[panel] || !gradient.IsFinite(panel))
            {
                return false;
            }
        }

        gradient.WeightShare(dOutput, input.Pointer, (uint*)masks.Pointer, context.Panels, thread, context.Threads, update);
        return true;
    }

    // Words are as long as floats.
    private uint* MasksOf(int panel) => (uint*)masks.Pointer + ((nint)panel * stage.Inputs);
}
