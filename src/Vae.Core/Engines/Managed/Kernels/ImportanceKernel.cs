using Vae.Core.Engines.Managed.Panels;
using Vae.Core.Simd;

namespace Vae.Core.Engines.Managed.Kernels;

/// <summary>
/// Importance weights of samples z = mean + sigma * noise of q(z|x), w = p(x|z) p(z) / q(z|x) (Burda et al. 2016, eq. 8). Panels of codes are
/// [L, 32]; everything a row is 32 numbers.
/// </summary>
internal static unsafe class ImportanceKernel
{
    /// <summary>
    /// Adds log p(z) - log q(z|x) = sum_j (noise_j^2 - z_j^2 + logVariance_j) / 2 to <paramref name="perRow"/>: the constants of the two densities cancel, and
    /// (z - mean) / sigma is the noise itself.
    /// </summary>
    public static void AddLogRatio<S, V>(float* z, float* noise, float* logVariance, int dimensions, float* perRow)
        where S : struct, ISimd<V>
        where V : struct
    {
        for (var lane = 0; lane < Panel.Lanes; lane += S.Lanes)
        {
            var sum = S.Broadcast(0);
            for (var j = 0; j < dimensions; j++)
            {
                var at = (j * Panel.Lanes) + lane;
                var eps = S.Load(noise + at);
                var code = S.Load(z + at);
                sum = S.Add(sum, S.Subtract(S.MultiplyAdd(eps, eps, S.Load(logVariance + at)), S.Multiply(code, code)));
            }

            S.Store(S.MultiplyAdd(sum, S.Broadcast(0.5f), S.Load(perRow + lane)), perRow + lane);
        }
    }

    /// <summary>terms[j] = noise_j^2 - z_j^2 + logVariance_j, for one row in whole vectors.</summary>
    public static void LogRatioTerms<S, V>(float* z, float* noise, float* logVariance, float* terms, int count)
        where S : struct, ISimd<V>
        where V : struct
    {
        for (var j = 0; j < count; j += S.Lanes)
        {
            var eps = S.Load(noise + j);
            var code = S.Load(z + j);
            S.Store(S.Subtract(S.MultiplyAdd(eps, eps, S.Load(logVariance + j)), S.Multiply(code, code)), terms + j);
        }
    }

    /// <summary>
    /// Turns log-weights into the bound, -log 1/k sum_i w_i, and the weights that the gradient takes: w_i / sum w (eq. 14), times the row's factor.
    /// The largest log-weight of a row is taken out first, so that nothing overflows.
    /// </summary>
    /// <param name="logWeights">[k, 32]; overwritten by the weights.</param>
    /// <param name="samples">k.</param>
    /// <param name="factors">A factor a row.</param>
    /// <param name="bound">Receives the bound, nats a row.</param>
    public static void Normalize(float* logWeights, int samples, float* factors, float* bound)
    {
        for (var lane = 0; lane < Panel.Lanes; lane++)
        {
            var largest = float.NegativeInfinity;
            for (var i = 0; i < samples; i++)
            {
                largest = MathF.Max(largest, logWeights[(i * Panel.Lanes) + lane]);
            }

            var sum = 0.0;
            for (var i = 0; i < samples; i++)
            {
                sum += Math.Exp((double)logWeights[(i * Panel.Lanes) + lane] - largest);
            }

            bound[lane] = (float)-(largest + Math.Log(sum / samples));
            for (var i = 0; i < samples; i++)
            {
                ref var weight = ref logWeights[(i * Panel.Lanes) + lane];
                weight = (float)(Math.Exp((double)weight - largest) / sum * factors[lane]);
            }
        }
    }

    /// <summary>
    /// Adds one sample's share of the gradient of the bound. <paramref name="dz"/> holds the weighted gradient of -log p(x|z); -log p(z) adds w z to it, and
    /// log q(z|x), which at fixed noise depends on the log-variance alone, takes w / 2 from that gradient:
    /// dMean += dz + w z, dLogVariance += ((dz + w z) * noise * sigma - w) / 2.
    /// </summary>
    public static void Backward<S, V>(
        float* dz, float* z, float* noise, float* sigma, int dimensions, float* weights, float* dMean, float* dLogVariance)
        where S : struct, ISimd<V>
        where V : struct
    {
        var half = S.Broadcast(0.5f);
        for (var j = 0; j < dimensions; j++)
        {
            for (var lane = 0; lane < Panel.Lanes; lane += S.Lanes)
            {
                var at = (j * Panel.Lanes) + lane;
                var w = S.Load(weights + lane);
                var d = S.MultiplyAdd(w, S.Load(z + at), S.Load(dz + at));
                S.Store(S.Add(S.Load(dMean + at), d), dMean + at);
                var scaled = S.Multiply(S.Load(noise + at), S.Load(sigma + at));
                var change = S.Subtract(S.Multiply(d, scaled), w);
                S.Store(S.MultiplyAdd(change, half, S.Load(dLogVariance + at)), dLogVariance + at);
            }
        }
    }
}
