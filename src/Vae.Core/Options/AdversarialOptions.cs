using System.Collections.Immutable;
using Vae.Core.Objectives;

namespace Vae.Core.Options;

/// <summary>
/// The discriminator and what it is for; read by <see cref="ObjectiveKind.Adversarial"/> and <see cref="ObjectiveKind.VaeGan"/> alone. The learning-rate schedule
/// of <see cref="TrainingOptions.Schedule"/> scales all rates alike.
/// </summary>
public sealed record AdversarialOptions
{
    /// <summary>
    /// What the codes are brought to. Default N(0, I). Read by <see cref="ObjectiveKind.Adversarial"/>; the prior of a VAE-GAN is N(0, I).
    /// </summary>
    public Prior Prior { get; init; } = Prior.StandardNormal();

    /// <summary>
    /// Whether the encoder of an adversarial autoencoder gives a distribution, z = mean + sigma * eps, instead of one code (Makhzani et al. 2015, section 2).
    /// Default false.
    /// </summary>
    public bool GaussianEncoder { get; init; }

    /// <summary>
    /// Whether the discriminator of an adversarial autoencoder sees each row's label as a one-hot vector beside the code, with one more place for rows without a
    /// label (Makhzani et al. 2015, section 2.3 and figure 3): class k is brought to component k of the prior, which must be a mixture with a component a class.
    /// Needs rows with labels. Default false.
    /// </summary>
    public bool UseLabels { get; init; }

    /// <summary>
    /// Widths of the discriminator's hidden layers, input side first; each is followed by a leaky ReLU of slope 0.2. <see langword="null"/> (default): two of 128
    /// for codes; for rows, those of the encoder, with its convolutions where it has any.
    /// </summary>
    public ImmutableArray<int>? DiscriminatorLayers { get; init; }

    /// <summary>
    /// Adam of the discriminator. <see langword="null"/> (default): beta1 0.5 (Radford et al. 2016) and a learning rate of 0.002 on codes, twice the
    /// encoder's, so that it sees what is left of a difference; of 0.0002 on rows, where a discriminator that learns as fast as the decoder wins, and its hidden layer
    /// changes too fast for rows to be compared in it.
    /// </summary>
    public OptimizerOptions? DiscriminatorOptimizer { get; init; }

    /// <summary>
    /// Adam of what deceives the discriminator: in an adversarial autoencoder the encoder's second optimiser, beside the one that learns to rebuild; in a
    /// VAE-GAN the decoder's only one. Default: learning rate 0.001, beta1 0.5.
    /// </summary>
    public OptimizerOptions GeneratorOptimizer { get; init; } = new() { LearningRate = 1e-3f, Beta1 = 0.5f };

    /// <summary>
    /// The gamma of a VAE-GAN: weight of rebuilding against deceiving in the decoder's loss (Larsen et al. 2016, algorithm 1); 0 or more, default 0.5.
    /// </summary>
    public float ReconstructionWeight { get; init; } = 0.5f;

    /// <summary>
    /// Standard deviation s of the Gaussian in which a VAE-GAN compares the discriminator's hidden layer, L = |Dis(x) - Dis(x~)|^2 / (2 s^2); above 0, default 0.2. The
    /// paper has 1, with which the layer's small numbers weigh so little against the KL that codes carry nothing.
    /// </summary>
    public float FeatureSigma { get; init; } = 0.2f;

    /// <summary>
    /// Loss below which the discriminator of a VAE-GAN rests: a step in which its mean binary cross-entropy, in nats, is smaller leaves it as it is, so that decoder and encoder catch
    /// up; 0 (never) to 0.69, default 0.5. Without it a discriminator of larger pictures wins for good: its loss falls to 0 and its hidden layer grows without bound.
    /// </summary>
    public float RestingLoss { get; init; } = 0.5f;

    /// <summary>
    /// Standard deviation, at the first step, of Gaussian noise on all that the discriminator sees, real and generated alike; it falls to 0 by the last step, as half a cosine (instance noise:
    /// Sonderby et al. 2017). Where two distributions hardly overlap, such as codes around ten far means, or pictures of exact zeros, the discriminator tells them apart by what
    /// does not matter, and its gradient leads nowhere; under noise it sees first the large and then the small. In units of the prior's own standard deviation for
    /// codes, scaled units for rows; 0 (none) to 100. <see langword="null"/> (default): 0.7 for codes, 0.5 for rows.
    /// </summary>
    public float? InstanceNoise { get; init; }

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Prior);
        ArgumentNullException.ThrowIfNull(GeneratorOptimizer);
        Prior.Validate();
        if (DiscriminatorLayers is { IsDefault: false } layers)
        {
            Require.InRange(layers.Length, 1, 64, "The number of Objective.Adversarial.DiscriminatorLayers");
            for (var i = 0; i < layers.Length; i++)
            {
                Require.InRange(layers[i], 1, NetworkOptions.MaximumWidth, Invariant($"Objective.Adversarial.DiscriminatorLayers[{i}]"));
            }
        }

        DiscriminatorOptimizer?.Validate("Objective.Adversarial.DiscriminatorOptimizer");
        GeneratorOptimizer.Validate("Objective.Adversarial.GeneratorOptimizer");
        Require.InRange(ReconstructionWeight, 0f, 1e6f, "Objective.Adversarial.ReconstructionWeight");
        Require.InRange(FeatureSigma, 1e-4f, 1e4f, "Objective.Adversarial.FeatureSigma");
        Require.InRange(RestingLoss, 0f, 0.69f, "Objective.Adversarial.RestingLoss");
        if (InstanceNoise is { } noise)
        {
            Require.InRange(noise, 0f, 100f, "Objective.Adversarial.InstanceNoise");
        }

        if (UseLabels && Prior is not GaussianMixturePrior)
        {
            throw new ArgumentException(
                "Objective.Adversarial.UseLabels is set but the prior is not a mixture, so that there is no component for a class; choose Prior.Circle or Prior.GaussianMixture with a component a class, or leave it out.");
        }
    }

    /// <summary>Standard deviation of the noise at the first step, by what the discriminator looks at; in the units of that.</summary>
    internal float ResolveInstanceNoise(ObjectiveKind kind, int latent) =>
        kind == ObjectiveKind.VaeGan ? InstanceNoise ?? 0.5f : (InstanceNoise ?? 0.7f) * Prior.Deviation(latent);

    /// <summary>The discriminator's optimiser, by what it looks at.</summary>
    internal OptimizerOptions ResolveDiscriminatorOptimizer(ObjectiveKind kind) =>
        DiscriminatorOptimizer ?? new OptimizerOptions { LearningRate = kind == ObjectiveKind.VaeGan ? 2e-4f : 2e-3f, Beta1 = 0.5f };
}
