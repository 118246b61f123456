using System.Collections.Immutable;
using Vae.Core.Calibration;
using Vae.Core.Checkpoints;
using Vae.Core.Data;
using Vae.Core.Engines;
using Vae.Core.Engines.Catalog;
using Vae.Core.Engines.Managed;
using Vae.Core.Networks;
using Vae.Core.Objectives;
using Vae.Core.Options;
using Vae.Core.Parts;
using Vae.Core.Processes;
using Vae.Core.Reports;
using Vae.Core.Scoring;
using Vae.Core.Training;
using Vae.Core.Training.Shards;

namespace Vae.Core.Models;

/// <summary>Trains a variational autoencoder on rows.</summary>
public sealed partial class VaeTrainer
{
    // An encoder that has hardly seen a hole needs some passes to fill one: see VaeOptions.ImputationPasses.
    private const double FewMissing = 0.05;
    private const double SomeMissing = 0.2;

    /// <summary>Checks the options.</summary>
    /// <param name="options">What to train; null takes the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public VaeTrainer(VaeOptions? options = null)
    {
        Options = options ?? new VaeOptions();
        Options.ValidateValues();
    }

    /// <summary>The options given.</summary>
    public VaeOptions Options { get; }

    /// <summary>
    /// The processes that train together, of which this is one; null (default) for this one alone. Each makes the same calls, on a source of all rows, and keeps the rows of its shards (<see cref="TrainingOptions.Shards"/>, at
    /// least one a process); each is given the same model, that of one process alone to the last bit. Process 0 tells progress, writes the checkpoint and calibrates; a wish to end in one process ends training in all.
    /// </summary>
    public IProcessGroup? Processes { get; init; }

    /// <summary>Trains on all rows of a source.</summary>
    /// <param name="rows">The training rows, in raw units; read at least once, and once more an epoch where they exceed the memory budget.</param>
    /// <param name="progress">Told where training stands, on the calling thread; null for silence.</param>
    /// <param name="cancellationToken">Ends training early; the best model so far is returned, calibrated on a few of the rows where they are many.</param>
    /// <returns>The trained model.</returns>
    /// <exception cref="ArgumentException">Early stopping or a false-positive rate is asked for, but no rows are held out to measure it on.</exception>
    /// <exception cref="VaeDataException">The rows cannot be trained on: fewer than two, NaN where the policy forbids it, values outside [0,1] for a Bernoulli decoder.</exception>
    /// <exception cref="TrainingDivergedException">The loss stayed non-finite after the allowed number of rollbacks.</exception>
    /// <exception cref="CheckpointException">The file of <see cref="TrainingOptions.Checkpoint"/> is of another run, or damaged.</exception>
    /// <exception cref="IOException">That file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before the first step, when there is no model to return.</exception>
    public VaeModel Fit(IRowSource rows, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        RequireRowsToValidateOn(null);
        return FitRows(rows, null, null, progress, cancellationToken);
    }

    /// <summary>Trains on all rows of a source and measures the validation loss on the rows of another.</summary>
    /// <param name="rows">The training rows, in raw units; read at least once, and once more an epoch where they exceed the memory budget.</param>
    /// <param name="validationRows">
    /// The rows that validation losses, early stopping and a false-positive rate are measured on, in raw units; never trained on, nor does scaling
    /// see them. A uniform sample is kept where they exceed the memory budget; of at most 65,536 rows where the training rows do.
    /// </param>
    /// <param name="progress">Told where training stands, on the calling thread; null for silence.</param>
    /// <param name="cancellationToken">Ends training early; the best model so far is returned, calibrated on a few of the rows where they are many.</param>
    /// <returns>The trained model.</returns>
    /// <exception cref="ArgumentException"><see cref="TrainingOptions.ValidationFraction"/> is above 0: it would hold rows out a second time.</exception>
    /// <exception cref="VaeDataException">The rows of either source cannot be used: too few, of different widths, NaN where the policy forbids it, values outside [0,1] for a Bernoulli decoder.</exception>
    /// <exception cref="TrainingDivergedException">The loss stayed non-finite after the allowed number of rollbacks.</exception>
    /// <exception cref="CheckpointException">The file of <see cref="TrainingOptions.Checkpoint"/> is of another run, or damaged.</exception>
    /// <exception cref="IOException">That file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before the first step, when there is no model to return.</exception>
    public VaeModel Fit(
        IRowSource rows, IRowSource validationRows, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(validationRows);
        RequireRowsToValidateOn(validationRows);
        return FitRows(rows, validationRows, null, progress, cancellationToken);
    }

