using System.CommandLine;
using Vae.Cli.Flags;
using Vae.Cli.Hosting;
using Vae.Cli.Inputs;
using Vae.Cli.Output;
using Vae.Core;
using Vae.Core.Data;
using Vae.Core.Files;
using Vae.Core.Models;

namespace Vae.Cli.Commands;

/// <summary><c>vae calibrate</c>: a model whose probabilities were learned from rows with labels; nothing else is trained.</summary>
internal sealed class CalibrateCommand : GroupedCommand
{
    private readonly CalibrateFlags flags = new();
    private readonly CommonFlags common = new();
    private readonly CliEnvironment environment;

    public CalibrateCommand(CliEnvironment environment)
        : base(
            "calibrate",
            "Learns the probability of being an anomaly from rows with labels, by logistic regression on the logarithm of the score's p-value. Network, scores and threshold stay as they"
            + " are. Best on rows that were not trained on. Without it the probability follows from the threshold, and is 1/2 there.",
            "vae calibrate --model shuttle.onnx --data later.csv --label label --prevalence 0.01 --out shuttle.onnx")
    {
        this.environment = environment;
        AddGroups([.. flags.Groups(), common.Group]);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        if (parsed.GetValue(flags.Rows.Label) is null)
        {
            throw new UsageException("A probability is learned from labels; name them with --label.");
        }

        var path = parsed.GetValue(flags.Model)!;
        var model = ModelLoader.Load(path, parsed.GetValue(flags.Threads));
        var request = flags.Rows.Read(parsed, environment);
        var source = DataOpener.OpenFor(model, request);
        var changed = DataOpener.Telling(source, request, () => Change(model, source, parsed.GetValue(flags.Prevalence), request.Log));
        using (var output = AtomicFile.Create(parsed.GetValue(flags.Out)!))
        {
            // With the threads it was trained with, not with those of this machine.
            changed.WithThreads(VaeModel.Load(path).Options.Engine.Threads).Save(output.Content);
            output.Commit();
        }

        var learned = changed.LabelledProbability!;
        if (learned.Slope == 0)
        {
            environment.Warn("Anomalies score no higher than normal rows, so that the score says nothing of the probability: it is the same for every row.");
        }

        var figures = new Figures();
        figures.Add("rows", "rows with a score", learned.Rows);
        figures.Add("anomalies", "anomalies", learned.Anomalies);
        figures.Add("prevalence", "prevalence assumed", learned.Prevalence, "G4");
        figures.Add("slope", "log-odds a nat of surprise", learned.Slope, "G4");
        figures.Add("probabilityAtThreshold", "probability at the threshold", changed.Probability(changed.Threshold), "G4");
        request.Log.AddTo(figures);
        figures.Write(environment.Output, parsed.GetValue(common.Json));
        return ExitCodes.Success;
    }

    private VaeModel Change(VaeModel model, IRowSource source, double? prevalence, DataWarningLog log)
    {
        try
        {
            return model.WithProbability(source, prevalence, warning => log.Tell([warning]), environment.Interrupt);
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
