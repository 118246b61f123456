using Vae.Core.Engines.Managed.Kernels;
using Vae.Core.Engines.Managed.Panels;
using Vae.Core.Networks;
using Vae.Core.Simd;

namespace Vae.Core.Engines.Managed.Layers;

/// <summary>Layer normalisation: each row by itself, so that no panel waits for another.</summary>
internal sealed unsafe class LayerNormStage<S, V> : LayerStage<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    private readonly int weightOffset;
    private readonly int biasOffset;

    public LayerNormStage(LayerGroup group, ParameterLayout layout)
        : base(group)
    {
        var layer = (LayerNormLayer)group.Layer;
        weightOffset = layout[layer.WeightName].Offset;
        biasOffset = layout[layer.BiasName].Offset;
    }

    public override long WorkPerRow => Inputs;

    public override void Forward(float* parameters, float* input, float* output)
    {
        var statistics = stackalloc float[2 * Panel.Lanes];
        Forward(parameters, input, output, statistics, null);
    }

    public override StageRun<S, V> NewRun(StageRunSetup setup) => new Run(this, setup);

    private void Forward(float* parameters, float* input, float* output, float* statistics, float* derivative)
    {
        LayerNormKernel.Forward<S, V>(input, parameters + weightOffset, Inputs, LayerNormLayer.Epsilon, output, statistics);
        ActivationKernel.Forward<S, V>(Group.Activation, Group.Slope, output, parameters + biasOffset, Inputs, derivative);
    }

    private sealed class Run(LayerNormStage<S, V> stage, StageRunSetup setup) : StageRun<S, V>(stage, setup)
    {
        // Mean and inverse deviation of each row: [2, 32] a panel.
        private readonly PanelBuffer statistics = new(2, setup.Input.Panels);

        public override int ScratchLength => 0;

        public override void BackwardInput(int panel, float* inputGradient) => LayerNormKernel.Backward<S, V>(
            Gradient.Of(panel), Input.Of(panel), Context.Parameters + stage.weightOffset, stage.Inputs, statistics.Of(panel), inputGradient);

        public override void WeightGradient(int thread, float* scratch, ParameterUpdate<S, V> update)
        {
            var (first, last) = Share(stage.Inputs, 1, thread);
            for (var feature = first; feature < last; feature++)
            {
                var (weights, biases) = (0f, 0f);
                for (var part = 0; part < Panel.PartialSums; part += S.Lanes)
                {
                    var weight = S.Broadcast(0);
                    var bias = S.Broadcast(0);
                    for (var panel = 0; panel < Panels; panel++)
                    {
                        var at = feature * Panel.Lanes;
                        LayerNormKernel.WeightGradient<S, V>(
                            Gradient.Of(panel) + at, Input.Of(panel) + at, statistics.Of(panel), part, ref weight, ref bias);
                    }

                    weights = S.AddTo(weights, weight);
                    biases = S.AddTo(biases, bias);
                }

                update.Gradient[stage.weightOffset + feature] = weights;
                update.Gradient[stage.biasOffset + feature] = biases;
            }

            update.Complete(stage.weightOffset + first, last - first, decay: false);
            update.Complete(stage.biasOffset + first, last - first, decay: false);
        }

        protected override void Compute(int panel, float* derivative) =>
            stage.Forward(Context.Parameters, Input.Of(panel), Output.Of(panel), statistics.Of(panel), derivative);
    }
}
