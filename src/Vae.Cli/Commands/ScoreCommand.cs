using System.CommandLine;
using System.Diagnostics;
using Vae.Cli.Flags;
using Vae.Cli.Flags.Values;
using Vae.Cli.Hosting;
using Vae.Cli.Inputs;
using Vae.Cli.Output;
using Vae.Cli.Progress;
using Vae.Cli.Scoring;
using Vae.Core;
using Vae.Core.Data;
using Vae.Core.Files;
using Vae.Core.Models;
using Vae.Core.Options;
using Vae.Core.Reports;
using Vae.Data.Columns;

namespace Vae.Cli.Commands;

/// <summary><c>vae score</c>: rows in, scores and flags out, and how good they are where labels are known.</summary>
internal sealed class ScoreCommand : GroupedCommand
{
    private readonly ScoreFlags flags = new();
    private readonly CommonFlags common = new();
    private readonly CliEnvironment environment;

    public ScoreCommand(CliEnvironment environment)
        : base(
            "score",
            "Scores each row by how strange it is to the model; higher is stranger. With --label it prints how well the scores tell anomalies"
            + " from normal rows, beside the |z| baseline: the squared norm of the row standardised with the mean and standard deviation of the"
            + " scored rows, which a model must beat to be worth having. The mean negative ELBO is in nats a row, with one noise sample. A row"
            + " with a missing value has the score NaN, is never flagged, and counts in none of the figures that need labels; a model trained with --missing observed scores it by"
            + " its other values.",
            "vae score --model shuttle.onnx --data shuttle.csv --label label --out scores.csv")
    {
        this.environment = environment;
        AddGroups([.. flags.Groups(), common.Group]);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var model = ModelLoader.Load(parsed.GetValue(flags.Model)!, parsed.GetValue(flags.Threads) is { } threads and not 0 ? threads : environment.Threads);
        if (parsed.GetValue(flags.Threshold) is { } threshold)
        {
            model = model.WithThreshold(threshold);
        }

        var nllSamples = NllSamples(parsed, model);
        var request = flags.Rows.Read(parsed, environment);
        var source = DataOpener.OpenFor(model, request);
        var path = parsed.GetValue(flags.Out);
        if (parsed.GetValue(flags.Probability))
        {
            ThrowIfNoProbability(model, path);
        }

        using var output = environment.IsFirst ? TableOutput.Open(path, environment) : null;
        var totals = Score(model, source, output?.Writer, parsed.GetValue(flags.Probability), parsed.GetValue(common.Quiet), request.InvalidRows == InvalidRowChoice.Skip);
        DataOpener.TellOfPass(source, request);
        if (!environment.IsFirst)
        {
            return ExitCodes.Success;
        }

        var figures = Describe(model, source, totals, nllSamples);
        LabelWarnings.Tell(model, source, totals, request.Log);
        request.Log.Tell(totals.Range?.Warnings() ?? []);
        request.Log.AddTo(figures);
        output?.Commit();
        if (totals.Unscored - DataOpener.RefusedRows(source) is > 0 and var missing)
        {
            environment.Warn(Invariant($"{missing} of {totals.Rows} rows hold {(FiniteRowSource.Allows(model) ? "no value, or an infinity," : "a missing value or an infinity")} and have no score."));
        }

        CollapsedModel.Warn(model, environment);
        if (RateWarning.Of(model, totals) is { } difference)
        {
            environment.Warn(difference);
        }

        figures.Write(TableOutput.MessagesOf(output, environment), parsed.GetValue(common.Json));
        return ExitCodes.Success;
    }

    private ScoringTotals Score(VaeModel model, ILabelledRowSource source, ITableWriter? writer, bool hasProbability, bool quiet, bool skips)
    {
        var hasLabels = source.LabelName is not null;
        string[] more = [.. hasProbability ? ["probability"] : Array.Empty<string>(), .. hasLabels ? ["label"] : Array.Empty<string>()];
        writer?.WriteHeader([new("row", OutputType.Whole), new("score", OutputType.Single), new("isAnomaly", OutputType.Truth), .. OutputColumn.Of(more, OutputType.Single)]);
        var totals = new ScoringTotals
        {
            Range = new RangeCounter(model),
            Leak = hasLabels ? new LabelLeak(source.ColumnCount) : null,
            Elbo = IsVariational(model) ? new RunningElbo(model, samples: 1, model.Options.Seed) : null,
            Remembered = hasLabels ? new RememberedRows() : null,
        };
        var watch = Stopwatch.StartNew();
        var scoring = new SharedScoring(model, environment.Processes, (scores, labels) => Count(totals, scores, labels, model, hasProbability, writer, skips));
        RowPass.RunWeighted(
            RelativeRowSource.Of(source, model.Parts.Origin),
            (rows, labels, weights) =>
            {
                totals.AllWeights.AddRange(labels.IsEmpty ? [] : weights);
                scoring.Add(rows, labels);
                if (!environment.IsFirst)
                {
                    return;
                }

                totals.Range!.AddRelative(rows);
                totals.Elbo?.Add(rows);
                totals.Remembered?.Add(rows, labels);
                for (var row = 0; row < labels.Length; row++)
                {
                    totals.Leak!.Offer(rows.Slice(row * source.ColumnCount, source.ColumnCount), labels[row]);
                }
            },
            new ScoringProgress(environment, quiet, source.RowCount),
            environment.Interrupt);
        scoring.End();
        totals.Seconds = watch.Elapsed.TotalSeconds;
        return totals;
    }

