using Vae.Core.Networks;
using Vae.Core.Simd;

namespace Vae.Core.Engines.Managed.Layers;

/// <summary>A network compiled for the managed engine. It holds no numbers: many threads, and many runs of a session, use one at once.</summary>
internal sealed unsafe class LayerStack<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    private readonly LayerStage<S, V>[] stages;

    /// <param name="plan">The layers.</param>
    /// <param name="layout">Where their parameters lie.</param>
    public LayerStack(NetworkPlan plan, ParameterLayout layout)
    {
        stages = [.. LayerGroup.Of(plan).Select(group => Compile(group, layout))];
        Widest = stages.Length == 0 ? 0 : stages.Max(stage => stage.Outputs);
        WorkPerRow = stages.Sum(stage => stage.WorkPerRow);
    }

    public IReadOnlyList<LayerStage<S, V>> Stages => stages;

    /// <summary>Most numbers a row that any layer puts out; 0 for a stack without layers.</summary>
    public int Widest { get; }

    /// <summary>Multiply-adds a row, about.</summary>
    public long WorkPerRow { get; }

    /// <summary>One panel's way through, as after training.</summary>
    /// <param name="parameters">The flat parameters.</param>
    /// <param name="input">The panel that goes in.</param>
    /// <param name="first">Room for the widest layer's panel; may be the input.</param>
    /// <param name="second">The same; not the input.</param>
    /// <param name="from">The first layer to go through.</param>
    /// <returns>The panel that comes out: one of the two rooms, or the input where there are no layers.</returns>
    public float* Forward(float* parameters, float* input, float* first, float* second, int from = 0)
    {
        foreach (var stage in stages.AsSpan(from))
        {
            var output = input == first ? second : first;
            stage.Forward(parameters, input, output);
            input = output;
        }

        return input;
    }

    private static LayerStage<S, V> Compile(LayerGroup group, ParameterLayout layout) => group.Layer switch
    {
        LinearLayer => new DenseStage<S, V>(group, layout),
        ConvolutionLayer => new ConvolutionStage<S, V>(group, layout),
        BatchNormLayer => new BatchNormStage<S, V>(group, layout),
        LayerNormLayer => new LayerNormStage<S, V>(group, layout),
        _ => throw new NotSupportedException($"The managed engine cannot run {group.Layer.GetType().Name}."),
    };
}
