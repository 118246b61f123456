using Vae.Core.Engines.Managed.Kernels;
using Vae.Core.Engines.Managed.Panels;
using Vae.Core.Networks;
using Vae.Core.Simd;

namespace Vae.Core.Engines.Managed.Layers;

/// <summary>A convolution, or a transposed one, which is the same two products with their directions exchanged.</summary>
internal sealed unsafe class ConvolutionStage<S, V> : LayerStage<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    private readonly ConvolutionLayer layer;
    private readonly ConvolutionGeometry geometry;
    private readonly bool transposed;
    private readonly int weightOffset;
    private readonly int biasOffset;

    public ConvolutionStage(LayerGroup group, ParameterLayout layout)
        : base(group)
    {
        layer = (ConvolutionLayer)group.Layer;
        transposed = layer is ConvTranspose2dLayer;
        geometry = new ConvolutionGeometry(layer);
        weightOffset = layout[layer.WeightName].Offset;
        biasOffset = layout[layer.BiasName].Offset;
    }

    public override long WorkPerRow => (long)geometry.ToSmall.Taps * geometry.SmallChannels * geometry.LargeChannels;

    public override void Forward(float* parameters, float* input, float* output) => Forward(parameters, input, output, null);

    public override StageRun<S, V> NewRun(StageRunSetup setup) => new Run(this, setup);

    private void Forward(float* parameters, float* input, float* output, float* derivative)
    {
        Multiply(parameters, input, output, toLarge: transposed);
        ActivationKernel.ForwardChannels<S, V>(
            Group.Activation, Group.Slope, output, parameters + biasOffset, layer.To.Channels, layer.To.Positions, derivative);
    }

    private void Multiply(float* parameters, float* source, float* target, bool toLarge)
    {
        var weights = parameters + weightOffset;
        if (toLarge)
        {
            ConvolutionKernel.Multiply<S, V>(
                ConvolutionKernel.Product.ToLarge(geometry, weights), geometry.LargeChannels, source, target);
        }
        else
        {
            ConvolutionKernel.Multiply<S, V>(
                ConvolutionKernel.Product.ToSmall(geometry, weights), geometry.SmallChannels, source, target);
        }
    }

    private sealed class Run(ConvolutionStage<S, V> stage, StageRunSetup setup) : StageRun<S, V>(stage, setup)
    {
        public override int ScratchLength => ConvolutionGradientKernel.ScratchLength(stage.geometry);

        public override void BackwardInput(int panel, float* inputGradient) =>
            stage.Multiply(Context.Parameters, Gradient.Of(panel), inputGradient, toLarge: !stage.transposed);

        public override void WeightGradient(int thread, float* scratch, ParameterUpdate<S, V> update)
        {
            var geometry = stage.geometry;
            var (first, last) = Share(geometry.SmallChannels, ConvolutionGradientKernel.Block, thread);
            if (first < last)
            {
                var (small, large) = stage.transposed ? (Input, Gradient) : (Gradient, Input);
                ConvolutionGradientKernel.Run<S, V>(
                    geometry, small, large, Panels, first, last, update.Gradient + stage.weightOffset, scratch);
                var perChannel = (nint)geometry.LargeChannels * geometry.Taps;
                update.Complete(stage.weightOffset + (first * perChannel), (last - first) * perChannel, decay: true);
            }

            (first, last) = Share(stage.layer.To.Channels, 1, thread);
            if (first < last)
            {
                BiasGradient(first, last, update.Gradient + stage.biasOffset);
                update.Complete(stage.biasOffset + first, last - first, decay: false);
            }
        }

        protected override void Compute(int panel, float* derivative) =>
            stage.Forward(Context.Parameters, Input.Of(panel), Output.Of(panel), derivative);

        private void BiasGradient(int first, int last, float* bias)
        {
            var count = stage.layer.To.Positions * Panel.Lanes;
            for (var channel = first; channel < last; channel++)
            {
                double total = 0;
                for (var panel = 0; panel < Panels; panel++)
                {
                    var values = Gradient.Of(panel) + ((nint)channel * count);
                    for (var part = 0; part < Panel.PartialSums; part += S.Lanes)
                    {
                        var sum = S.Broadcast(0);
                        for (var i = part; i < count; i += Panel.PartialSums)
                        {
                            sum = S.Add(sum, S.Load(values + i));
                        }

                        total = S.AddTo(total, sum);
                    }
                }

                bias[channel] = (float)total;
            }
        }
    }
}