    private void RequireRowsToValidateOn(IRowSource? validationRows)
    {
        if (validationRows is null)
        {
            Options.RequireHeldOutRows();
        }
        else if (Options.Training.ValidationFraction > 0)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"Training.ValidationFraction is {Options.Training.ValidationFraction} but validation rows are given as well; set it to 0 to train on all rows, or leave the validation rows out."));
        }
    }

    private VaeModel FitRows(
        IRowSource rows, IRowSource? validationRows, Continuation? from, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (from is null && Options.Columns is null && rows.Columns is { } columns)
        {
            return With(Options with { Columns = columns }).FitRows(rows, validationRows, null, progress, cancellationToken);
        }

        if (Options.ContextColumnCount != rows.ContextColumnCount && rows.ContextColumnCount > 0)
        {
            return Options.ContextColumnCount == 0
                ? With(Options with { ContextColumnCount = rows.ContextColumnCount }).FitRows(rows, validationRows, from, progress, cancellationToken)
                : throw new ArgumentException(
                    Invariant($"ContextColumnCount is {Options.ContextColumnCount} but the rows say that their last {rows.ContextColumnCount} columns are context; leave the option at 0, or set it to what the rows say."));
        }

        RequireColumns(rows, "rows");
        if (validationRows is not null)
        {
            RequireColumns(validationRows, "validation rows");
        }

        var engine = EngineCatalog.Choose(Options.Engine);
        var shards = ShardedTraining.Of(Options, Processes, cancellationToken);
        progress = IsFirst ? progress : null;
        RequireSameOptions();
        using var checkpoint = RunCheckpoint.Open(Options, Processes);
        var loaded = shards?.Load(rows, validationRows, Options, from?.Scaling)
            ?? TrainingRowsLoader.Load(rows, validationRows, Options, wantsLabels: Options.Objective.Adversarial.UseLabels, cancellationToken, from?.Scaling);
        from?.RequireConstants(loaded.BrokenSample.Length, loaded.Sample.Length / loaded.Width, rows.ColumnNames);
        var plan = VaePlan.Create(Options, loaded.Width, loaded.TrainingRowCount);
        RequireRoom(new ParameterLayout(plan).Count);
        ScoringNoise.RequireRoom(Options.Scoring.Samples, plan.LatentDimension);
        Options.Objective.Adversarial.Prior.RequireLatent(plan.LatentDimension);
        RequireClasses(loaded.Labels.Span);
        var batchSize = (int)Math.Min(Options.Training.BatchSize, loaded.TrainingRowCount);
        checkpoint?.Begin(loaded, TrainingSetup.Of(Options, plan, batchSize), from is null ? [] : [.. Enumerable.Range(0, from.Parts.EnsembleSize).Select(network => from.Parts.Member(network).Parameters)]);
        var (networks, report) = new EnsembleRun(Options, progress, cancellationToken, checkpoint).Train(
            (network, options, listener) => Run(options, engine, TrainingSetup.Of(options, plan, batchSize), loaded, from?.Parts.Member(network).Parameters, listener, cancellationToken, checkpoint, shards));
        var names = Options.Columns?.FeatureNames ?? (rows.ColumnNames is { } given ? [.. given] : from?.Parts.FeatureNames ?? default);

        var told = report with { Warnings = [.. report.Warnings, .. loaded.Warnings], Data = rows.Profile, Truths = rows.Profile is null && rows.Truths is { Count: > 0 } truths ? [.. truths] : null };
        var parts = new ModelParts(WithPasses(loaded), loaded.Width, networks[0], loaded.Scaler, null, 0, names, told)
        {
            Origin = loaded.Origin,
            Constants = loaded.Constants,
            Members = [.. networks.Skip(1).Select(parameters => new MemberParts(parameters, null))],
        };
        var remembers = parts.Options.Network.Kind == NetworkKind.Dense
            && !cancellationToken.IsCancellationRequested
            && loaded.Stream is null
            && shards is null
            && NetworkOptimism.MayRemember(loaded.TrainingRowCount, loaded.Width)
            && NetworkOptimism.IsCheap(networks[0].Length, report.Steps * batchSize);

        // The managed engine comes to the same bits on any number of threads.
        var atOnce = engine.Engine is ManagedEngine ? Math.Min(NetworkOptimism.Folds, Options.Engine.Threads > 0 ? Options.Engine.Threads : Environment.ProcessorCount) : 1;
        var alike = atOnce > 1 ? Options with { Engine = Options.Engine with { Threads = 1 } } : Options;
        return Shared(() => new VaeModel(ModelCalibrator.Calibrate(parts, loaded, remembers ? new Retraining(Again, atOnce) : null, cancellationToken)));

        // Another network as the first one was trained, on some of the rows; null where it did not come to its end.
        float[]? Again(TrainingRows some)
        {
            try
            {
                var size = (int)Math.Min(Options.Training.BatchSize, some.TrainingRowCount);
                var setup = TrainingSetup.Of(alike, VaePlan.Create(alike, some.Width, some.TrainingRowCount), size);
                var (parameters, told) = Run(alike, engine, setup, some, from?.Parts.Parameters, null, cancellationToken);
                return told.StopReason == StopReason.Cancelled ? null : parameters;
            }
            catch (Exception failure) when (failure is OperationCanceledException or TrainingDivergedException)
            {
                return null;
            }
        }
    }

    private void RequireColumns(IRowSource rows, string what)
    {
        if (rows.Columns is { } own && Options.Columns is { } wanted && !own.Equals(wanted))
        {
            throw new VaeDataException(
                $"The {what} were expanded by other columns or levels than those that the model is trained on; open them by the same columns (TableOptions.Columns).");
        }

        if (Options.Columns is { } columns && columns.Width != rows.ColumnCount)
        {
            throw new VaeDataException(
                Invariant($"The {what} have {rows.ColumnCount} features but VaeOptions.Columns describes {columns.Columns.Length} columns that take {columns.Width}, one a level of a ")
                + "categorical column; expand the rows by the same columns, or describe the columns that the rows have.");
        }
    }

    private void RequireRoom(long parameters)
    {
        if (parameters * Options.Training.EnsembleSize > ParameterLayout.MaximumCount)
        {
            throw new ArgumentException(
                Invariant($"Training.EnsembleSize is {Options.Training.EnsembleSize} networks of {parameters:N0} parameters, more than {ParameterLayout.MaximumCount:N0} in all; train fewer networks, or smaller ones."));
        }
    }

    /// <summary>Trains one network, and gives back what the session took before anything else takes memory.</summary>
    private (float[] Parameters, TrainingReport Report) Run(
        VaeOptions options,
        EngineSelection engine,
        TrainingSetup setup,
        TrainingRows rows,
        float[]? from,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken,
        ICheckpoint? checkpoint = null,
        ShardedTraining? shards = null)
    {
        var divided = shards?.Open(engine.Engine, setup);
        using var session = divided ?? engine.Engine.Open(setup);
        using var batches = divided is null ? Batches(rows, setup.BatchSize, options.Seed, session, cancellationToken) : shards!.Batches(divided, options, setup.BatchSize);
        cancellationToken = divided?.Agreed ?? cancellationToken;
        var (parameters, report) = new TrainingRun(options, rows, session, batches, setup.NewState, progress, cancellationToken, checkpoint).Train(setup.Start(options.Network, from));

        UnseenContext.Blend(setup.Plan, setup.Layout, options.Columns, rows.Sample.Span, parameters, keepsRare: from is not null, rows.Weights);

        // What trained beside the model is no part of it.
        return (parameters[..setup.Layout.ModelCount], report with { Engine = engine.Describe(report.Engine) });
    }

    /// <summary>The options of the model: without what is a matter of the run alone, and with the number of imputation passes that suits its training rows where none was asked for.</summary>
    private VaeOptions WithPasses(TrainingRows rows) => Options with
    {
        ImputationPasses = Options is { MissingValues: MissingValueHandling.Observed, ImputationPasses: null }
            ? rows.MissingShare() switch { < FewMissing => 5, < SomeMissing => 2, _ => 1 }
            : Options.ImputationPasses,
        Training = Options.Training with { Checkpoint = null },
    };

    /// <summary>A label names a component of the prior, so there must be one.</summary>
    private void RequireClasses(ReadOnlySpan<int> labels)
    {
        if (Options.Objective.Adversarial is { UseLabels: true, Prior: GaussianMixturePrior mixture })
        {
            foreach (var label in labels)
            {
                if (label >= mixture.Components)
                {
                    throw new VaeDataException(
                        Invariant($"A row has the label {label} but the prior has {mixture.Components} components, for classes 0 to {mixture.Components - 1}; give the prior a component a class."));
                }
            }
        }
    }

    private IBatchSource Batches(TrainingRows rows, int batchSize, int seed, ITrainingSession session, CancellationToken cancellationToken)
    {
        if (rows.Stream is null)
        {
            session.UseRows(rows.Sample);
            session.UseLabels(rows.Labels);
            session.UseWeights(rows.Weights?.Relative());
            return new ResidentBatches((int)rows.TrainingRowCount, batchSize, seed);
        }

        if (Options.Training.TrimShare > 0)
        {
            throw new VaeDataException(
                Invariant($"Training.TrimShare is set, which needs all training rows in memory, but the {rows.TrainingRowCount:N0} rows exceed Training.MemoryBudgetBytes, {Options.Training.MemoryBudgetBytes:N0}; raise the budget, or set TrimShare to 0."));
        }

        var bufferRows = Math.Clamp(rows.BufferBytes / sizeof(float) / rows.Width, batchSize, Array.MaxLength / rows.Width);
        return new StreamedBatches(
            rows.Stream, rows.Scaler, rows.TrainingRowCount, (int)Math.Min(bufferRows, Math.Max(batchSize, rows.TrainingRowCount)), batchSize, seed, rows.MeanWeight, cancellationToken);
    }
}
