using System.Runtime.Intrinsics;
using Vae.Core.Engines.Managed.Kernels;
using Vae.Core.Engines.Managed.Layers;
using Vae.Core.Engines.Managed.Panels;
using Vae.Core.Options;
using Vae.Core.Simd;

namespace Vae.Core.Benchmarks;

/// <summary>The kernels of one vector width behind calls that do not name it; the call costs nothing beside a kernel.</summary>
internal abstract unsafe class KernelSet
{
    /// <summary>The kernels that the engine would take here.</summary>
    public static KernelSet Best { get; } = VectorWidths.Best switch
    {
        VectorWidth.Bits512 => new Of<Simd512, Vector512<float>>(),
        VectorWidth.Bits256 => new Of<Simd256, Vector256<float>>(),
        VectorWidth.Bits128 => new Of<Simd128, Vector128<float>>(),
        _ => new Of<SimdScalar, float>(),
    };

    public abstract void Forward(LinearStage stage, float* parameters, float* input, float* output);

    public abstract void BackwardInput(LinearStage stage, float* parameters, float* dOutput, float* dInput);

    public abstract void WeightGradient(LinearStage stage, float* dOutput, float* blocks, int panels, float* gradient, float* tile);

    public abstract void Activate(Activation kind, float* panel, float* bias, int outputs, float* derivative);

    public abstract void Bernoulli(float* output, float* target, int features, float* mask, float* perRow);

    public abstract void Gaussian(float* output, float* target, int features, float* precision, float* mask, float* perRow, float* dLogSigma);

    public abstract void Adam(float* parameters, float* gradient, float* mean, float* square, int count, in AdamKernel.Step step);

    private sealed class Of<S, V> : KernelSet
        where S : struct, ISimd<V>
        where V : struct
    {
        public override void Forward(LinearStage stage, float* parameters, float* input, float* output) =>
            LinearKernels<S, V>.Forward(stage, parameters, input, output, null);

        public override void BackwardInput(LinearStage stage, float* parameters, float* dOutput, float* dInput) =>
            LinearKernels<S, V>.BackwardInput(stage, parameters, dOutput, dInput, accumulate: false);

        public override void WeightGradient(LinearStage stage, float* dOutput, float* blocks, int panels, float* gradient, float* tile) =>
            LinearKernels<S, V>.WeightGradient(
                stage, dOutput, blocks, (nint)panels * Panel.Lanes * Panel.Lanes, panels, 0, stage.Outputs, gradient, tile);

        public override void Activate(Activation kind, float* panel, float* bias, int outputs, float* derivative) =>
            ActivationKernel.Forward<S, V>(kind, 0.01f, panel, bias, outputs, derivative);

        public override void Bernoulli(float* output, float* target, int features, float* mask, float* perRow) =>
            LikelihoodKernel.Bernoulli<S, V, CompleteTarget>(output, target, features, mask, perRow);

        public override void Gaussian(float* output, float* target, int features, float* precision, float* mask, float* perRow, float* dLogSigma) =>
            LikelihoodKernel.Gaussian<S, V, CompleteTarget>(output, target, features, precision, null, 0, mask, perRow, dLogSigma);

        public override void Adam(float* parameters, float* gradient, float* mean, float* square, int count, in AdamKernel.Step step) =>
            AdamKernel.Update<S, V>(parameters, gradient, mean, square, count, step, decay: false);
    }
}
