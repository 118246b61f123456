using Vae.Core.Networks;
using Vae.Core.Tests.Oracles;

namespace Vae.Core.Tests.Classification;

/// <summary>A classifier in double, one number at a time: the oracle of the engines' gradients.</summary>
internal sealed class ReferenceClassifier(ClassifierPlan plan, ParameterLayout layout)
{
    /// <summary>Mean cross-entropy.</summary>
    /// <param name="p">Parameters.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="labels">Class of each.</param>
    /// <param name="smoothing">Share of the target spread over all classes.</param>
    /// <param name="masks">Mask of each dropout layer [rows, size], the head's last; null where nothing is dropped.</param>
    public double Loss(double[] p, double[][] rows, int[] labels, double smoothing, float[][]? masks)
    {
        var sum = 0.0;
        for (var row = 0; row < rows.Length; row++)
        {
            var logits = Logits(p, rows[row], row, masks);
            var largest = logits.Max();
            var logSum = largest + Math.Log(logits.Sum(logit => Math.Exp(logit - largest)));
            for (var k = 0; k < logits.Length; k++)
            {
                sum += (((k == labels[row] ? 1 - smoothing : 0) + (smoothing / logits.Length)) * (logSum - logits[k])) / rows.Length;
            }
        }

        return sum;
    }

    public double[] Logits(double[] p, double[] row, int number = 0, float[][]? masks = null)
    {
        var mask = 0;
        var x = row;
        foreach (var layer in plan.Encoder.Layers)
        {
            x = layer switch
            {
                LinearLayer linear => Linear(p, linear, x),
                ActivationLayer activation => [.. x.Select(value => ReferenceMath.Activate(activation.Kind, activation.Slope, value))],
                DropoutLayer => masks is null ? x : Masked(x, masks[mask++], number),
                _ => throw new NotSupportedException(layer.ToString()),
            };
        }

        return Linear(p, plan.Head, masks is not null && mask < masks.Length ? Masked(x, masks[mask], number) : x);
    }

    private double[] Linear(double[] p, LinearLayer layer, double[] x)
    {
        var (weight, bias) = (layout[layer.WeightName].Offset, layout[layer.BiasName].Offset);
        return [.. Enumerable.Range(0, layer.Outputs).Select(o => p[bias + o] + Enumerable.Range(0, layer.Inputs).Sum(i => p[weight + (o * layer.Inputs) + i] * x[i]))];
    }

    private static double[] Masked(double[] x, float[] mask, int row) => [.. x.Select((value, i) => value * mask[(row * x.Length) + i])];
}
