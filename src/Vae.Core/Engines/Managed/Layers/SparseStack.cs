using System.Collections.Concurrent;
using Vae.Core.Engines.Managed.Kernels;
using Vae.Core.Engines.Managed.Panels;
using Vae.Core.Networks;
using Vae.Core.Simd;

namespace Vae.Core.Engines.Managed.Layers;

/// <summary>
/// A network after training whose input may be mostly zeros: its first layer, if linear, then takes each row by its non-zeros, over transposed weights. Safe to use from many threads at
/// once.
/// </summary>
internal sealed unsafe class SparseStack<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    private readonly LayerStack<S, V> stack;
    private readonly PinnedFloats parameters;
    private readonly DenseStage<S, V>? entry;
    // Words, which are as long as floats.
    private readonly ConcurrentBag<PinnedFloats> spareMasks = [];
    private readonly Lock loading = new();
    private SparseLinear<S, V>? sparse;
    private volatile bool isLoaded;

    public SparseStack(NetworkPlan plan, ParameterLayout layout, PinnedFloats parameters)
    {
        stack = new LayerStack<S, V>(plan, layout);
        this.parameters = parameters;
        entry = stack.Stages.Count > 0 && stack.Stages[0] is DenseStage<S, V> { MayBeSparse: true } stage ? stage : null;
    }

    /// <inheritdoc cref="LayerStack{S, V}.Widest"/>
    public int Widest => stack.Widest;

    /// <inheritdoc cref="LayerStack{S, V}.WorkPerRow"/>
    public long WorkPerRow => stack.WorkPerRow;

    /// <summary>Takes the parameters as they are now; not while anything goes forward.</summary>
    public void Refresh() => isLoaded = false;

    /// <inheritdoc cref="LayerStack{S, V}.Forward(float*, float*, float*, float*, int)"/>
    public float* Forward(float* input, float* first, float* second)
    {
        if (entry is null)
        {
            return stack.Forward(parameters.Pointer, input, first, second);
        }

        var masks = spareMasks.TryTake(out var taken) ? taken : new PinnedFloats(entry.Inputs);
        var output = input == first ? second : first;
        var isSparse = TryForward(input, (uint*)masks.Pointer, output);
        spareMasks.Add(masks);
        return isSparse ? stack.Forward(parameters.Pointer, output, first, second, from: 1) : stack.Forward(parameters.Pointer, input, first, second);
    }

    /// <summary>The first layer, if its input has few non-zeros.</summary>
    private bool TryForward(float* input, uint* masks, float* output)
    {
        var count = NonZeroKernel.Mark(input, entry!.Inputs, SparseLinear<S, V>.MostNonZeros(entry.Inputs), masks);
        if (count < 0 || Loaded() is not { IsFinite: true } linear)
        {
            return false;
        }

        linear.Forward(parameters.Pointer, input, masks, count, output, null);
        return true;
    }

    private SparseLinear<S, V> Loaded()
    {
        if (!isLoaded)
        {
            lock (loading)
            {
                if (!isLoaded)
                {
                    sparse ??= entry!.NewSparse();
                    sparse.Load(parameters.Pointer, thread: 0, threads: 1);
                    isLoaded = true;
                }
            }
        }

        return sparse!;
    }
}
