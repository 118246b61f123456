using Vae.Core.Data;
using Vae.Core.Likelihoods;
using Vae.Core.Objectives;

namespace Vae.Core.Options;

/// <summary>What training minimises, in nats a row, and the noise on what it trains on.</summary>
/// <remarks>
/// The default is -E_q[log p(x|z)] + beta * KL(q(z|x) || N(0, I)) (Kingma and Welling 2014, eq. 10; beta from Higgins et al. 2017). An option that the
/// chosen <see cref="Kind"/> does not read must stay at its default.
/// </remarks>
public sealed record ObjectiveOptions
{
    /// <summary>What is minimised; default the evidence lower bound of a variational autoencoder.</summary>
    public ObjectiveKind Kind { get; init; } = ObjectiveKind.Elbo;

    /// <summary>Weight beta of the KL term; 0 or more, default 1. Read by <see cref="ObjectiveKind.Elbo"/> and <see cref="ObjectiveKind.VaeGan"/>.</summary>
    public float KlWeight { get; init; } = 1f;

    /// <summary>Steps over which the KL weight rises linearly from 0 to <see cref="KlWeight"/>; default 0, none. Read by <see cref="ObjectiveKind.Elbo"/> and <see cref="ObjectiveKind.VaeGan"/>.</summary>
    public int KlWarmupSteps { get; init; }

    /// <summary>
    /// Nats a latent dimension that cost nothing: each dimension's KL, averaged over the batch, counts as at least this
    /// (Kingma et al. 2016, eq. 15). Default 0, off. Read by <see cref="ObjectiveKind.Elbo"/> alone.
    /// </summary>
    public float FreeBits { get; init; }

    /// <summary>
    /// Monte-Carlo samples of the code a row and step; 1 (default) to 1000. The k of <see cref="ObjectiveKind.Iwae"/>; read by that and
    /// <see cref="ObjectiveKind.Elbo"/> alone.
    /// </summary>
    public int Samples { get; init; } = 1;

    /// <summary>Discriminator and prior of <see cref="ObjectiveKind.Adversarial"/> and <see cref="ObjectiveKind.VaeGan"/>; read by those two alone.</summary>
    public AdversarialOptions Adversarial { get; init; } = new();

    /// <summary>Whether a discriminator trains beside the model.</summary>
    internal bool HasDiscriminator => Kind is ObjectiveKind.Adversarial or ObjectiveKind.VaeGan;

    /// <summary>Whether the encoder gives a distribution q(z|x), and not one code a row.</summary>
    internal bool HasVariance => Kind switch
    {
        ObjectiveKind.Autoencoder => false,
        ObjectiveKind.Adversarial => Adversarial.GaussianEncoder,
        _ => true,
    };

    /// <summary>Noise on what the encoder sees in training, for every kind; <see langword="null"/> (default): none.</summary>
    public Corruption? Corruption { get; init; }

    /// <summary>
    /// Whether rows of probabilities are drawn as zeros and ones each time they are trained on; needs a Bernoulli likelihood. Held-out rows are drawn once.
    /// The threshold is found on the training rows as they are. Default none.
    /// </summary>
    public Binarization Binarization { get; init; } = Binarization.None;

    internal void Validate()
    {
        Require.Defined(Kind, "Objective.Kind");
        Require.InRange(KlWeight, 0f, 1e6f, "Objective.KlWeight");
        Require.InRange(KlWarmupSteps, 0, int.MaxValue, "Objective.KlWarmupSteps");
        Require.InRange(FreeBits, 0f, 1e3f, "Objective.FreeBits");
        Require.InRange(Samples, 1, 1000, "Objective.Samples");
        Require.Defined(Binarization, "Objective.Binarization");
        Corruption?.Validate();
        ArgumentNullException.ThrowIfNull(Adversarial);
        Adversarial.Validate();
        if (Kind is not (ObjectiveKind.Elbo or ObjectiveKind.VaeGan))
        {
            RequireDefault(KlWeight, 1f, "Objective.KlWeight");
            RequireDefault(KlWarmupSteps, 0, "Objective.KlWarmupSteps");
        }

        if (Kind != ObjectiveKind.Elbo)
        {
            RequireDefault(FreeBits, 0f, "Objective.FreeBits");
        }

        if (Kind is not (ObjectiveKind.Elbo or ObjectiveKind.Iwae))
        {
            RequireDefault(Samples, 1, "Objective.Samples");
        }

        RequireAdversarialDefaults();
    }