    private static void Count(ScoringTotals totals, ReadOnlySpan<float> scores, ReadOnlySpan<float> labels, VaeModel model, bool hasProbability, ITableWriter? output, bool skips)
    {
        for (var i = 0; i < scores.Length; i++)
        {
            // Rows keep their numbers where some are left out.
            var writer = skips && float.IsNaN(scores[i]) ? null : output;
            var isFlagged = model.IsAnomaly(scores[i]);
            totals.Flagged += isFlagged ? 1 : 0;
            totals.Unscored += float.IsNaN(scores[i]) ? 1 : 0;
            writer?.Write(totals.Rows);
            writer?.Write(scores[i]);
            writer?.Write(isFlagged);
            if (hasProbability)
            {
                writer?.Write(model.Probability(scores[i]));
            }

            if (!labels.IsEmpty)
            {
                var isLabelled = !float.IsNaN(labels[i]);
                var isAnomaly = isLabelled && labels[i] != 0;
                totals.Labelled += isLabelled ? 1 : 0;
                totals.Anomalies += isAnomaly ? 1 : 0;
                if (isLabelled)
                {
                    writer?.Write(labels[i]);
                }
                else
                {
                    writer?.WriteMissing();
                }

                if (isLabelled && !float.IsNaN(scores[i]))
                {
                    totals.Scores.Add(scores[i]);
                    totals.IsAnomaly.Add(isAnomaly);
                    totals.Weights.AddRange(totals.AllWeights.Count == 0 ? [] : [totals.AllWeights[(int)totals.Rows]]);
                }
            }

            writer?.EndRow();
            totals.Rows++;
        }
    }

    private static void ThrowIfNoProbability(VaeModel model, string? path)
    {
        if (path is null)
        {
            throw new UsageException("--probability adds a column to the file of --out, but none is named; add --out.");
        }

        if (model.ScoreDistribution is null)
        {
            throw new VaeDataException("The model is of format version 1 and has no probabilities; train it again, or leave out --probability.");
        }
    }

    private Figures Describe(VaeModel model, ILabelledRowSource source, ScoringTotals totals, int? nllSamples)
    {
        var isAnyScored = totals.Rows > totals.Unscored;
        var figures = new Figures();
        figures.Add("rows", "rows", totals.Rows);
        figures.AddLoss("meanNegativeElbo", "negative ELBO", isAnyScored ? totals.Elbo?.Mean() : null);
        if (nllSamples is { } samples)
        {
            figures.AddLoss(
                "meanImportanceWeightedNll", "NLL, importance-weighted", isAnyScored ? ImportanceWeightedNll(model, source, totals, samples) : null);
        }

        if (source.LabelName is not null)
        {
            var metrics = totals.Metrics = Detection.Measure(model, source, totals, environment);
            figures.Add("anomalies", "anomalies", totals.Anomalies);
            figures.Add("aucRoc", "area under ROC", metrics.AreaUnderRoc, "F4");
            figures.Add("averagePrecision", "average precision", metrics.AveragePrecision, "F4");
            figures.Add("aucRocOfNorm", "area under ROC of |z|", metrics.AreaUnderRocOfNorm, "F4");
            figures.Add("threshold", "threshold", model.Threshold, "G6");
            figures.Add("flagged", "flagged", totals.Flagged);
            figures.Add("precision", "precision", metrics.Precision, "F4");
            figures.Add("recall", "recall", metrics.Recall, "F4");
            if (totals.IsAnomaly.Contains(false))
            {
                var normal = totals.Scores.Where((_, i) => !totals.IsAnomaly[i]).ToArray();
                FlaggedRate.Add(figures, AchievedRate.Count(normal, model.Threshold, ScoreOrigin.Given), "flagged normal rows");
            }
        }
        else
        {
            figures.Add("threshold", "threshold", model.Threshold, "G6");
            figures.Add("flagged", "flagged", totals.Flagged);
        }

        figures.Add("activeUnits", "active units", model.Report.ActiveUnits);
        figures.Add("rowsPerSecond", "speed", totals.Rows / totals.Seconds, "N0", "rows/s");
        return figures;
    }

    private double ImportanceWeightedNll(VaeModel model, ILabelledRowSource source, ScoringTotals totals, int samples) =>
        model.ImportanceWeightedNll(FiniteRows(model, source, totals), samples, model.Options.Seed, environment.Interrupt);

    private static IRowSource FiniteRows(VaeModel model, ILabelledRowSource source, ScoringTotals totals) =>
        totals.Unscored > 0 ? new FiniteRowSource(source, FiniteRowSource.Allows(model), model.ContextDimension) : source;

    private static bool IsVariational(VaeModel model) => model.HasVariance && model.Options.Objective.Kind != ObjectiveKind.Adversarial;

    private int? NllSamples(ParseResult parsed, VaeModel model) => parsed.GetValue(flags.NllSamples) switch
    {
        < 1 => throw new UsageException(Invariant($"--nll-samples is {parsed.GetValue(flags.NllSamples)} but must be 1 or more; 5000 is usual.")),
        not null when !IsVariational(model) => throw new UsageException(
            "--nll-samples asks for a likelihood, but the model is a plain autoencoder, which has none; leave it out, or train with --objective elbo or iwae."),
        var samples => samples,
    };
}
