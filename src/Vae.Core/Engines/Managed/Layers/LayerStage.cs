using Vae.Core.Simd;

namespace Vae.Core.Engines.Managed.Layers;

/// <summary>A group of layers as the managed engine runs it: what it computes and where its parameters lie, without memory of a batch.</summary>
internal abstract unsafe class LayerStage<S, V>(LayerGroup group)
    where S : struct, ISimd<V>
    where V : struct
{
    public LayerGroup Group => group;

    public int Inputs => group.Layer.Inputs;

    public int Outputs => group.Layer.Outputs;

    /// <summary>Multiply-adds a row, about.</summary>
    public abstract long WorkPerRow { get; }

    /// <summary>One panel's way through, as after training: nothing is dropped, running statistics normalise.</summary>
    /// <param name="parameters">The flat parameters.</param>
    /// <param name="input">[Inputs, 32].</param>
    /// <param name="output">Receives [Outputs, 32]; elsewhere than the input.</param>
    public abstract void Forward(float* parameters, float* input, float* output);

    /// <summary>Takes the memory for training it.</summary>
    public abstract StageRun<S, V> NewRun(StageRunSetup setup);
}
