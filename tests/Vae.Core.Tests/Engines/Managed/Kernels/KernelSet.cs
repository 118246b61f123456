using System.Runtime.Intrinsics;
using Vae.Core.Engines.Managed.Kernels;
using Vae.Core.Options;
using Vae.Core.Simd;

namespace Vae.Core.Tests.Engines.Managed.Kernels;

/// <summary>The kernels of one vector width behind one face, so that a test is written once for all widths.</summary>
internal abstract unsafe class KernelSet
{
    /// <summary>Bits of the widths that this processor has, widest last.</summary>
    public static TheoryData<int> Widths => [.. Supported];

    public static IEnumerable<int> Supported => Enum.GetValues<VectorWidth>().Where(VectorWidths.IsSupported).Select(width => (int)width);

    public static KernelSet Of(int bits) => (VectorWidth)bits switch
    {
        VectorWidth.Bits512 => new Kernels<Simd512, Vector512<float>>(),
        VectorWidth.Bits256 => new Kernels<Simd256, Vector256<float>>(),
        VectorWidth.Bits128 => new Kernels<Simd128, Vector128<float>>(),
        _ => new Kernels<SimdScalar, float>(),
    };

    public abstract int Lanes { get; }

    public abstract void Multiply(in GemmKernel.Operand operand, int rows, float* b, float* c, nint cStride, bool accumulate);

    public abstract void Activate(Activation? kind, float slope, float* panel, float* bias, int outputs, float* derivative);

    public abstract void ActivationBackward(float* gradient, float* derivative, int count);

    public abstract void ReluBackward(float* gradient, float* output, int count);

    public abstract void Adam(
        float* parameters, float* gradient, float* mean, float* square, nint count, in AdamKernel.Step step, bool decay);

    public abstract void Prepare(float* logVariance, float* sigma, float* gate, int count);

    public abstract void Sample(float* mean, float* sigma, float* noise, float* z, int count);

    public abstract void Divergence(
        float* mean, float* logVariance, float* sigma, int dimensions, float* mask, float* perRow, float* perDimension);

    public abstract void BackwardSample(float* dz, float* noise, float* sigma, float* dMean, float* dLogVariance, int count);

    public abstract void BackwardDivergence(
        float* mean, float* sigma, float* gate, float* weights, int dimensions, float* mask, float* dMean, float* dLogVariance);

    public abstract void Bernoulli(float* output, float* target, int features, float* mask, float* perRow);

    public abstract void Gaussian(
        float* output, float* target, int features, float* precision, float constant, float* mask, float* perRow, float* dLogSigma);

    public abstract void Sigmoid(float* output, int count);

    /// <summary>y[i] = f(x[i]) for one of the functions that kernels are built from; the count is a multiple of 32.</summary>
    public abstract void Function(string name, float* x, float* y, int count);

    private sealed class Kernels<S, V> : KernelSet
        where S : struct, ISimd<V>
        where V : struct
    {
        public override int Lanes => S.Lanes;

        public override void Multiply(in GemmKernel.Operand operand, int rows, float* b, float* c, nint cStride, bool accumulate) =>
            GemmKernel.Multiply<S, V>(operand, rows, b, c, cStride, accumulate);

        public override void Activate(Activation? kind, float slope, float* panel, float* bias, int outputs, float* derivative) =>
            ActivationKernel.Forward<S, V>(kind, slope, panel, bias, outputs, derivative);

        public override void ActivationBackward(float* gradient, float* derivative, int count) =>
            ActivationKernel.Backward<S, V>(gradient, derivative, count);

        public override void ReluBackward(float* gradient, float* output, int count) =>
            ActivationKernel.BackwardRelu<S, V>(gradient, output, count);

        public override void Adam(
            float* parameters, float* gradient, float* mean, float* square, nint count, in AdamKernel.Step step, bool decay) =>
            AdamKernel.Update<S, V>(parameters, gradient, mean, square, count, step, decay);

        public override void Prepare(float* logVariance, float* sigma, float* gate, int count) =>
            LatentKernel.Prepare<S, V>(logVariance, sigma, gate, count);

        public override void Sample(float* mean, float* sigma, float* noise, float* z, int count) =>
            LatentKernel.Sample<S, V>(mean, sigma, noise, z, count);

        public override void Divergence(
            float* mean, float* logVariance, float* sigma, int dimensions, float* mask, float* perRow, float* perDimension) =>
            LatentKernel.Divergence<S, V>(mean, logVariance, sigma, dimensions, mask, perRow, perDimension);

        public override void BackwardSample(float* dz, float* noise, float* sigma, float* dMean, float* dLogVariance, int count) =>
            LatentKernel.BackwardSample<S, V>(dz, noise, sigma, dMean, dLogVariance, count);

        public override void BackwardDivergence(
            float* mean, float* sigma, float* gate, float* weights, int dimensions, float* mask, float* dMean, float* dLogVariance) =>
            LatentKernel.BackwardDivergence<S, V>(mean, sigma, gate, weights, dimensions, mask, dMean, dLogVariance);

        public override void Bernoulli(float* output, float* target, int features, float* mask, float* perRow) =>
            LikelihoodKernel.Bernoulli<S, V, CompleteTarget>(output, target, features, mask, perRow);

        public override void Gaussian(
            float* output, float* target, int features, float* precision, float constant, float* mask, float* perRow, float* dLogSigma) =>
            LikelihoodKernel.Gaussian<S, V, CompleteTarget>(output, target, features, precision, null, constant, mask, perRow, dLogSigma);

        public override void Sigmoid(float* output, int count) => LikelihoodKernel.Sigmoid<S, V>(output, count);

        public override void Function(string name, float* x, float* y, int count)
        {
            for (var i = 0; i < count; i += S.Lanes)
            {
                var value = S.Load(x + i);
                var result = name switch
                {
                    "sigmoid" => SimdFunctions<S, V>.Sigmoid(value),
                    "tanh" => SimdFunctions<S, V>.Tanh(value),
                    "normal" => SimdFunctions<S, V>.NormalCumulative(value, out _),
                    "gaussian" => Gaussian(value),
                    "exp" => S.Exp(value),
                    "log" => S.Log(value),
                    _ => throw new ArgumentException($"There is no function '{name}' here.", nameof(name)),
                };
                S.Store(result, y + i);
            }
        }

        private static V Gaussian(V x)
        {
            SimdFunctions<S, V>.NormalCumulative(x, out var gaussian);
            return gaussian;
        }
    }
}
