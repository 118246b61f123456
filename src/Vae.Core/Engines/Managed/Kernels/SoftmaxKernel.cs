using Vae.Core.Engines.Managed.Panels;
using Vae.Core.Simd;

namespace Vae.Core.Engines.Managed.Kernels;

/// <summary>Softmax over the classes of a panel [K, 32], and its cross-entropy: lanes are rows, so each vector holds one class of many rows.</summary>
internal static unsafe class SoftmaxKernel
{
    /// <summary>Logits to probabilities, in place.</summary>
    /// <param name="logits">[K, 32].</param>
    /// <param name="classes">K.</param>
    /// <param name="logSum">Receives 32 values of log sum_k exp(logit_k); null where nobody wants them.</param>
    public static void Normalize<S, V>(float* logits, int classes, float* logSum)
        where S : struct, ISimd<V>
        where V : struct
    {
        for (var lane = 0; lane < Panel.Lanes; lane += S.Lanes)
        {
            var largest = S.Load(logits + lane);
            for (var k = 1; k < classes; k++)
            {
                largest = S.Max(largest, S.Load(logits + (k * Panel.Lanes) + lane));
            }

            var sum = S.Broadcast(0);
            for (var k = 0; k < classes; k++)
            {
                var at = logits + (k * Panel.Lanes) + lane;
                var e = S.Exp(S.Subtract(S.Load(at), largest));
                S.Store(e, at);
                sum = S.Add(sum, e);
            }

            var factor = S.Divide(S.Broadcast(1), sum);
            for (var k = 0; k < classes; k++)
            {
                var at = logits + (k * Panel.Lanes) + lane;
                S.Store(S.Multiply(S.Load(at), factor), at);
            }

            if (logSum != null)
            {
                S.Store(S.Add(largest, S.Log(sum)), logSum + lane);
            }
        }
    }

    /// <summary>
    /// Cross-entropy with targets t_k = (1 - s) [k = class] + s / K: log sum exp - sum_k t_k logit_k; its gradient p_k - t_k over the logits, in place.
    /// </summary>
    /// <param name="logits">[K, 32]; overwritten by the gradient.</param>
    /// <param name="classes">K.</param>
    /// <param name="labels">Class of each row.</param>
    /// <param name="rows">Rows in the panel.</param>
    /// <param name="smoothing">s.</param>
    /// <param name="scale">Factor on the gradient: 1 / rows of the batch.</param>
    /// <param name="weights">How much each row counts, which the gradient and the sum of right rows take in.</param>
    /// <param name="loss">Receives the loss of each row, whatever its weight.</param>
    /// <returns>The weight of the rows whose largest logit is that of their class; the first of equals counts.</returns>
    public static double CrossEntropy<S, V>(float* logits, int classes, int* labels, int rows, float smoothing, float scale, float* weights, float* loss)
        where S : struct, ISimd<V>
        where V : struct
    {
        var logSum = stackalloc float[Panel.Lanes];
        var correct = 0.0;
        for (var row = 0; row < rows; row++)
        {
            var (best, sum) = (0, 0f);
            for (var k = 0; k < classes; k++)
            {
                var logit = logits[(k * Panel.Lanes) + row];
                sum += logit;
                best = logit > logits[(best * Panel.Lanes) + row] ? k : best;
            }

            loss[row] = -((1 - smoothing) * logits[(labels[row] * Panel.Lanes) + row]) - (smoothing / classes * sum);
            correct += best == labels[row] ? weights[row] : 0;
        }

        Normalize<S, V>(logits, classes, logSum);
        for (var row = 0; row < rows; row++)
        {
            loss[row] += logSum[row];
            logits[(labels[row] * Panel.Lanes) + row] -= 1 - smoothing;
        }

        var spread = smoothing / classes;
        for (var k = 0; k < classes; k++)
        {
            var gradient = logits + (k * Panel.Lanes);
            for (var lane = 0; lane < Panel.Lanes; lane++)
            {
                gradient[lane] = lane < rows ? (gradient[lane] - spread) * scale * weights[lane] : 0;
            }
        }

        return correct;
    }
}
