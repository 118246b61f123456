using Vae.Core.Objectives;
using Vae.Core.Simd;

namespace Vae.Core.Engines.Managed.Kernels;

/// <summary>Noise on a panel of rows, [D, 32]: what the encoder sees in the place of the clean row, and rows of zeros and ones drawn from probabilities.</summary>
internal static unsafe class CorruptionKernel
{
    /// <summary>Sets <paramref name="corrupted"/> to the clean values with a corruption's noise on them.</summary>
    /// <param name="corruption">The kind; a salt-and-pepper's values are known.</param>
    /// <param name="clean">The values.</param>
    /// <param name="noise">Standard normal numbers for the Gaussian kind, else numbers in [0, 1).</param>
    /// <param name="corrupted">Receives the corrupted values.</param>
    /// <param name="count">How many; whole vectors.</param>
    public static void Corrupt<S, V>(Corruption corruption, float* clean, float* noise, float* corrupted, int count)
        where S : struct, ISimd<V>
        where V : struct
    {
        switch (corruption)
        {
            case GaussianCorruption gaussian:
                AddNoise<S, V>(gaussian.Sigma, clean, noise, corrupted, count);
                break;
            case MaskingCorruption masking:
                Replace<S, V>(0, masking.Rate, 0, 0, clean, noise, corrupted, count);
                break;
            case SaltAndPepperCorruption { Low: { } low, High: { } high } saltAndPepper:
                Replace<S, V>(saltAndPepper.Rate / 2, saltAndPepper.Rate, low, high, clean, noise, corrupted, count);
                break;
            default:
                throw new NotSupportedException($"The managed engine cannot corrupt rows by {corruption}.");
        }
    }

    /// <summary>values = 1 where uniform &lt; values, else 0, in place; NaN stays.</summary>
    public static void Binarize<S, V>(float* values, float* uniform, int count)
        where S : struct, ISimd<V>
        where V : struct
    {
        for (var i = 0; i < count; i += S.Lanes)
        {
            var value = S.Load(values + i);
            var drawn = S.SelectGreater(value, S.Load(uniform + i), S.Broadcast(1), S.Broadcast(0));
            S.Store(S.SelectGreater(S.Abs(value), S.Broadcast(-1), drawn, value), values + i);
        }
    }

    private static void AddNoise<S, V>(float sigma, float* clean, float* noise, float* corrupted, int count)
        where S : struct, ISimd<V>
        where V : struct
    {
        for (var i = 0; i < count; i += S.Lanes)
        {
            S.Store(S.MultiplyAdd(S.Load(noise + i), S.Broadcast(sigma), S.Load(clean + i)), corrupted + i);
        }
    }

    /// <summary>Low where uniform &lt; lowRate, high where it lies between the rates, the clean value else.</summary>
    private static void Replace<S, V>(
        float lowRate, float rate, float low, float high, float* clean, float* uniform, float* corrupted, int count)
        where S : struct, ISimd<V>
        where V : struct
    {
        for (var i = 0; i < count; i += S.Lanes)
        {
            var u = S.Load(uniform + i);
            var replaced = S.SelectGreater(S.Broadcast(lowRate), u, S.Broadcast(low), S.Broadcast(high));
            S.Store(S.SelectGreater(S.Broadcast(rate), u, replaced, S.Load(clean + i)), corrupted + i);
        }
    }
}
