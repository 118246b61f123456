using Vae.Core.Engines.Managed.Kernels;
using Vae.Core.Engines.Managed.Panels;
using Vae.Core.Networks;
using Vae.Core.Simd;

namespace Vae.Core.Engines.Managed.Layers;

/// <summary>Batch normalisation. In training it needs all panels, twice: for the statistics, and for their gradient.</summary>
internal sealed unsafe class BatchNormStage<S, V> : LayerStage<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    private readonly BatchNormLayer layer;
    private readonly int weightOffset;
    private readonly int biasOffset;
    private readonly int meanOffset;
    private readonly int varianceOffset;
    private readonly int count;

    public BatchNormStage(LayerGroup group, ParameterLayout layout)
        : base(group)
    {
        layer = (BatchNormLayer)group.Layer;
        weightOffset = layout[layer.WeightName].Offset;
        biasOffset = layout[layer.BiasName].Offset;
        meanOffset = layout[layer.RunningMeanName].Offset;
        varianceOffset = layout[layer.RunningVarianceName].Offset;
        count = layer.Positions * Panel.Lanes;
    }

    public override long WorkPerRow => layer.Inputs;

    public override void Forward(float* parameters, float* input, float* output)
    {
        for (var channel = 0; channel < layer.Channels; channel++)
        {
            var scale = parameters[weightOffset + channel] / MathF.Sqrt(parameters[varianceOffset + channel] + BatchNormLayer.Epsilon);
            var at = (nint)channel * count;
            BatchNormKernel.Normalize<S, V>(input + at, output + at, count, parameters[meanOffset + channel], scale);
        }

        Activate(parameters, output, null);
    }

    public override StageRun<S, V> NewRun(StageRunSetup setup) => new Run(this, setup);

    private void Activate(float* parameters, float* output, float* derivative) => ActivationKernel.ForwardChannels<S, V>(
        Group.Activation, Group.Slope, output, parameters + biasOffset, layer.Channels, layer.Positions, derivative);

    private sealed class Run : StageRun<S, V>
    {
        private readonly BatchNormStage<S, V> stage;

        // Of each panel and channel: mean and squares on the way forward, sums of the gradient on the way back.
        private readonly double[] first;
        private readonly double[] second;
        private readonly double[] mean;
        private readonly double[] inverse;
        private readonly double[] biasGradient;
        private readonly double[] weightGradient;

        public Run(BatchNormStage<S, V> stage, StageRunSetup setup)
            : base(stage, setup)
        {
            this.stage = stage;
            var channels = stage.layer.Channels;
            first = new double[(long)setup.Input.Panels * channels];
            second = new double[first.Length];
            (mean, inverse) = (new double[channels], new double[channels]);
            (biasGradient, weightGradient) = (new double[channels], new double[channels]);
        }

        public override bool Meets => true;

        public override int ScratchLength => 0;

        private int Channels => stage.layer.Channels;

        private double Numbers => Context.Weight * Samples * stage.layer.Positions;

        public override void Survey(int panel)
        {
            var weights = Weights(panel);
            var weight = Context.WeightOf(panel / Samples);
            for (var channel = 0; channel < Channels; channel++)
            {
                var at = (panel * Channels) + channel;
                BatchNormKernel.Statistics<S, V>(ChannelOf(Input, panel, channel), stage.count, weights, weight, out first[at], out second[at]);
            }
        }

        public override void Meet()
        {
            for (var channel = 0; channel < Channels; channel++)
            {
                var (average, squares) = Combine(channel);
                mean[channel] = average;
                inverse[channel] = 1 / Math.Sqrt((squares / Numbers) + BatchNormLayer.Epsilon);
                if (Context.Updates)
                {
                    Remember(channel, average, squares);
                }
            }
        }

        public override void BackwardActivation(int panel)
        {
            base.BackwardActivation(panel);
            for (var channel = 0; channel < Channels; channel++)
            {
                var at = (panel * Channels) + channel;
                BatchNormKernel.GradientSums<S, V>(
                    ChannelOf(Gradient, panel, channel),
                    ChannelOf(Input, panel, channel),
                    stage.count,
                    (float)mean[channel],
                    out first[at],
                    out second[at]);
            }
        }

        public override void MeetBackward()
        {
            for (var channel = 0; channel < Channels; channel++)
            {
                double sum = 0, product = 0;
                for (var panel = 0; panel < Panels; panel++)
                {
                    sum += first[(panel * Channels) + channel];
                    product += second[(panel * Channels) + channel];
                }

                biasGradient[channel] = sum;
                weightGradient[channel] = product * inverse[channel];
            }
        }

        public override void BackwardInput(int panel, float* inputGradient)
        {
            var weights = Weights(panel);
            for (var channel = 0; channel < Channels; channel++)
            {
                var scale = Context.Parameters[stage.weightOffset + channel] * inverse[channel];
                BatchNormKernel.Backward<S, V>(
                    ChannelOf(Gradient, panel, channel),
                    ChannelOf(Input, panel, channel),
                    inputGradient + ((nint)channel * stage.count),
                    stage.count,
                    weights,
                    (float)mean[channel],
                    (float)scale,
                    (float)(biasGradient[channel] / Numbers),
                    (float)(weightGradient[channel] * inverse[channel] / Numbers));
            }
        }

        public override void WeightGradient(int thread, float* scratch, ParameterUpdate<S, V> update)
        {
            var (from, to) = Share(Channels, 1, thread);
            for (var channel = from; channel < to; channel++)
            {
                update.Gradient[stage.weightOffset + channel] = (float)weightGradient[channel];
                update.Gradient[stage.biasOffset + channel] = (float)biasGradient[channel];
            }

            update.Complete(stage.weightOffset + from, to - from, decay: false);
            update.Complete(stage.biasOffset + from, to - from, decay: false);
        }

        protected override void Compute(int panel, float* derivative)
        {
            for (var channel = 0; channel < Channels; channel++)
            {
                var scale = Context.Parameters[stage.weightOffset + channel] * inverse[channel];
                BatchNormKernel.Normalize<S, V>(
                    ChannelOf(Input, panel, channel), ChannelOf(Output, panel, channel), stage.count, (float)mean[channel], (float)scale);
            }

            stage.Activate(Context.Parameters, Output.Of(panel), derivative);
        }

        private float* ChannelOf(PanelBuffer buffer, int panel, int channel) => buffer.Of(panel) + ((nint)channel * stage.count);

        /// <summary>Mean and squares of all panels, from those of each, in their order (Chan et al. 1979).</summary>
        private (double Mean, double Squares) Combine(int channel)
        {
            double count = 0, average = 0, squares = 0;
            for (var panel = 0; panel < Panels; panel++)
            {
                var more = Context.WeightOf(panel / Samples) * stage.layer.Positions;
                var difference = first[(panel * Channels) + channel] - average;
                squares += second[(panel * Channels) + channel] + (difference * difference * count * more / (count + more));
                count += more;
                average += difference * more / count;
            }

            return (average, squares);
        }

        private void Remember(int channel, double average, double squares)
        {
            const double momentum = BatchNormLayer.Momentum;
            ref var runningMean = ref Context.Parameters[stage.meanOffset + channel];
            ref var runningVariance = ref Context.Parameters[stage.varianceOffset + channel];
            runningMean = (float)(((1 - momentum) * runningMean) + (momentum * average));
            if (Numbers > 1)
            {
                // A single number has no unbiased variance: the running one stays as it was.
                runningVariance = (float)(((1 - momentum) * runningVariance) + (momentum * squares / (Numbers - 1)));
            }
        }

        /// <summary>How much each lane of a panel counts: the weight of its row, or 0 where there is none.</summary>
        private float* Weights(int panel) => Context.Weights + ((nint)(panel / Samples) * Panel.Lanes);
    }
}
