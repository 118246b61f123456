using System.CommandLine;
using Vae.Cli.Flags;
using Vae.Cli.Hosting;
using Vae.Cli.Inputs;
using Vae.Cli.Output;
using Vae.Core;
using Vae.Core.Data;
using Vae.Core.Files;
using Vae.Core.Models;
using Vae.Core.Options;
using Vae.Core.Reports;
using Vae.Core.Scoring;

namespace Vae.Cli.Commands;

/// <summary><c>vae threshold</c>: a model with another threshold; nothing is trained.</summary>
internal sealed class ThresholdCommand : GroupedCommand
{
    private readonly ThresholdFlags flags = new();
    private readonly CommonFlags common = new();
    private readonly CliEnvironment environment;

    public ThresholdCommand(CliEnvironment environment)
        : base(
            "threshold",
            "Gives a model another threshold without training it: a number, or what a rule finds on rows, or in the distribution of scores that the model keeps of rows like its"
            + " training rows. With --data it prints the share of those rows that is flagged, of the normal ones where --label is given, with its 95 % interval (Wilson), and precision, recall and F1 there.",
            "vae threshold --model shuttle.onnx --data later.csv --label label --best-f1 --out shuttle.onnx")
    {
        this.environment = environment;
        AddGroups([.. flags.Groups(), common.Group]);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var policy = flags.Read(parsed);
        var model = ModelLoader.Load(parsed.GetValue(flags.Model)!, parsed.GetValue(flags.Threads));
        var request = parsed.GetResult(flags.Rows.Data) is null ? null : flags.Rows.Read(parsed, environment);
        var source = request is null ? null : DataOpener.OpenFor(model, request);
        var changed = source is null ? Change(model, policy, null, null) : DataOpener.Telling(source, request!, () => Change(model, policy, source, request!.Log));
        using (var output = AtomicFile.Create(parsed.GetValue(flags.Out)!))
        {
            // With the options it was trained with, not with the threads of this machine.
            VaeModel.Load(parsed.GetValue(flags.Model)!).WithThreshold(changed.Threshold).Save(output.Content);
            output.Commit();
        }

        if (policy is ExtremeValueThreshold && source is null && model.ScoreDistribution is { Tail: null })
        {
            environment.Warn("The training rows were too few, or their scores too alike, for an extreme-value fit; the highest score was taken where the risk is smaller than the rows can tell.");
        }

        var figures = new Figures();
        figures.Add("before", "threshold before", model.Threshold, "G6");
        figures.Add("threshold", "threshold", changed.Threshold, "G6");
        if (source is not null)
        {
            var scored = ScoredRows.Of(changed, source, environment.Interrupt);
            FlaggedRate.Add(figures, AchievedRate.Count(scored.Normal(), changed.Threshold, ScoreOrigin.Given), scored.IsAnomaly is null ? "flagged" : "flagged normal rows");
            if (scored.IsAnomaly is { } isAnomaly)
            {
                var counts = DetectionMetrics.CountAt(scored.Scores, isAnomaly, changed.Threshold);
                figures.Add("precision", "precision", counts.Flagged > 0 ? counts.Precision : null, "P1");
                figures.Add("recall", "recall", counts.TruePositives + counts.FalseNegatives > 0 ? counts.Recall : null, "P1");
                figures.Add("f1", "F1", counts.F1, "F3");
            }
        }
        else if (model.ScoreDistribution is { } distribution)
        {
            figures.Add("expectedRate", "flags of rows like the training rows", 100 * distribution.Survival(changed.Threshold), "G3", "%");
        }

        request?.Log.AddTo(figures);
        figures.Write(environment.Output, parsed.GetValue(common.Json));
        return ExitCodes.Success;
    }

    private VaeModel Change(VaeModel model, ThresholdPolicy policy, IRowSource? source, DataWarningLog? log)
    {
        try
        {
            return source is null ? model.WithThreshold(policy) : model.WithThreshold(policy, source, warning => log?.Tell([warning]), environment.Interrupt);
        }
        catch (ArgumentException exception)
        {
            throw new UsageException(exception.Message, exception);
        }
        catch (InvalidOperationException exception)
        {
            throw new VaeDataException(exception.Message, exception);
        }
    }
}
