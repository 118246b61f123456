using Vae.Core.Data;
using Vae.Core.Engines;
using Vae.Core.Networks;

namespace Vae.Core.Tests.Oracles;

/// <summary>What each network of an adversarial autoencoder or a VAE-GAN minimises, as means over the rows of a batch, in double with plain loops.</summary>
/// <param name="setup">The run; layers are dense.</param>
/// <param name="rows">Scaled rows.</param>
/// <param name="injection">The step's randomness.</param>
/// <param name="labels">Class of each row; empty where none has one.</param>
internal sealed class ReferenceAdversarial(TrainingSetup setup, double[][] rows, StepInjection injection, int[] labels)
{
    private readonly VaePlan plan = setup.Plan;
    private readonly ReferenceVae model = new(setup.Plan, setup.Layout);
    private readonly int latent = setup.Plan.LatentDimension;

    /// <summary>An adversarial autoencoder's reconstruction loss, of corrupted rows against clean ones.</summary>
    public double Rebuild(double[] p) => Mean(row =>
    {
        var noise = new ReferenceNoise(1, rows.Length, latent, injection);
        var seen = ReferenceCorruption.Corrupt(setup.Objective, rows[row], noise, row);
        return model.Loss(p, model.Decode(p, Code(p, seen, row, pass: 0), seen), rows[row]);
    });

    /// <summary>Its discriminator's loss, codes of the prior against those of clean rows.</summary>
    public double Judge(double[] p) => Mean(row => Softplus(-Logit(p, PriorCode(row), row)) + Softplus(Logit(p, Code(p, rows[row], row, pass: 1), row)));

    /// <summary>What its encoder minimises to deceive.</summary>
    public double Deceive(double[] p) => Mean(row => Softplus(-Logit(p, Code(p, rows[row], row, pass: 1), row)));

    /// <summary>What a VAE-GAN's encoder minimises.</summary>
    public double Encoder(double[] p, double klWeight) => Mean(row =>
    {
        var (mean, logVariance) = model.Encode(p, rows[row]);
        return Likeness(p, row) + (klWeight * mean.Zip(logVariance, ReferenceMath.Divergence).Sum());
    });

    /// <summary>What its decoder minimises.</summary>
    public double Decoder(double[] p) => Mean(row =>
        (setup.Objective.Adversarial.ReconstructionWeight * Likeness(p, row)) + Softplus(-Discriminate(p, Rebuilt(p, row))) + Softplus(-Discriminate(p, Drawn(p, row))));

    /// <summary>What its discriminator minimises.</summary>
    public double Discriminator(double[] p) => Mean(row =>
        Softplus(-Discriminate(p, rows[row])) + Softplus(Discriminate(p, Rebuilt(p, row))) + Softplus(Discriminate(p, Drawn(p, row))));

    private double Likeness(double[] p, int row)
    {
        var (below, _) = DiscriminatorPlan.Split(setup.Auxiliary!);
        var (real, rebuilt) = (Run(below, p, rows[row]), Run(below, p, Rebuilt(p, row)));
        double sigma = setup.Objective.Adversarial.FeatureSigma;
        return real.Zip(rebuilt, (a, b) => (a - b) * (a - b) / (2 * sigma * sigma)).Sum();
    }

    private double[] Rebuilt(double[] p, int row) => model.Mean(model.Decode(p, Code(p, rows[row], row, pass: 0), rows[row]));

    private double[] Drawn(double[] p, int row) => model.Mean(model.Decode(p, PriorCode(row), rows[row]));

    private double[] Code(double[] p, double[] input, int row, int pass)
    {
        if (plan.LogVariance is null)
        {
            return Linear(plan.Mean, p, Run(plan.Encoder, p, input));
        }

        var (mean, logVariance) = model.Encode(p, input);
        return [.. mean.Select((mu, j) => mu + (Math.Exp(logVariance[j] / 2) * injection.Noise[(((pass * rows.Length) + row) * latent) + j]))];
    }

    private double[] PriorCode(int row) => [.. injection.PriorCodes.Skip(row * latent).Take(latent).Select(value => (double)value)];

    private double Logit(double[] p, double[] code, int row)
    {
        var classes = setup.Auxiliary!.Layers[0].Inputs - latent;
        var label = labels.Length == 0 ? ClassNumber.None : labels[row];
        var place = label == ClassNumber.None ? classes - 1 : label;
        return Discriminate(p, [.. code, .. Enumerable.Range(0, classes).Select(k => k == place ? 1.0 : 0.0)]);
    }

    private double Discriminate(double[] p, double[] input) => Run(setup.Auxiliary!, p, input)[0];

    private double[] Run(NetworkPlan network, double[] p, double[] input)
    {
        foreach (var layer in network.Layers)
        {
            input = layer switch
            {
                LinearLayer linear => Linear(linear, p, input),
                ActivationLayer activation => [.. input.Select(value => ReferenceMath.Activate(activation.Kind, activation.Slope, value))],
                _ => throw new NotSupportedException($"{layer}"),
            };
        }

        return input;
    }

    private double[] Linear(LinearLayer layer, double[] p, double[] input)
    {
        var (weight, bias) = (setup.Layout[layer.WeightName].Offset, setup.Layout[layer.BiasName].Offset);
        return [.. Enumerable.Range(0, layer.Outputs).Select(o => p[bias + o] + input.Select((x, i) => x * p[weight + (o * layer.Inputs) + i]).Sum())];
    }

    private double Mean(Func<int, double> loss) => Enumerable.Range(0, rows.Length).Average(loss);

    private static double Softplus(double value) => Math.Max(value, 0) + Math.Log(1 + Math.Exp(-Math.Abs(value)));
}
