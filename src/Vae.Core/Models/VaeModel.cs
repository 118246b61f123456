using Vae.Core.Data;
using Vae.Core.Engines;
using Vae.Core.Engines.Managed.Inference;
using Vae.Core.Networks;
using Vae.Core.Options;
using Vae.Core.Parts;
using Vae.Core.Reports;
using Vae.Core.Scaling;
using Vae.Core.Statistics;

namespace Vae.Core.Models;

/// <summary>A trained autoencoder, variational or plain: immutable, and safe to use from many threads at once.</summary>
/// <remarks>
/// Rows are row-major spans of <see cref="InputDimension"/> features in the units of the training data, in 32-bit or in 64-bit floats; those of columns with an <see cref="Origin"/> differ in digits that
/// only the latter have. A row that holds NaN or an infinity gets NaN in every output and is never an anomaly. Where <see cref="VaeOptions.MissingValues"/> is Observed, NaN is a value that was not observed: the row gets its outputs from the others, and
/// NaN only if nothing of it was observed or it holds an infinity.
/// </remarks>
public sealed partial class VaeModel
{
    private const int EvaluationRows = 4096;

    private readonly ModelParts parts;
    private readonly IModelPipeline pipeline;
    private readonly Lazy<Explaining> explaining;
    private readonly VaePlan plan;

    internal VaeModel(ModelParts parts, IModelPipeline? pipeline = null)
    {
        this.parts = parts;
        this.pipeline = pipeline ?? ManagedPipeline.Create(parts);
        explaining = new Lazy<Explaining>(() =>
        {
            RequireCalibration();
            return Explaining.Of(parts, this.pipeline);
        });
        plan = parts.Plan();
        LatentDimension = plan.LatentDimension;
        FeatureNames = parts.FeatureNames.IsDefault ? null : parts.FeatureNames;
    }

    /// <summary>The options it was trained with.</summary>
    public VaeOptions Options => parts.Options;

    /// <summary>Features a row, D.</summary>
    public int InputDimension => parts.InputDimension;

    /// <summary>Numbers in the latent code, L.</summary>
    public int LatentDimension { get; }

    /// <summary>
    /// Whether the encoder gives a distribution q(z|x), with a log-variance beside the mean code: not in a plain autoencoder, nor in an adversarial one unless it was asked for.
    /// </summary>
    public bool HasVariance => Options.Objective.HasVariance;

    /// <summary>What its features mean, with the levels of the columns that hold text; null where every feature is a measured number.</summary>
    public TableSchema? Columns => Options.Columns;

    /// <summary>C: columns of the table, or features of a model without one.</summary>
    internal int ColumnDimension => Options.Columns?.Columns.Length ?? InputDimension;

    /// <summary>Names of the features, D of them, or null where they had none.</summary>
    public IReadOnlyList<string>? FeatureNames { get; }

    /// <summary>
    /// What is subtracted from each feature, in double, before it becomes a 32-bit float: D numbers, 0 for features whose values such floats hold well enough. Empty where that is so of all.
    /// </summary>
    /// <remarks>
    /// A column has an origin, the middle of its range, where the range of its training values is less than 65,536 roundings of a 32-bit float, and such floats do not hold them all; a constant column, its own value, from 2^24 on (2^14 where
    /// it is no whole number). Only training rows in 64 bits (<see cref="IRowSource.HasDoubles"/>) give one, and only columns of measured numbers that are scaled take one.
    /// </remarks>
    public ReadOnlySpan<double> Origin => parts.Origin is { } origin ? origin.Values : [];

    /// <summary>Features that had one value in all training rows, or in all but one in a thousand, in ascending order. A row in which such a feature has another is an anomaly by that alone.</summary>
    /// <remarks>
    /// At least 30 rows tell. Where so many columns are constant by chance that more than 5 rows in a thousand would break one (estimated from the columns in which a value was seen once, of zeros and of other values
    /// apart), none of them counts as constant: so it is with sparse rows and pictures. Empty in models of format versions 1 and 2.
    /// </remarks>
    public ReadOnlySpan<int> ConstantFeatures => parts.Constants is { } constants ? constants.Features : [];

    /// <summary>How features, less their <see cref="Origin"/>, become scaled ones.</summary>
    public FeatureScaler Scaler => parts.Scaler;

    /// <summary>A row is flagged when its score is above this; in the score's unit.</summary>
    public float Threshold => parts.Threshold;

    /// <summary>Networks whose mean score a row's score is, 1 or more: <see cref="TrainingOptions.EnsembleSize"/>, or fewer where training was cancelled.</summary>
    public int EnsembleSize => parts.EnsembleSize;

    /// <summary>What happened in training.</summary>
    public TrainingReport Report => parts.Report;

