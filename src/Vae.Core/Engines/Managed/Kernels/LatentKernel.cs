using Vae.Core.Engines.Managed.Panels;
using Vae.Core.Networks;
using Vae.Core.Simd;

namespace Vae.Core.Engines.Managed.Kernels;

/// <summary>
/// The code of a panel of rows: q(z|x) = N(mean, exp(logVariance)), its KL divergence from N(0, I), samples
/// z = mean + exp(logVariance / 2) * noise, and the gradients of both. Panels are [L, 32].
/// </summary>
internal static unsafe class LatentKernel
{
    /// <summary>Clamps the log-variance in place and sets sigma = exp(logVariance / 2) and the gradient's gate: 1 inside the bounds, 0 outside.</summary>
    public static void Prepare<S, V>(float* logVariance, float* sigma, float* gate, int count)
        where S : struct, ISimd<V>
        where V : struct
    {
        var low = S.Broadcast(VaePlan.MinimumLogVariance);
        var high = S.Broadcast(VaePlan.MaximumLogVariance);
        var one = S.Broadcast(1);
        var zero = S.Broadcast(0);
        for (var i = 0; i < count; i += S.Lanes)
        {
            var raw = S.Load(logVariance + i);
            var clamped = S.Min(S.Max(raw, low), high);
            S.Store(clamped, logVariance + i);
            S.Store(S.Exp(S.Multiply(clamped, S.Broadcast(0.5f))), sigma + i);
            if (gate != null)
            {
                S.Store(S.SelectGreater(low, raw, zero, S.SelectGreater(raw, high, zero, one)), gate + i);
            }
        }
    }

    /// <summary>z = mean + sigma * noise.</summary>
    public static void Sample<S, V>(float* mean, float* sigma, float* noise, float* z, int count)
        where S : struct, ISimd<V>
        where V : struct
    {
        for (var i = 0; i < count; i += S.Lanes)
        {
            S.Store(S.MultiplyAdd(S.Load(sigma + i), S.Load(noise + i), S.Load(mean + i)), z + i);
        }
    }

    /// <summary>
    /// KL_j = -1/2 (1 + logVariance_j - mean_j^2 - exp(logVariance_j)) (Kingma and Welling 2014, appendix B): adds it, over dimensions, to
    /// <paramref name="perRow"/> [32], and, over the panel's real rows, to <paramref name="perDimension"/> [L] where that is not null.
    /// </summary>
    public static void Divergence<S, V>(
        float* mean, float* logVariance, float* sigma, int dimensions, float* laneMask, float* perRow, float* perDimension)
        where S : struct, ISimd<V>
        where V : struct
    {
        var half = S.Broadcast(0.5f);
        var one = S.Broadcast(1);
        for (var j = 0; j < dimensions; j++)
        {
            var sum = 0f;
            for (var lane = 0; lane < Panel.Lanes; lane += S.Lanes)
            {
                var at = (j * Panel.Lanes) + lane;
                var mu = S.Load(mean + at);
                var sd = S.Load(sigma + at);
                var bracket = S.Subtract(S.MultiplyAdd(sd, sd, S.Multiply(mu, mu)), S.Add(one, S.Load(logVariance + at)));
                var kl = S.Multiply(S.Multiply(bracket, half), S.Load(laneMask + lane));
                S.Store(S.Add(S.Load(perRow + lane), kl), perRow + lane);
                sum = S.AddTo(sum, kl);
            }

            if (perDimension != null)
            {
                perDimension[j] += sum;
            }
        }
    }

    /// <summary>terms[j] = KL_j, for one row in whole vectors.</summary>
    public static void DivergenceTerms<S, V>(float* mean, float* logVariance, float* sigma, float* terms, int count)
        where S : struct, ISimd<V>
        where V : struct
    {
        var half = S.Broadcast(0.5f);
        var one = S.Broadcast(1);
        for (var j = 0; j < count; j += S.Lanes)
        {
            var mu = S.Load(mean + j);
            var sd = S.Load(sigma + j);
            S.Store(S.Multiply(S.Subtract(S.MultiplyAdd(sd, sd, S.Multiply(mu, mu)), S.Add(one, S.Load(logVariance + j))), half), terms + j);
        }
    }

    /// <summary>
    /// Adds one sample's share of the gradient: dMean += dz, dLogVariance += dz * noise * sigma / 2 (reparameterisation; none flows to the noise).
    /// </summary>
    public static void BackwardSample<S, V>(float* dz, float* noise, float* sigma, float* dMean, float* dLogVariance, int count)
        where S : struct, ISimd<V>
        where V : struct
    {
        var half = S.Broadcast(0.5f);
        for (var i = 0; i < count; i += S.Lanes)
        {
            var d = S.Load(dz + i);
            S.Store(S.Add(S.Load(dMean + i), d), dMean + i);
            var scaled = S.Multiply(S.Multiply(S.Load(noise + i), S.Load(sigma + i)), half);
            S.Store(S.MultiplyAdd(d, scaled, S.Load(dLogVariance + i)), dLogVariance + i);
        }
    }

    /// <summary>
    /// Adds the KL's gradient, weighted per dimension, and closes the gate of the clamp: dMean += w_j mean, dLogVariance += w_j (sigma^2 - 1) / 2.
    /// A weight is the KL weight over the rows of the batch, or 0 where free bits cover the dimension.
    /// </summary>
    public static void BackwardDivergence<S, V>(
        float* mean, float* sigma, float* gate, float* weights, int dimensions, float* laneMask, float* dMean, float* dLogVariance)
        where S : struct, ISimd<V>
        where V : struct
    {
        var half = S.Broadcast(0.5f);
        var one = S.Broadcast(1);
        for (var j = 0; j < dimensions; j++)
        {
            var weight = S.Broadcast(weights[j]);
            for (var lane = 0; lane < Panel.Lanes; lane += S.Lanes)
            {
                var at = (j * Panel.Lanes) + lane;
                var w = S.Multiply(weight, S.Load(laneMask + lane));
                var sd = S.Load(sigma + at);
                S.Store(S.MultiplyAdd(w, S.Load(mean + at), S.Load(dMean + at)), dMean + at);
                var dKl = S.Multiply(S.Subtract(S.Multiply(sd, sd), one), half);
                var total = S.MultiplyAdd(w, dKl, S.Load(dLogVariance + at));
                S.Store(S.Multiply(total, S.Load(gate + at)), dLogVariance + at);
            }
        }
    }
}
