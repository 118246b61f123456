using Vae.Core.Engines.Managed.Panels;
using Vae.Core.Networks;
using Vae.Core.Simd;

namespace Vae.Core.Engines.Managed.Layers;

/// <summary>A linear layer.</summary>
internal sealed unsafe class DenseStage<S, V> : LayerStage<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    private readonly LinearStage linear;

    public DenseStage(LayerGroup group, ParameterLayout layout)
        : base(group) => linear = LinearStage.Of(group, layout);

    public override long WorkPerRow => (long)Inputs * Outputs;

    public override void Forward(float* parameters, float* input, float* output) =>
        LinearKernels<S, V>.Forward(linear, parameters, input, output, null);

    public override StageRun<S, V> NewRun(StageRunSetup setup) => new Run(this, setup);

    private sealed class Run : StageRun<S, V>
    {
        private readonly LinearStage linear;

        public Run(DenseStage<S, V> stage, StageRunSetup setup)
            : base(stage, setup)
        {
            linear = stage.linear;
            Input.WantBlocks();
        }

        public override int ScratchLength => linear.Outputs * Panel.Lanes;

        public override void BackwardInput(int panel, float* inputGradient) =>
            LinearKernels<S, V>.BackwardInput(linear, Context.Parameters, Gradient.Of(panel), inputGradient, accumulate: false);

        public override void WeightGradient(int thread, float* scratch, ParameterUpdate<S, V> update) =>
            LinearKernels<S, V>.WeightShare(linear, Gradient, Input, Panels, thread, Context.Threads, scratch, update);

        protected override void Compute(int panel, float* derivative) =>
            LinearKernels<S, V>.Forward(linear, Context.Parameters, Input.Of(panel), Output.Of(panel), derivative);
    }
}