    /// <summary>What the model is made of.</summary>
    internal ModelParts Parts => parts;

    /// <summary>The same model with another number of threads; what it computes does not depend on it.</summary>
    /// <param name="threads">Threads that one call may use; 0 takes one a processor.</param>
    /// <exception cref="ArgumentException"><paramref name="threads"/> is below 0 or above 1024.</exception>
    public VaeModel WithThreads(int threads)
    {
        var engine = Options.Engine with { Threads = threads };
        engine.Validate();
        return threads == Options.Engine.Threads ? this : new VaeModel(parts with { Options = Options with { Engine = engine } });
    }

    /// <summary>Whether a score counts as an anomaly: it is above the threshold. NaN never is.</summary>
    public bool IsAnomaly(float score) => score > Threshold;

    /// <summary>Computes any of the outputs in one pass over the rows.</summary>
    /// <param name="rows">Row-major, a whole number of rows of <see cref="InputDimension"/> values in raw units.</param>
    /// <param name="outputs">Where each wanted output goes; empty spans are left out.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    /// <exception cref="InvalidOperationException">The log-variance of a plain autoencoder, which has none.</exception>
    public void Transform(ReadOnlySpan<float> rows, scoped VaeOutputs outputs) => Transform(rows, Options.Scoring.Kind, outputs);

    /// <summary>Mean code of each row.</summary>
    /// <param name="rows">Row-major rows in raw units.</param>
    /// <param name="latent">Receives rows * <see cref="LatentDimension"/> values, row-major.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public void Encode(ReadOnlySpan<float> rows, Span<float> latent) =>
        Transform(rows, new VaeOutputs { Latent = Wanted(latent, rows.Length) });

    /// <summary>What the model makes of each row: decoded from its mean code, in the units of the input; probabilities of binary features and of levels.</summary>
    /// <param name="rows">Row-major rows in raw units.</param>
    /// <param name="reconstruction">Receives as many values as <paramref name="rows"/> has.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public void Reconstruct(ReadOnlySpan<float> rows, Span<float> reconstruction) =>
        Transform(rows, new VaeOutputs { Reconstruction = Wanted(reconstruction, rows.Length) });

    /// <summary>Rows that the decoder makes of codes: the mean of p(x|z), in the units of the input.</summary>
    /// <param name="latent">Row-major codes of <see cref="LatentDimension"/> values.</param>
    /// <param name="rows">Receives codes * <see cref="InputDimension"/> values, row-major.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    /// <exception cref="InvalidOperationException">The model has a context (<see cref="ContextDimension"/>), which has to be given too.</exception>
    public void Decode(ReadOnlySpan<float> latent, Span<float> rows)
    {
        var count = Rows(latent.Length, LatentDimension, nameof(latent), "codes");
        Expect(rows.Length, count, InputDimension, nameof(rows));
        RequireNoContext("Codes alone");
        pipeline.Decode(latent, [], scaled: false, rows);
        parts.Origin?.Add(rows, rows);
    }

    /// <summary>Score of each row under the model's own score kind; higher is more anomalous.</summary>
    /// <param name="rows">Row-major rows in raw units.</param>
    /// <param name="scores">Receives one score a row, in the unit of <see cref="ScoringOptions.Kind"/>.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public void Score(ReadOnlySpan<float> rows, Span<float> scores) => Score(rows, Options.Scoring.Kind, scores);

    /// <summary>Score of each row under a score kind.</summary>
    /// <param name="rows">Row-major rows in raw units.</param>
    /// <param name="kind">The score.</param>
    /// <param name="scores">Receives one score a row, in the unit of <paramref name="kind"/>.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    /// <exception cref="InvalidOperationException">
    /// <see cref="ScoreKind.WhitenedDistance"/> of a model trained for another score; a score that averages over q(z|x) of a plain autoencoder.
    /// </exception>
    public void Score(ReadOnlySpan<float> rows, ScoreKind kind, Span<float> scores) =>
        Transform(rows, kind, new VaeOutputs { Scores = Wanted(scores, rows.Length) });

    /// <summary>Mean negative evidence lower bound of rows, with noise of its own for each row; the figure that published losses are compared by.</summary>
    /// <param name="rows">The rows, in raw units.</param>
    /// <param name="samples">Samples of the code a row; 1 or more.</param>
    /// <param name="seed">Seed of the noise: the same seed gives the same figure.</param>
    /// <param name="cancellationToken">Ends the pass early.</param>
    /// <returns>Nats a row, of the scaled row.</returns>
    /// <exception cref="VaeDataException">There are no rows, they have the wrong width, or one holds NaN or an infinity.</exception>
    /// <exception cref="InvalidOperationException">The model is a plain autoencoder, which has no such bound.</exception>
    public double NegativeElbo(IRowSource rows, int samples = 1, int seed = 0, CancellationToken cancellationToken = default)
    {
        RequireVariance("The negative ELBO");
        RequireDivergence("The negative ELBO");
        return Evaluate(rows, samples, EvaluationRows, (here, first) => BlockElbo(here, samples, seed, first), cancellationToken);
    }

