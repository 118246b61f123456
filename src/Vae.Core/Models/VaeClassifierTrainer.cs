using System.Collections.Immutable;
using Vae.Core.Data;
using Vae.Core.Engines;
using Vae.Core.Engines.Catalog;
using Vae.Core.Networks;
using Vae.Core.Options;
using Vae.Core.Parts;
using Vae.Core.Reports;
using Vae.Core.Scaling;
using Vae.Core.Training;

namespace Vae.Core.Models;

/// <summary>
/// Trains a classifier in two stages: a variational autoencoder on rows whose labels are not looked at, then its encoder and a softmax head together on rows
/// with labels, of which a few will do (Kingma et al. 2014 call the first stage's code M1).
/// </summary>
public sealed class VaeClassifierTrainer
{
    /// <summary>Checks the options.</summary>
    /// <param name="options">What to train; null takes the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public VaeClassifierTrainer(VaeClassifierOptions? options = null)
    {
        Options = options ?? new VaeClassifierOptions();
        Options.Validate();
    }

    /// <summary>The options given.</summary>
    public VaeClassifierOptions Options { get; }

    /// <summary>Pretrains on all rows, whether they have a label or not, and fine-tunes on those that have one.</summary>
    /// <param name="rows">Rows in raw units, each with its label; NaN for a row without one. The classes are the labels found, in ascending order.</param>
    /// <param name="classNames">One name a class: the labels then are numbers of classes, from 0. Null (default): the labels themselves are the names.</param>
    /// <param name="pretrainingProgress">Told where the first stage stands, on the calling thread; null for silence.</param>
    /// <param name="progress">Told of each epoch of the second.</param>
    /// <param name="cancellationToken">In the first stage ends it early, in the second abandons the training.</param>
    /// <returns>The trained classifier.</returns>
    /// <exception cref="VaeDataException">The rows cannot be trained on: none with a label, one class only, NaN where the policy forbids it.</exception>
    /// <exception cref="TrainingDivergedException">A loss stayed non-finite after the allowed number of rollbacks.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before the second stage was done.</exception>
    public VaeClassifier Fit(
        ILabelledRowSource rows,
        IReadOnlyList<string>? classNames = null,
        IProgress<TrainingProgress>? pretrainingProgress = null,
        IProgress<ClassifierEpoch>? progress = null,
        CancellationToken cancellationToken = default) =>
        Fit(rows, rows, classNames, pretrainingProgress, progress, cancellationToken);

    /// <inheritdoc cref="Fit(ILabelledRowSource, IReadOnlyList{string}?, IProgress{TrainingProgress}?, IProgress{ClassifierEpoch}?, CancellationToken)"/>
    /// <summary>Pretrains on the rows of one source and fine-tunes on the labelled rows of another.</summary>
    /// <param name="rows">As above.</param>
    /// <param name="unlabelled">What to pretrain on; of the same columns. The labelled rows are not pretrained on unless they are here too.</param>
    /// <param name="classNames">As above.</param>
    /// <param name="pretrainingProgress">As above.</param>
    /// <param name="progress">As above.</param>
    /// <param name="cancellationToken">As above.</param>
    public VaeClassifier Fit(
        ILabelledRowSource rows,
        IRowSource unlabelled,
        IReadOnlyList<string>? classNames = null,
        IProgress<TrainingProgress>? pretrainingProgress = null,
        IProgress<ClassifierEpoch>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(unlabelled);
        RequireSameColumns(rows, unlabelled.ColumnCount, "the unlabelled rows have");
        var options = WithColumns(unlabelled.Columns ?? rows.Columns, rows.ColumnCount);
        var labelled = LabelledRows.Read(rows, classNames, options, cancellationToken);
        if (!options.Pretrain)
        {
            var profile = ColumnProfile.Of(unlabelled, cancellationToken);
            var origin = options.Pretraining.Scaling == ScalingKind.None ? null : profile.Origin(options.Pretraining.Columns, []);
            var scaler = FeatureScaler.Fit(options.Pretraining.Scaling, RelativeRowSource.Of(unlabelled, origin), options.Pretraining.Columns, cancellationToken);
            return FineTune(options, Again(origin), rows, scaler, null, null, origin, progress, cancellationToken);
        }

        var model = new VaeTrainer(options.Pretraining).Fit(unlabelled, pretrainingProgress, cancellationToken);
        return FineTune(options, Again(model.Parts.Origin), rows, model.Scaler, model.Parts.Parameters, model.Report, model.Parts.Origin, progress, cancellationToken);

        // What was read first, so that bad labels fail before the training, was rounded before it was known where to.
        LabelledRows Again(RowOrigin? origin) =>
            origin is null ? labelled : LabelledRows.Read(RelativeRowSource.Of(rows, origin), classNames, options, cancellationToken);
    }

