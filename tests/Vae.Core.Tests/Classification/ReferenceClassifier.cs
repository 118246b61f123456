using Vae.Core.Networks;
using Vae.Core.Tests.Oracles;

namespace Vae.Core.Tests.Classification;

/// <summary>A classifier in double, one number at a time: the oracle of the engines' gradients.</summary>
internal sealed class ReferenceClassifier(ClassifierPlan plan, ParameterLayout layout)
{
    private readonly ReferenceNetwork network = new(layout);

    /// <summary>Mean cross-entropy in training.</summary>
    /// <param name="p">Parameters.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="labels">Class of each.</param>
    /// <param name="smoothing">Share of the target spread over all classes.</param>
    /// <param name="masks">Mask of each dropout layer [rows, size], the head's last.</param>
    /// <param name="trainsEncoder">Whether the encoder trains too, or stands as it does when rows are classified.</param>
    public double Loss(double[] p, double[][] rows, int[] labels, double smoothing, float[][] masks, bool trainsEncoder)
    {
        var encoderMasks = plan.Encoder.Layers.OfType<DropoutLayer>().Count();
        var features = network.Run(
            plan.Encoder, p, rows, trainsEncoder, trainsEncoder ? (number, size, row, unit) => masks[number][(row * size) + unit] : null);
        if (masks.Length > encoderMasks)
        {
            features = [.. features.Select((row, number) => row.Select((value, unit) => value * masks[^1][(number * row.Length) + unit]).ToArray())];
        }

        var sum = 0.0;
        for (var row = 0; row < rows.Length; row++)
        {
            var logits = Head(p, features[row]);
            var largest = logits.Max();
            var logSum = largest + Math.Log(logits.Sum(logit => Math.Exp(logit - largest)));
            for (var k = 0; k < logits.Length; k++)
            {
                sum += (((k == labels[row] ? 1 - smoothing : 0) + (smoothing / logits.Length)) * (logSum - logits[k])) / rows.Length;
            }
        }

        return sum;
    }

    /// <summary>Logits of a row outside training.</summary>
    public double[] Logits(double[] p, double[] row) => Head(p, network.Run(plan.Encoder, p, [row], training: false)[0]);

    private double[] Head(double[] p, double[] features) => network.Run(new NetworkPlan([plan.Head]), p, [features], training: false)[0];
}
