using Vae.Core.Likelihoods;
using Vae.Core.Networks;
using Vae.Core.Options;

namespace Vae.Core.Tests.Oracles;

/// <summary>Sums over the rows of a batch, in nats, as <see cref="Engines.LossTotals"/> has them.</summary>
internal readonly record struct ReferenceLosses(double Objective, double Reconstruction, double Divergence);

/// <summary>
/// The whole model in double with plain loops: layers, heads, samples, likelihoods, KL, free bits, importance weights and corruption.
/// It shares the plan and the parameters' names with the engines, and no arithmetic.
/// </summary>
internal sealed class ReferenceVae(VaePlan plan, ParameterLayout layout)
{
    private readonly ReferenceNetwork network = new(layout);

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
        var targets = rows.Select((row, number) => WithContext(ReferenceCorruption.Binarize(objective, row[..plan.OutputDimension], noise, number), row)).ToArray();
        var seen = targets.Select((row, number) => Seen(WithContext(ReferenceCorruption.Corrupt(objective, row[..plan.OutputDimension], noise, number), row), row)).ToArray();
        var trunks = network.Run(
            plan.Encoder, parameters, seen, training: true, (layer, size, row, unit) => noise.Mask(layer, size, 0, row, unit));
        var heads = trunks.Select(trunk => Heads(parameters, trunk)).ToArray();

        // Batch normalisation sees all samples of all rows at once.
        var codes = Enumerable.Range(0, objective.Samples)
            .SelectMany(sample => heads.Select((head, row) => Sample(head.Mean, head.LogVariance, j => noise.Normal(sample, row, j)))).ToArray();
        var dropouts = plan.Encoder.Layers.OfType<DropoutLayer>().Count();
        var outputs = network.Run(
            plan.Decoder,
            parameters,
            [.. codes.Select((code, at) => WithContext(code, seen[at % rows.Length]))],
            training: true,
            (layer, size, at, unit) => noise.Mask(dropouts + layer, size, at / rows.Length, at % rows.Length, unit));
        for (var row = 0; row < rows.Length; row++)
        {
            var (mean, logVariance) = heads[row];
            for (var j = 0; j < logVariance.Length; j++)
            {
                divergences[j] += ReferenceMath.Divergence(mean[j], logVariance[j]);
            }

            var weights = new double[objective.Samples];
            for (var sample = 0; sample < weights.Length; sample++)
            {
                var at = (sample * rows.Length) + row;
                var loss = Loss(parameters, outputs[at], targets[row]);
                reconstruction += loss / weights.Length;
                weights[sample] = LogWeight(loss, codes[at], mean, logVariance);
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

    /// <summary>Mean and clamped log-variance of a row's code, as after training; the latter empty for an autoencoder.</summary>
    public (double[] Mean, double[] LogVariance) Encode(double[] parameters, double[] row) =>
        Heads(parameters, network.Run(plan.Encoder, parameters, [Seen(row, row)], training: false)[0]);

    /// <summary>The decoder's output, as after training: logits or means. The context is that of a row as the encoder saw it.</summary>
    public double[] Decode(double[] parameters, double[] code, double[] row) => network.Run(plan.Decoder, parameters, [WithContext(code, row)], training: false)[0];

    /// <summary>Numbers, and behind them the context of a row.</summary>
    public double[] WithContext(double[] values, double[] row) => [.. values, .. row[plan.OutputDimension..]];

    /// <summary>The mean of p(x|z), from the decoder's output.</summary>
    public double[] Mean(double[] output) => plan.Map is { } map ? ReferenceColumns.Mean(map.Schema, plan.Likelihood, output)
        : plan.Likelihood is BernoulliLikelihood ? [.. output.Select(ReferenceMath.Sigmoid)]
        : output;

    /// <summary>-log p(x|z), nats.</summary>
    public double Loss(double[] parameters, double[] output, double[] row)
    {
        if (plan.Map is { } map)
        {
            return ReferenceColumns.Losses(map.Schema, plan.Likelihood, map.UnseenLoss, output, row, d => Sigma(parameters, d)).Sum();
        }

        var sum = 0.0;
        for (var d = 0; d < plan.OutputDimension; d++)
        {
            if (double.IsNaN(row[d]))
            {
                continue;
            }

            sum += plan.Likelihood is BernoulliLikelihood
                ? ReferenceMath.BernoulliLoss(output[d], row[d])
                : ReferenceMath.GaussianLoss(output[d], Sigma(parameters, d), row[d]);
        }

        return sum;
    }

    /// <summary>What the encoder sees: 0 in the place of what was not observed.</summary>
    private static double[] Seen(double[] values, double[] row) => [.. values.Select((value, d) => double.IsNaN(row[d]) ? 0 : value)];

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

    private (double[] Mean, double[] LogVariance) Heads(double[] parameters, double[] trunk)
    {
        double[] logVariance = plan.LogVariance is { } head
            ? [.. network.Run(new NetworkPlan([head]), parameters, [trunk], training: false)[0]
                .Select(value => Math.Clamp(value, VaePlan.MinimumLogVariance, VaePlan.MaximumLogVariance))]
            : [];
        return (network.Run(new NetworkPlan([plan.Mean]), parameters, [trunk], training: false)[0], logVariance);
    }
}
