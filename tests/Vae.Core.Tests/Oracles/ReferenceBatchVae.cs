using Vae.Core.Networks;

namespace Vae.Core.Tests.Oracles;

/// <summary>The mean ELBO of a batch in double, for networks whose rows depend on each other through batch normalisation. No dropout, no free bits.</summary>
internal sealed class ReferenceBatchVae(VaePlan plan, ParameterLayout layout)
{
    /// <summary>Loss a row, in nats.</summary>
    /// <param name="parameters">In the order of the layout.</param>
    /// <param name="rows">Scaled rows.</param>
    /// <param name="samples">M.</param>
    /// <param name="noise">The step's randomness.</param>
    public double Evaluate(double[] parameters, double[][] rows, int samples, ReferenceNoise noise)
    {
        var network = new ReferenceNetwork(layout);
        var vae = new ReferenceVae(plan, layout);
        var hidden = network.Run(plan.Encoder, parameters, rows, training: true);
        var means = network.Run(new NetworkPlan([plan.Mean]), parameters, hidden, training: true);
        var variances = network.Run(new NetworkPlan([plan.LogVariance!]), parameters, hidden, training: true);
        var codes = from sample in Enumerable.Range(0, samples)
                    from row in Enumerable.Range(0, rows.Length)
                    select means[row].Select((mean, j) => mean + (Math.Exp(variances[row][j] / 2) * noise.Normal(sample, row, j))).ToArray();
        var outputs = network.Run(plan.Decoder, parameters, [.. codes], training: true);
        var reconstruction = outputs.Select((output, index) => vae.Loss(parameters, output, rows[index % rows.Length])).Sum() / samples;
        var divergence = means.Zip(variances, (mean, variance) => mean.Zip(variance, ReferenceMath.Divergence).Sum()).Sum();
        return (reconstruction + divergence) / rows.Length;
    }
}