    /// <inheritdoc cref="Fit(ILabelledRowSource, IReadOnlyList{string}?, IProgress{TrainingProgress}?, IProgress{ClassifierEpoch}?, CancellationToken)"/>
    /// <summary>Fine-tunes the encoder of a model that is already trained; its options take the place of <see cref="VaeClassifierOptions.Pretraining"/>.</summary>
    /// <param name="rows">As above, of the columns that the model was trained on.</param>
    /// <param name="pretrained">The model; it stays as it is.</param>
    /// <param name="classNames">As above.</param>
    /// <param name="progress">As above.</param>
    /// <param name="cancellationToken">As above.</param>
    /// <exception cref="ArgumentException"><see cref="VaeClassifierOptions.Pretrain"/> is false.</exception>
    public VaeClassifier Fit(
        ILabelledRowSource rows,
        VaeModel pretrained,
        IReadOnlyList<string>? classNames = null,
        IProgress<ClassifierEpoch>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(pretrained);
        if (!Options.Pretrain)
        {
            throw new ArgumentException("Pretrain is false but a pretrained model is given; set Pretrain to true, or leave the model out.", nameof(pretrained));
        }

        RequireSameColumns(rows, pretrained.InputDimension, "the pretrained model was trained on");
        var options = Options with { Pretraining = pretrained.Options };
        var labelled = LabelledRows.Read(RelativeRowSource.Of(rows, pretrained.Parts.Origin), classNames, options, cancellationToken);
        return FineTune(options, labelled, rows, pretrained.Scaler, pretrained.Parts.Parameters, pretrained.Report, pretrained.Parts.Origin, progress, cancellationToken);
    }

    /// <summary>The options with the columns that the rows have, where the options name none.</summary>
    private VaeClassifierOptions WithColumns(TableSchema? columns, int width)
    {
        columns = Options.Pretraining.Columns ?? columns;
        if (columns is not null && columns.Width != width)
        {
            throw new VaeDataException(
                Invariant($"The rows have {width} features but the {columns.Columns.Length} columns that are described take {columns.Width}, one a level of a categorical column; ")
                + "expand the rows by the same columns, or describe the columns that the rows have.");
        }

        return Options with { Pretraining = Options.Pretraining with { Columns = columns } };
    }

    private static VaeClassifier FineTune(
        VaeClassifierOptions options,
        LabelledRows labelled,
        ILabelledRowSource source,
        FeatureScaler scaler,
        float[]? pretrained,
        TrainingReport? pretraining,
        RowOrigin? origin,
        IProgress<ClassifierEpoch>? progress,
        CancellationToken cancellationToken)
    {
        var engine = EngineCatalog.Choose(options.Engine);
        var whole = VaePlan.Create(options.Pretraining, source.ColumnCount);
        var plan = ClassifierPlan.Create(whole, options.Features, labelled.ClassNames.Length);
        var layout = plan.Layout();
        scaler.Scale(labelled.Training.Rows, labelled.Training.Rows);
        scaler.Scale(labelled.Validation.Rows, labelled.Validation.Rows);
        var setup = new ClassifierSetup(
            plan,
            layout,
            new OptimizerOptions { WeightDecay = options.WeightDecay },
            options.Dropout,
            options.LabelSmoothing,
            Math.Min(options.BatchSize, labelled.Labels.Length),
            options.Engine,
            options.Seed);
        using var session = engine.Engine.OpenClassifier(setup);
        var start = Start(options, whole, setup, pretrained);
        var (parameters, report) = new ClassifierRun(options, labelled, session, setup, progress, cancellationToken).Train(start, pretraining);
        ImmutableArray<string> names = source.ColumnNames is { } given ? [.. given] : default;
        var told = report with { Engine = engine.Describe(report.Engine), Warnings = [.. report.Warnings, .. labelled.Doubts()] };
        return new VaeClassifier(new ClassifierParts(options, source.ColumnCount, labelled.ClassNames, parameters, scaler, names, told) { Origin = origin });
    }

    /// <summary>
    /// The encoder as trained, or as drawn; a head of zeros. A drawn head would send a gradient of its own making through the encoder before it has
    /// learnt anything.
    /// </summary>
    private static SessionState Start(VaeClassifierOptions options, VaePlan whole, ClassifierSetup setup, float[]? pretrained)
    {
        var from = new ParameterLayout(whole);
        if (pretrained is null)
        {
            pretrained = new float[from.Count];
            ParameterInitializer.Fill(whole, from, options.Pretraining.Network, options.Seed, pretrained);
        }

        var start = setup.NewState();
        foreach (var slot in setup.Layout.Slots)
        {
            if (from.Find(slot.Name) is { } source)
            {
                source.Of(pretrained.AsSpan()).CopyTo(slot.Of(start.Parameters.AsSpan()));
            }
        }

        return start;
    }

    private static void RequireSameColumns(ILabelledRowSource rows, int wanted, string what)
    {
        if (rows.ColumnCount != wanted)
        {
            throw new VaeDataException(Invariant($"The labelled rows have {rows.ColumnCount} columns but {what} {wanted}; give both the same columns."));
        }
    }
}