    /// <summary>Rows that the negative ELBO is computed of at once.</summary>
    internal int EvaluationBlock => Block(EvaluationRows);

    /// <summary>Sums over rows relative to the origin, all of which have a likelihood.</summary>
    internal LossTotals BlockElbo(ReadOnlySpan<float> rows, int samples, int seed, long firstRow) => pipeline.NegativeElbo(rows, samples, seed, firstRow);

    /// <summary>
    /// Mean importance-weighted estimate of the negative log-likelihood of rows, -log (1/M) sum_m p(x|z_m) p(z_m) / q(z_m|x) with z_m from q(z|x) (Burda
    /// et al. 2016, eq. 8), with noise of its own for each row; the figure that generative models are compared by.
    /// </summary>
    /// <remarks>In expectation it is no smaller than the true -log p(x), and falls towards it as samples grow. Memory does not grow with them.</remarks>
    /// <param name="rows">The rows, in raw units.</param>
    /// <param name="samples">Samples of the code a row, M; 1 or more, 5000 (default) in the literature.</param>
    /// <param name="seed">Seed of the noise: the same seed gives the same figure, on any number of threads.</param>
    /// <param name="cancellationToken">Ends the pass early.</param>
    /// <returns>Nats a row, of the scaled row.</returns>
    /// <exception cref="VaeDataException">There are no rows, they have the wrong width, or one holds NaN or an infinity.</exception>
    /// <exception cref="InvalidOperationException">The model is a plain autoencoder, which has no likelihood of a row.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public double ImportanceWeightedNll(IRowSource rows, int samples = 5000, int seed = 0, CancellationToken cancellationToken = default)
    {
        RequireVariance("The importance-weighted NLL");
        RequireDivergence("The importance-weighted NLL");
        // Small blocks: a block of thousands of rows and thousands of samples would hear of a cancellation only after minutes.
        var block = Math.Clamp((1 << 22) / samples / LatentDimension, 8 * Environment.ProcessorCount, EvaluationRows / 32) * 32;
        return Evaluate(rows, samples, block, (here, first) => pipeline.ImportanceWeightedNll(here, samples, seed, first), cancellationToken);
    }

    private delegate LossTotals BlockLosses(ReadOnlySpan<float> rows, long firstRow);

    private double Evaluate(IRowSource rows, int samples, int blockRows, BlockLosses losses, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 1);
        RequireWidth(rows);
        using var reader = RelativeRowSource.Of(rows, parts.Origin).OpenReader();
        var block = new float[Block(blockRows) * InputDimension];
        var totals = default(LossTotals);
        int read;
        while ((read = reader.Read(block)) > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var here = block.AsSpan(0, read * InputDimension);
            if (FirstUnusable(here) is >= 0 and var at)
            {
                throw new VaeDataException(FormattableString.Invariant(
                    $"Row {totals.Rows + (at / InputDimension)} (counted from 0) holds {here[at]} in column {(at % InputDimension) + 1}; a likelihood needs finite numbers: fill in the value or leave the row out."));
            }

            totals += losses(here, totals.Rows);
        }

