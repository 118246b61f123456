using Vae.Core.Data;
using Vae.Core.Likelihoods;

namespace Vae.Core.Options;

/// <summary>Everything that decides what a variational autoencoder is, how it is trained and how it scores.</summary>
/// <remarks>
/// <para>The defaults are the anomaly-detection recipe: robust scaling, a network sized by the number of columns, a Gaussian decoder with one
/// learned sigma a feature, 1,000 steps of Adam under a cosine schedule, and as the score the whitened distance of residual and code plus the distance to reference rows.</para>
/// <para>The record is immutable; change it with <c>with</c>. It is validated once, when a trainer or estimator is made from it.</para>
/// </remarks>
public sealed record VaeOptions
{
    /// <summary>Shape of the encoder and decoder.</summary>
    public NetworkOptions Network { get; init; } = new();

    /// <summary>Distribution of a scaled row given its code. Default: Gaussian with one learned sigma a feature.</summary>
    public Likelihood Likelihood { get; init; } = Likelihood.GaussianLearnedPerFeature();

    /// <summary>What training minimises: the kind of autoencoder, the weight of its KL term, samples, and noise on the rows.</summary>
    public ObjectiveOptions Objective { get; init; } = new();

    /// <summary>
    /// What the features of a row mean, where they are not all measured numbers: the columns of the table that rows come from, and the levels of
    /// those that hold text. Rows are then <i>expanded</i>: <see cref="TableSchema.Width"/> features, a categorical column as one 0 or 1 a level.
    /// Null (the default): every feature is a measured number.
    /// </summary>
    /// <remarks>
    /// <para><see cref="Likelihood"/> says what numbers and counts are; a binary column is a Bernoulli from a logit, and a categorical one a softmax over the logits of its K levels, with loss
    /// -log p(level). A level that training never saw costs log(n + 1) nats for n training rows, and has no gradient. A count is a Gaussian of log(1 + x), a log-normal: real counts are far more spread
    /// out than a Poisson's, which would take every busy row for an anomaly.</para>
    /// <para>Distances see one number a column: x - x^ of a number, x - p of a binary, and -log max(p(level), 1 / (n + 1)) of a categorical, so that one of a hundred levels weighs as much as one number. In the
    /// distance to reference rows two levels differ by 2, about as much as two unrelated numbers of variance 1 do. The code has by default one number a column. Corruption.Masking makes
    /// levels unseen; other corruption, and VAE-GAN, are refused where there are binary or categorical columns.</para>
    /// </remarks>
    public TableSchema? Columns { get; init; }

    /// <summary>
    /// How many of the last columns of a row are its context: encoder and decoder are told them, and nothing of them is rebuilt or scored, so that a row is strange or not for what it is <i>there</i>: a load of
    /// 900 is ordinary at noon and strange at night. Columns of <see cref="Columns"/> where there are such, else features. Default 0; at least one column is left that is no context.
    /// </summary>
    /// <remarks>
    /// The model is then that of p(x | context) (Sohn et al. 2015): the encoder reads row and context, the decoder code and context. A context must be known: a row in which a value of it is missing is invalid, whatever
    /// <see cref="MissingValues"/> says. In outputs of a row's width the context has the places it has in the row: reconstructions hold it as the network saw it, contributions of it are 0. For dense networks and the
    /// objectives Autoencoder, Elbo and Iwae. In the reference distance rows are compared with reference rows by what each is off from what the decoder makes of the code 0 in its own
    /// context, so that a row is strange for its deviation from what belongs there, whatever rows training had in just that context.
    /// </remarks>
    public int ContextColumnCount { get; init; }

    /// <summary>How raw features become the numbers the network sees; part of the model, so callers always pass raw units. Default: robust.</summary>
    public ScalingKind Scaling { get; init; } = ScalingKind.Robust;

    /// <summary>What a NaN in a row means: that the row is invalid (default), or that the value was not observed.</summary>
    public MissingValueHandling MissingValues { get; init; }

    /// <summary>
    /// How often a row with missing values goes through encoder and decoder, 1 to 16: the encoder first sees 0, the middle of a scaled column, in their place, and then what the decoder made of them the
    /// time before. The last pass gives the code, the score and the imputed values. Not read where <see cref="MissingValues"/> is Invalid.
    /// </summary>
    /// <remarks>
    /// Null (default): 5 where less than a twentieth of the training values is missing, 2 where less than a fifth is, and 1 elsewhere; the trained model's options say which. An encoder that was trained on
    /// rows with many holes fills them best at once, and is led astray by its own values; one that was not gets nearer with each of some passes. Satellite pictures of 36 numbers, 30 % of the values of
    /// later rows missing: root mean squared error 0.38, 0.39 and 0.43 deviations after 1, 2 and 5 passes where the training rows had as many holes, and 0.44, 0.34 and 0.32 where they had none; 1.00 of
    /// the mean.
    /// </remarks>
    public int? ImputationPasses { get; init; }

    /// <summary>Length, batches, optimiser and stopping of the training run.</summary>
    public TrainingOptions Training { get; init; } = new();

    /// <summary>The score of a row and the threshold above which it counts as an anomaly.</summary>
    public ScoringOptions Scoring { get; init; } = new();

    /// <summary>Where the arithmetic of training runs.</summary>
    public EngineOptions Engine { get; init; } = new();

    /// <summary>Seed of initialisation, shuffling, noise and sampling. The same seed on the same machine gives the same model, bit for bit. Default 0.</summary>
    public int Seed { get; init; }

