using System.CommandLine;
using Vae.Cli.Flags;
using Vae.Cli.Output;
using Vae.Cli.Progress;
using Vae.Core;
using Vae.Core.Data;
using Vae.Core.Serialization;
using Vae.Core.Training;

namespace Vae.Cli.Commands;

/// <summary><c>vae train</c>: rows in, model file out.</summary>
internal sealed class TrainCommand : GroupedCommand
{
    private readonly TrainFlags _flags = new();
    private readonly CommonFlags _common = new();
    private readonly CliEnvironment _environment;

    public TrainCommand(CliEnvironment environment)
        : base(
            "train",
            "Trains a model on the rows of a file and writes it to a file. Without flags it follows a recipe for finding anomalies in tables."
            + " Ctrl-C ends training early: the best model so far is written and the exit code is 130; a second Ctrl-C ends the program at once.",
            "vae train --data shuttle.csv --label label --normal-only --out shuttle.vae")
    {
        _environment = environment;
        AddGroups([.. _flags.Groups(), _common.Group]);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var options = TrainOptionsReader.Read(_flags, parsed);
        var source = DataOpener.Open(_flags.Rows.Read(parsed));
        options = options with { Scaling = TrainOptionsReader.ReadScaling(_flags, parsed, source is IdxRowSource) };
        IRowSource rows = parsed.GetValue(_flags.NormalOnly) ? new NormalRowsSource(source) : source;
        var path = parsed.GetValue(_flags.Out)!;
        using var output = AtomicFile.Create(path);
        var model = Fit(new VaeTrainer(options), rows, parsed.GetValue(_common.Quiet));
        model.Save(output.Content);
        output.Commit();
        foreach (var warning in model.Report.Warnings)
        {
            _environment.Warn(warning);
        }

        Describe(model, path).Write(_environment.Output, parsed.GetValue(_common.Json));
        if (model.Report.StopReason != StopReason.Cancelled)
        {
            return ExitCodes.Success;
        }

        _environment.Error.WriteLine($"Interrupted: the best model so far, of epoch {model.Report.BestEpoch}, was written to '{path}'.");
        return ExitCodes.Interrupted;
    }

    private VaeModel Fit(VaeTrainer trainer, IRowSource rows, bool quiet)
    {
        if (!quiet && _environment.IsErrorTerminal)
        {
            return BarTrainingProgress.Run(_environment.Error, progress => trainer.Fit(rows, progress, _environment.Interrupt));
        }

        return trainer.Fit(rows, quiet ? null : new PlainTrainingProgress(_environment.Error), _environment.Interrupt);
    }

    private static Figures Describe(VaeModel model, string path)
    {
        var report = model.Report;
        var figures = new Figures();
        figures.Add(null, "model", $"{path}: {model.InputDimension} features, {report.StopReason.ToString().ToLowerInvariant()}");
        figures.Add(null, "rows", report.TrainingRows);
        figures.Add("epochs", "epochs", report.Epochs);
        figures.Add("seconds", "seconds", report.Seconds, "F2");
        figures.Add("rowsPerSecond", "speed", report.RowsPerSecond, "N0", "rows/s");
        figures.Add("trainLoss", "training loss", report.TrainingLoss, "F3", "nats a row");
        figures.Add("validationLoss", "validation loss", report.ValidationLoss, "F3", "nats a row");
        figures.Add("reconstruction", "reconstruction", report.Reconstruction, "F3", "nats a row");
        figures.Add("kl", "KL", report.Kl, "F3", "nats a row");
        figures.Add("activeUnits", "active units", report.ActiveUnits);
        figures.Add("latentDimension", "latent dimension", model.LatentDimension);
        figures.Add(null, "threshold", model.Threshold, "G6");
        figures.Add("engine", "engine", report.Engine);
        return figures;
    }
}