        return totals.Rows > 0
            ? totals.Objective / totals.Rows
            : throw new VaeDataException("There are no rows to evaluate; give at least one.");
    }

    private int Block(int mostRows) => Math.Clamp((1 << 22) / InputDimension, 1, mostRows);

    internal void RequireWidth(IRowSource rows)
    {
        if (rows.ColumnCount != InputDimension)
        {
            throw new VaeDataException(
                Invariant($"The rows have {rows.ColumnCount} columns but this model was trained on {InputDimension}; feed the columns it was trained on, or train a new model."));
        }
    }

    /// <summary>Computes outputs of rows relative to the origin; reconstructed and imputed rows are relative too.</summary>
    internal void TransformRelative(ReadOnlySpan<float> rows, ScoreKind kind, scoped VaeOutputs outputs)
    {
        var count = Rows(rows.Length, InputDimension, nameof(rows), "rows");
        ExpectOrEmpty(outputs.Latent.Length, count, LatentDimension, "outputs.Latent");
        ExpectOrEmpty(outputs.LogVariance.Length, count, LatentDimension, "outputs.LogVariance");
        ExpectOrEmpty(outputs.Reconstruction.Length, count, InputDimension, "outputs.Reconstruction");
        ExpectOrEmpty(outputs.Scores.Length, count, 1, "outputs.Scores");
        if (!outputs.LogVariance.IsEmpty)
        {
            RequireVariance("A log-variance");
        }

        if (kind.NeedsVariance() && !outputs.Scores.IsEmpty)
        {
            RequireVariance($"The score {kind}");
        }

        ExpectOrEmpty(outputs.Contributions.Length, count, InputDimension, "outputs.Contributions");
        ExpectOrEmpty(outputs.ColumnContributions.Length, count, ColumnDimension, "outputs.ColumnContributions");
        ExpectOrEmpty(outputs.Probabilities.Length, count, 1, "outputs.Probabilities");
        if (!outputs.Probabilities.IsEmpty && outputs.Scores.IsEmpty)
        {
            // The score is on its way to the probability: it may as well be written there.
            outputs.Scores = outputs.Probabilities;
        }

        if (kind == ScoreKind.ReferenceDistance && parts.References is null && !outputs.Scores.IsEmpty)
        {
            throw new InvalidOperationException(
                $"This model was trained for {Options.Scoring.Kind} and holds no reference rows for {nameof(ScoreKind.ReferenceDistance)}; train it with Scoring.Kind = {nameof(ScoreKind.ReferenceDistance)}.");
        }

        if (kind is ScoreKind.NegativeElbo or ScoreKind.ImportanceWeightedNll && !outputs.Scores.IsEmpty)
        {
            RequireDivergence($"The score {kind}");
        }

        if (kind == ScoreKind.WhitenedDistance && parts.Whitening is null && !outputs.Scores.IsEmpty)
        {
            throw new InvalidOperationException(
                $"This model was trained for {Options.Scoring.Kind} and holds no covariance for {nameof(ScoreKind.WhitenedDistance)}; train it with Scoring.Kind = {nameof(ScoreKind.WhitenedDistance)}.");
        }

        ExpectOrEmpty(outputs.Features.Length, count, outputs.Features.IsEmpty ? 0 : FeatureDimension(outputs.FeatureKind), "outputs.Features");
        if (!outputs.Imputed.IsEmpty)
        {
            RequireRoomToImpute(rows, ref outputs);
        }

        var constants = parts.Constants;
        var held = constants?.Held(rows);
        Run(held ?? rows, kind, outputs);
        if (held is not null && !outputs.Scores.IsEmpty)
        {
            constants!.AddToScores(rows, outputs.Scores);
        }

        if (!outputs.Imputed.IsEmpty)
        {
            FillIn(rows, outputs.Reconstruction, outputs.Imputed);
        }

        if (!outputs.Probabilities.IsEmpty)
        {
            Probabilities(outputs.Scores, outputs.Probabilities);
        }

        if (!outputs.Contributions.IsEmpty || !outputs.ColumnContributions.IsEmpty)
        {
            Contribute(held ?? rows, outputs.Contributions, outputs.ColumnContributions);
            if (held is not null)
            {
                constants!.AddToParts(rows, outputs.Contributions, InputDimension, feature => feature);
                constants.AddToParts(rows, outputs.ColumnContributions, ColumnDimension, feature => Columns?.ColumnOf(feature) ?? feature);
            }
        }
    }

    private void RequireVariance(string what)
    {
        if (!HasVariance)
        {
            throw new InvalidOperationException(
                $"{what} needs the distribution q(z|x) of a variational model, but this one was trained with Objective.Kind = {Options.Objective.Kind}, whose encoder gives one code; "
                + "use its codes, reconstructions and errors, or train a variational model.");
        }
    }

    private void RequireDivergence(string what)
    {
        if (Options.Objective.Kind == ObjectiveKind.Adversarial)
        {
            throw new InvalidOperationException(
                $"{what} needs the KL of a row's code from the prior, but this model was trained with Objective.Kind = {Options.Objective.Kind}, which brings the codes of all rows together to its prior; "
                + "use its codes, reconstructions and errors, or train a variational model.");
        }
    }

    private static int Rows(int length, int width, string argument, string what) => length % width == 0
        ? length / width
        : throw new ArgumentException(Invariant($"{length} values are not a whole number of {what} of {width} values; this model was trained on rows of that width."), argument);

    private static void ExpectOrEmpty(int length, int rows, int width, string argument)
    {
        if (length != 0)
        {
            Expect(length, rows, width, argument);
        }
    }

    private static void Expect(int length, int rows, int width, string argument)
    {
        if (length != (long)rows * width)
        {
            throw new ArgumentException(Invariant($"The output has room for {length} values but {rows} rows need {(long)rows * width}; pass a span of that length."), argument);
        }
    }
}
