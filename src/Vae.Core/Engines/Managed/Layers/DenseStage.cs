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

    /// <summary>Whether the layer is large enough for zeros in its input to be looked for.</summary>
    public bool MayBeSparse => SparseLinear<S, V>.Serves(linear);

    /// <summary>The layer for panels that are mostly zeros, where it may be sparse.</summary>
    public SparseLinear<S, V> NewSparse() => new(linear, threads: 1);

    private sealed class Run : StageRun<S, V>
    {
        private readonly LinearStage linear;
        private readonly SparseInput<S, V>? sparse;

        public Run(DenseStage<S, V> stage, StageRunSetup setup)
            : base(stage, setup)
        {
            linear = stage.linear;
            Input.WantBlocks();
            sparse = setup.MayBeSparse && stage.MayBeSparse ? new SparseInput<S, V>(linear, setup.Context, Input) : null;
        }

        public override int ScratchLength => linear.Outputs * Panel.Lanes;

        public override void Begin(WorkerTeam team) => sparse?.Begin(team);

        public override void BackwardActivation(int panel)
        {
            base.BackwardActivation(panel);
            sparse?.LoadGradient(panel, Gradient.Of(panel));
        }

        public override void BackwardInput(int panel, float* inputGradient) =>
            LinearKernels<S, V>.BackwardInput(linear, Context.Parameters, Gradient.Of(panel), inputGradient, accumulate: false);

        public override void WeightGradient(int thread, float* scratch, ParameterUpdate<S, V> update)
        {
            if (sparse is null || !sparse.TryWeightShare(Gradient.Pointer, thread, update))
            {
                LinearKernels<S, V>.WeightShare(linear, Gradient, Input, Panels, thread, Context.Threads, scratch, update);
            }
        }

        protected override void Compute(int panel, float* derivative)
        {
            if (sparse is null || !sparse.TryForward(panel, Output.Of(panel), derivative))
            {
                LinearKernels<S, V>.Forward(linear, Context.Parameters, Input.Of(panel), Output.Of(panel), derivative);
            }
        }
    }
}
