using Vae.Core.Likelihoods;
using Vae.Core.Networks;
using Vae.Core.Objectives;

namespace Vae.Core.Tests.Oracles;

/// <summary>Sums over the rows of a batch, in nats, as <see cref="Engines.LossTotals"/> has them.</summary>
internal readonly record struct ReferenceLosses(double Objective, double Reconstruction, double Divergence);

/// <summary>
/// The whole model in double with plain loops: dense layers, activations, dropout, heads, samples, likelihoods, KL and free bits.
/// It shares the plan and the parameters' names with the engines, and no arithmetic.
/// </summary>
internal sealed class ReferenceVae(VaePlan plan, ParameterLayout layout)
{
    public VaePlan Plan => plan;

    public ParameterLayout Layout => layout;

    /// <summary>Losses of a batch.</summary>
    /// <param name="parameters">In the order of the layout.</param>
    /// <param name="rows">Scaled rows.</param>
    /// <param name="objective">What is minimised; its warm-up is left to the caller.</param>
    /// <param name="klWeight">Weight of the KL term in this step.</param>
    /// <param name="noise">The step's randomness.</param>
    public ReferenceLosses Evaluate(double[] parameters, double[][] rows, ObjectiveOptions objective, double klWeight, ReferenceNoise noise)
    {
        var divergences = new double[plan.LatentDimension];
        double reconstruction = 0, bounds = 0;
        for (var row = 0; row < rows.Length; row++)
        {
            var target = ReferenceCorruption.Binarize(objective, rows[row], noise, row);
            var (mean, logVariance) = Encode(parameters, ReferenceCorruption.Corrupt(objective, target, noise, row), noise, row);
            for (var j = 0; j < divergences.Length && plan.LogVariance is not null; j++)
            {
                divergences[j] += ReferenceMath.Divergence(mean[j], logVariance[j]);
            }

            var weights = new double[objective.Samples];
            for (var sample = 0; sample < objective.Samples; sample++)
            {
                var code = Sample(mean, logVariance, j => noise.Normal(sample, row, j));
                var loss = Loss(parameters, Decode(parameters, code, noise, sample, row), target);
                reconstruction += loss / objective.Samples;
                weights[sample] = LogWeight(loss, code, mean, logVariance);
            }

            bounds -= ReferenceMath.LogMeanExp(weights);
        }

        if (objective.Kind != ObjectiveKind.Elbo)
        {
            return new ReferenceLosses(objective.Kind == ObjectiveKind.Iwae ? bounds : reconstruction, reconstruction, divergences.Sum());
        }

        var counted = divergences.Sum(sum => objective.FreeBits > 0 ? Math.Max(sum / rows.Length, objective.FreeBits) * rows.Length : sum);
        return new ReferenceLosses(reconstruction + (klWeight * counted), reconstruction, divergences.Sum());
    }

    /// <summary>z = mean + sigma * noise; the mean alone where there is no variance.</summary>
    public static double[] Sample(double[] mean, double[] logVariance, Func<int, double> noise) =>
        [.. mean.Select((mu, j) => logVariance.Length == 0 ? mu : mu + (Math.Exp(logVariance[j] / 2) * noise(j)))];

    /// <summary>log p(x|z) + log p(z) - log q(z|x), each density by its own formula.</summary>
    public static double LogWeight(double loss, double[] code, double[] mean, double[] logVariance)
    {
        var weight = -loss;
        for (var j = 0; j < logVariance.Length; j++)
        {
            weight += ReferenceMath.GaussianLoss(mean[j], Math.Exp(logVariance[j] / 2), code[j]) - ReferenceMath.GaussianLoss(0, 1, code[j]);
        }

        return weight;
    }

    /// <summary>Mean and clamped log-variance of a row's code; the latter empty for an autoencoder.</summary>
    public (double[] Mean, double[] LogVariance) Encode(double[] parameters, double[] row, ReferenceNoise? noise = null, int rowNumber = 0)
    {
        var hidden = Run(plan.Encoder, parameters, row, noise, 0, 0, rowNumber);
        double[] logVariance = plan.LogVariance is { } head ? Linear(head, parameters, hidden) : [];
        for (var j = 0; j < logVariance.Length; j++)
        {
            logVariance[j] = Math.Clamp(logVariance[j], VaePlan.MinimumLogVariance, VaePlan.MaximumLogVariance);
        }

        return (Linear(plan.Mean, parameters, hidden), logVariance);
    }

    /// <summary>The decoder's output: logits or means.</summary>
    public double[] Decode(double[] parameters, double[] code, ReferenceNoise? noise = null, int sample = 0, int rowNumber = 0) =>
        Run(plan.Decoder, parameters, code, noise, plan.Encoder.Layers.OfType<DropoutLayer>().Count(), sample, rowNumber);

    /// <summary>The mean of p(x|z), from the decoder's output.</summary>
    public double[] Mean(double[] output) => plan.Likelihood is BernoulliLikelihood ? [.. output.Select(ReferenceMath.Sigmoid)] : output;

    /// <summary>-log p(x|z), nats.</summary>
    public double Loss(double[] parameters, double[] output, double[] row)
    {
        var sum = 0.0;
        for (var d = 0; d < row.Length; d++)
        {
            sum += plan.Likelihood is BernoulliLikelihood
                ? ReferenceMath.BernoulliLoss(output[d], row[d])
                : ReferenceMath.GaussianLoss(output[d], Sigma(parameters, d), row[d]);
        }

        return sum;
    }

    private double Sigma(double[] parameters, int feature)
    {
        var gaussian = (GaussianLikelihood)plan.Likelihood;
        if (gaussian.SigmaKind == SigmaKind.Fixed)
        {
            return gaussian.Sigma;
        }

        var slot = layout[VaePlan.LogSigmaName];
        return Math.Exp(parameters[slot.Offset + (gaussian.SigmaKind == SigmaKind.Learned ? 0 : feature)]);
    }

    private double[] Run(
        NetworkPlan network, double[] parameters, double[] input, ReferenceNoise? noise, int firstMask, int sample, int row)
    {
        var values = input;
        var mask = firstMask;
        foreach (var layer in network.Layers)
        {
            switch (layer)
            {
                case LinearLayer linear:
                    values = Linear(linear, parameters, values);
                    break;
                case ActivationLayer activation:
                    for (var unit = 0; unit < values.Length; unit++)
                    {
                        values[unit] = ReferenceMath.Activate(activation.Kind, activation.Slope, values[unit]);
                    }

                    break;
                case DropoutLayer when noise is not null:
                    for (var unit = 0; unit < values.Length; unit++)
                    {
                        values[unit] *= noise.Mask(mask, values.Length, sample, row, unit);
                    }

                    mask++;
                    break;
            }
        }

        return values;
    }

    private double[] Linear(LinearLayer layer, double[] parameters, double[] input)
    {
        var weight = layout[layer.WeightName].Offset;
        var bias = layout[layer.BiasName].Offset;
        var output = new double[layer.Outputs];
        for (var o = 0; o < output.Length; o++)
        {
            var sum = parameters[bias + o];
            var first = weight + (o * layer.Inputs);
            for (var i = 0; i < input.Length; i++)
            {
                sum += parameters[first + i] * input[i];
            }

            output[o] = sum;
        }

        return output;
    }
}