    private void RequireAdversarialDefaults()
    {
        var standard = new AdversarialOptions();
        if (Kind == ObjectiveKind.Adversarial)
        {
            RequireDefault(Adversarial.ReconstructionWeight, standard.ReconstructionWeight, "Objective.Adversarial.ReconstructionWeight");
            RequireDefault(Adversarial.FeatureSigma, standard.FeatureSigma, "Objective.Adversarial.FeatureSigma");
            RequireDefault(Adversarial.RestingLoss, standard.RestingLoss, "Objective.Adversarial.RestingLoss");
        }
        else if (Kind == ObjectiveKind.VaeGan)
        {
            RequireDefault(Adversarial.Prior, standard.Prior, "Objective.Adversarial.Prior");
            RequireDefault(Adversarial.GaussianEncoder, false, "Objective.Adversarial.GaussianEncoder");
            RequireDefault(Adversarial.UseLabels, false, "Objective.Adversarial.UseLabels");
        }
        else if (Adversarial != standard)
        {
            throw new ArgumentException(
                $"Objective.Adversarial is not at its default but Objective.Kind is {Kind}, which has no discriminator; leave it out, or choose {nameof(ObjectiveKind.Adversarial)} or {nameof(ObjectiveKind.VaeGan)}.");
        }
    }

    /// <summary>Checks what depends on other options.</summary>
    internal void ValidateWith(ScalingKind scaling, Likelihood likelihood, ScoreKind score)
    {
        Resolve(scaling, likelihood);
        if (Binarization != Binarization.None && likelihood is not BernoulliLikelihood)
        {
            throw new ArgumentException(
                $"Objective.Binarization is {Binarization} but the likelihood is not Bernoulli; choose Likelihood.Bernoulli(), or leave the binarisation out.");
        }

        if (Kind == ObjectiveKind.VaeGan && likelihood is GaussianLikelihood { SigmaKind: not SigmaKind.Fixed })
        {
            throw new ArgumentException(
                $"The likelihood learns its sigma but Objective.Kind is {Kind}, which compares rows in a layer of the discriminator and learns none; choose Likelihood.Bernoulli() or Likelihood.GaussianFixed().");
        }

        if (Kind == ObjectiveKind.Adversarial && score is ScoreKind.NegativeElbo or ScoreKind.ImportanceWeightedNll)
        {
            throw new ArgumentException(
                $"Scoring.Kind is {score} but Objective.Kind is {Kind}, which brings codes to its prior all together and has no KL a row; "
                + $"choose {nameof(ScoreKind.WhitenedDistance)}, {nameof(ScoreKind.SquaredError)} or {nameof(ScoreKind.ReconstructionLogLikelihood)}, or train a variational model.");
        }

        if (!HasVariance && score.NeedsVariance())
        {
            throw new ArgumentException(
                $"Scoring.Kind is {score} but Objective.Kind is {Kind}, which has one code a row and no distribution q(z|x) to average over; "
                + $"choose {nameof(ScoreKind.WhitenedDistance)}, {nameof(ScoreKind.SquaredError)} or {nameof(ScoreKind.ReconstructionLogLikelihood)}, or train a variational model.");
        }
    }

    /// <summary>Checks what does not go with columns of several kinds.</summary>
    internal void ValidateWithKinds()
    {
        if (Kind == ObjectiveKind.VaeGan)
        {
            throw new ArgumentException(
                $"VaeOptions.Columns has binary or categorical columns but Objective.Kind is {Kind}, whose discriminator would tell the decoder's probabilities from zeros and ones; "
                + $"choose another kind, such as {nameof(ObjectiveKind.Elbo)}, or describe numbers alone.");
        }

        if (Corruption is not (null or MaskingCorruption))
        {
            throw new ArgumentException(
                $"VaeOptions.Columns has binary or categorical columns but Objective.Corruption is {Corruption.GetType().Name}, which makes rows of them that cannot be; "
                + "choose Corruption.Masking, under which a level becomes unseen, or leave the corruption out.");
        }
    }

    /// <summary>The same with every value known that engines need.</summary>
    internal ObjectiveOptions Resolve(ScalingKind scaling, Likelihood likelihood) =>
        Corruption is SaltAndPepperCorruption saltAndPepper ? this with { Corruption = saltAndPepper.Resolve(scaling, likelihood) } : this;

    private void RequireDefault<T>(T value, T standard, string option)
        where T : IEquatable<T>
    {
        if (!value.Equals(standard))
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"{option} is {value} but Objective.Kind is {Kind}, which does not read it; leave it at its default, {standard}."));
        }
    }
}
