using Vae.Core.Simd;

namespace Vae.Core.Engines.Managed.Kernels;

/// <summary>Adam and AdamW over a run of the flat parameter buffer, in one pass: 4 floats read and 3 written a parameter.</summary>
internal static unsafe class AdamKernel
{
    // Below it a mean is zero. Rounded to the nearest subnormal number, 0.9 of a few of the smallest are as many again: the mean of a gradient that is zero from some step on, as behind inputs that are hardly ever
    // other than zero, would stay there for ever, and many processors take a hundred cycles and more for every product of a number so small.
    private const float SmallestNormal = 1.17549435e-38f;

    /// <summary>The numbers of one step, made once for all runs.</summary>
    public readonly struct Step
    {
        public required float Beta1 { get; init; }

        public required float Beta2 { get; init; }

        /// <summary>Learning rate over (1 - beta1^t).</summary>
        public required float StepSize { get; init; }

        /// <summary>1 / sqrt(1 - beta2^t).</summary>
        public required float InverseRootCorrection { get; init; }

        public required float Epsilon { get; init; }

        /// <summary>1 - learning rate * weight decay.</summary>
        public required float Shrink { get; init; }

        /// <summary>Factor on the gradient: below 1 when it is clipped.</summary>
        public required float GradientScale { get; init; }
    }

    /// <summary>m = b1 m + (1 - b1) g; v = b2 v + (1 - b2) g^2; p = shrink p - stepSize m / (sqrt(v) * correction + epsilon); m and v that are subnormal count as 0.</summary>
    public static void Update<S, V>(float* parameters, float* gradient, float* mean, float* square, nint count, in Step step, bool decay)
        where S : struct, ISimd<V>
        where V : struct
    {
        var i = Whole<S, V>(parameters, gradient, mean, square, count, step, decay);
        Whole<SimdScalar, float>(parameters + i, gradient + i, mean + i, square + i, count - i, step, decay);
    }

    // Whole vectors of a run; returns how many floats they are. What is the same for all of them stands in registers, which a call for each vector would load anew.
    private static nint Whole<S, V>(float* parameters, float* gradient, float* mean, float* square, nint count, in Step step, bool decay)
        where S : struct, ISimd<V>
        where V : struct
    {
        var scale = S.Broadcast(step.GradientScale);
        var (keepMean, takeMean) = (S.Broadcast(step.Beta1), S.Broadcast(1 - step.Beta1));
        var (keepSquare, takeSquare) = (S.Broadcast(step.Beta2), S.Broadcast(1 - step.Beta2));
        var (correction, epsilon) = (S.Broadcast(step.InverseRootCorrection), S.Broadcast(step.Epsilon));
        var stepSize = S.Broadcast(step.StepSize);
        var shrink = S.Broadcast(decay ? step.Shrink : 1);
        var (smallest, zero) = (S.Broadcast(SmallestNormal), S.Broadcast(0));
        var i = (nint)0;
        for (; i + S.Lanes <= count; i += S.Lanes)
        {
            var g = S.Multiply(S.Load(gradient + i), scale);
            var m = S.MultiplyAdd(S.Load(mean + i), keepMean, S.Multiply(g, takeMean));
            var v = S.MultiplyAdd(S.Load(square + i), keepSquare, S.Multiply(S.Multiply(g, g), takeSquare));
            m = S.SelectGreater(smallest, S.Abs(m), zero, m);
            v = S.SelectGreater(smallest, v, zero, v);
            var denominator = S.MultiplyAdd(S.Sqrt(v), correction, epsilon);
            S.Store(m, mean + i);
            S.Store(v, square + i);
            S.Store(S.Subtract(S.Multiply(S.Load(parameters + i), shrink), S.Multiply(S.Divide(m, denominator), stepSize)), parameters + i);
        }

        return i;
    }

    /// <summary>Sum of squares, in double, of a run.</summary>
    public static double SumOfSquares(float* values, nint count)
    {
        double a = 0, b = 0, c = 0, d = 0;
        nint i = 0;
        for (; i + 4 <= count; i += 4)
        {
            a += (double)values[i] * values[i];
            b += (double)values[i + 1] * values[i + 1];
            c += (double)values[i + 2] * values[i + 2];
            d += (double)values[i + 3] * values[i + 3];
        }

        for (; i < count; i++)
        {
            a += (double)values[i] * values[i];
        }

        return a + b + (c + d);
    }
}