    /// <summary>Checks every value against its range.</summary>
    /// <exception cref="ArgumentException">A value is out of range; the message names the option, its value and what is allowed.</exception>
    public void Validate()
    {
        ValidateValues();
        RequireHeldOutRows();
    }

    /// <summary>Checks each value against its range; not whether rows are held out for those that need them.</summary>
    internal void ValidateValues()
    {
        ArgumentNullException.ThrowIfNull(Network);
        ArgumentNullException.ThrowIfNull(Likelihood);
        ArgumentNullException.ThrowIfNull(Objective);
        ArgumentNullException.ThrowIfNull(Training);
        ArgumentNullException.ThrowIfNull(Scoring);
        ArgumentNullException.ThrowIfNull(Engine);
        Require.Defined(Scaling, "Scaling");
        Require.Defined(MissingValues, "MissingValues");
        if (ImputationPasses is { } passes)
        {
            Require.InRange(passes, 1, 16, "ImputationPasses");
        }

        Network.Validate();
        Likelihood.Validate();
        Objective.Validate();
        Training.Validate();
        Scoring.Validate();
        Engine.Validate();
        Objective.ValidateWith(Scaling, Likelihood, Scoring.Kind);
        ValidateContext();
        ValidateShards();
        if (FeatureMap.TryCreate(Likelihood, ScoredColumns, trainingRows: 0) is not null)
        {
            Objective.ValidateWithKinds();
        }
    }

    private void ValidateShards()
    {
        if (Training.Shards == 1)
        {
            return;
        }

        var (what, instead) = Objective.Kind is not (ObjectiveKind.Elbo or ObjectiveKind.Iwae or ObjectiveKind.Autoencoder)
                ? ($"Objective.Kind is {Objective.Kind}, whose discriminator compares all rows of a batch", $"choose {nameof(ObjectiveKind.Elbo)}, {nameof(ObjectiveKind.Iwae)} or {nameof(ObjectiveKind.Autoencoder)}")
            : Network.Normalization == NormalizationKind.Batch ? ($"Network.Normalization is {Network.Normalization}, which takes the mean of a whole batch", $"choose {nameof(NormalizationKind.Layer)}")
            : default;
        if (what is not null)
        {
            throw new ArgumentException(Invariant($"Training.Shards is {Training.Shards}, under which the rows of a batch are in several places, but {what}; {instead}, or set Training.Shards to 1."));
        }
    }

    /// <summary>How many of the last features of a row are its context.</summary>
    /// <param name="inputDimension">Features a row.</param>
    /// <exception cref="VaeDataException">Nothing would be left to score.</exception>
    internal int ContextFeatures(int inputDimension)
    {
        var columns = Columns?.Columns.Length ?? inputDimension;
        return ContextColumnCount < columns
            ? Columns is null ? ContextColumnCount : Columns.Width - Columns.Offset(columns - ContextColumnCount)
            : throw new VaeDataException(
                Invariant($"ContextColumnCount is {ContextColumnCount} but rows have {columns} columns, of which one at least must be no context; leave columns out of the context, or give rows with more."));
    }

    /// <summary>The columns that are no context; null where <see cref="Columns"/> is.</summary>
    internal TableSchema? ScoredColumns => Columns is null || ContextColumnCount == 0 || ContextColumnCount >= Columns.Columns.Length
        ? Columns
        : new TableSchema(Columns.Columns[..^ContextColumnCount]);

    private void ValidateContext()
    {
        Require.InRange(ContextColumnCount, 0, TableSchema.MaximumWidth, nameof(ContextColumnCount));
        if (ContextColumnCount == 0)
        {
            return;
        }

        if (Columns is { } columns && ContextColumnCount >= columns.Columns.Length)
        {
            throw new ArgumentException(
                Invariant($"ContextColumnCount is {ContextColumnCount} but VaeOptions.Columns describes {columns.Columns.Length} columns, of which one at least must be no context; leave columns out of the context."));
        }

        if (Network.Kind != NetworkKind.Dense)
        {
            throw new ArgumentException(
                Invariant($"ContextColumnCount is {ContextColumnCount} but Network.Kind is {Network.Kind}, which sees a picture and nothing beside it; choose {nameof(NetworkKind.Dense)}."));
        }

        if (Objective.Kind is not (ObjectiveKind.Elbo or ObjectiveKind.Iwae or ObjectiveKind.Autoencoder))
        {
            throw new ArgumentException(
                Invariant($"ContextColumnCount is {ContextColumnCount} but Objective.Kind is {Objective.Kind}, whose discriminator is told no context; choose {nameof(ObjectiveKind.Elbo)}, {nameof(ObjectiveKind.Iwae)} or {nameof(ObjectiveKind.Autoencoder)}."));
        }
    }

    /// <summary>Checks that training rows are held out where something is measured on them; not needed where validation rows are given.</summary>
    internal void RequireHeldOutRows()
    {
        Training.RequireHeldOutRows();
        if (Scoring.Threshold is FalsePositiveRateThreshold && Training.ValidationFraction <= 0)
        {
            throw new ArgumentException(
                "Scoring.Threshold asks for a false-positive rate on held-out rows but Training.ValidationFraction is 0; "
                + "set ValidationFraction (for example 0.2), give validation rows to VaeTrainer.Fit, or choose a contamination or quantile threshold.");
        }
    }
}
