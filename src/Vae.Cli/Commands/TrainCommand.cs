using System.CommandLine;
using System.Globalization;
using Vae.Cli.Flags;
using Vae.Cli.Flags.Values;
using Vae.Cli.Hosting;
using Vae.Cli.Inputs;
using Vae.Cli.Libtorch;
using Vae.Cli.Output;
using Vae.Cli.Progress;
using Vae.Core.Data;
using Vae.Core.Files;
using Vae.Core.Models;
using Vae.Core.Options;
using Vae.Core.Reports;
using Vae.Data;
using Vae.Data.Columns;

namespace Vae.Cli.Commands;

/// <summary><c>vae train</c>: rows in, model file out.</summary>
internal sealed class TrainCommand : GroupedCommand
{
    private const int MostDimensions = 10;

    private readonly TrainFlags flags = new();
    private readonly CommonFlags common = new();
    private readonly CliEnvironment environment;

    public TrainCommand(CliEnvironment environment)
        : base(
            "train",
            "Trains a model on the rows of a file and writes it to a file. Without flags it follows a recipe for finding anomalies in tables."
            + " Ctrl-C, or SIGTERM, ends training early: the best model so far is written, and the checkpoint where one is asked for, and the exit code is 130; a second one ends the program at once.",
            "vae train --data shuttle.csv --label label --normal-only --out shuttle.onnx")
    {
        this.environment = environment;
        AddGroups([.. flags.Groups(), common.Group]);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var options = TrainOptionsReader.Read(flags, parsed, () => DataOpener.ImageOf(parsed.GetValue(flags.Rows.Data) ?? []));
        LibtorchLoader.Prepare(options.Engine, LibtorchPlaces.OfThisProcess());
        var request = Request(parsed);
        var from = parsed.GetValue(flags.From) is { } model ? ModelLoader.Load(model, parsed.GetValue(flags.Threads)) : null;
        if (from?.Options.MissingValues == MissingValueHandling.Observed)
        {
            request = request with { RefusesMissing = false };
        }

        var inference = flags.Columns.Read(parsed, parsed.GetValue(flags.NormalOnly));
        var source = from is null ? DataOpener.Open(request with { Inference = inference }) : ContinuedRows.Open(from, request, parsed.GetValue(flags.AddLevels) ? inference : null);
        options = options with { Scaling = from is null ? TrainOptionsReader.ReadScaling(flags, parsed, source is IdxRowSource) : parsed.GetValue(flags.Scaling) ?? options.Scaling };
        var validation = OpenValidation(parsed, source, request);
        WarnOfALabelAmongTheFeatures(source);
        var path = parsed.GetValue(flags.Out)!;
        var checkpoint = options.Training.Checkpoint?.Path;
        using var output = !environment.IsFirst ? null : checkpoint is null ? AtomicFile.Create(path) : AtomicFile.CreateAlone(path);
        if (File.Exists(checkpoint) && !parsed.GetValue(common.Quiet))
        {
            environment.Error.WriteLine($"Going on from '{checkpoint}'.");
        }

        if (source.Profile is { } profile && !parsed.GetValue(common.Quiet))
        {
            environment.Error.WriteLine(ColumnSummary.Of(profile));
        }

        var trained = Train(Fitting(new VaeTrainer(options) { Processes = environment.Processes }, Rows(parsed, source), validation, from, parsed), parsed.GetValue(common.Quiet));
        DataOpener.TellOfTraining(source, request);
        if (output is null)
        {
            return trained.Report.StopReason == StopReason.Cancelled ? ExitCodes.Interrupted : ExitCodes.Success;
        }

        trained.Save(output.Content);
        output.Commit();
        if (checkpoint is not null && trained.Report.StopReason != StopReason.Cancelled)
        {
            File.Delete(checkpoint);
        }

        foreach (var warning in trained.Report.Warnings)
        {
            environment.Warn(warning);
        }

        var figures = Describe(trained, path);
        figures.AddWarnings([.. request.Log.Told, .. trained.Report.Warnings.Select(warning => new DataWarning("training", null, warning))]);
        figures.Write(environment.Output, parsed.GetValue(common.Json));
        if (trained.Report.StopReason != StopReason.Cancelled)
        {
            return ExitCodes.Success;
        }

        environment.Error.WriteLine(Invariant($"Interrupted: the best model so far, of epoch {trained.Report.BestEpoch}, was written to '{path}'.")
            + (checkpoint is null ? "" : $" 'vae train --resume {checkpoint}' goes on from there."));
        return ExitCodes.Interrupted;
    }

    private void WarnOfALabelAmongTheFeatures(ILabelledRowSource source)
    {
        if (source.LabelName is null && Names(source)?.FirstOrDefault(LabelName.IsLikely) is { } name)
        {
            environment.Warn($"Column '{name}' is trained on as a feature; if it is the label, name it with --label {name}, or leave it out with --ignore {name}.");
        }
    }

    private static IEnumerable<string>? Names(ILabelledRowSource source) => source.Columns?.Columns.Select(column => column.Name) ?? source.ColumnNames;

    private IRowSource Rows(ParseResult parsed, ILabelledRowSource source) =>
        parsed.GetValue(flags.NormalOnly) ? new NormalRowsSource(source) : source;

    private DataRequest Request(ParseResult parsed)
    {
        var request = flags.Rows.Read(parsed, environment);
        var refuses = parsed.GetValue(flags.InvalidRows) != InvalidRowPolicy.Skip;
        return request with
        {
            Csv = flags.Columns.In(request.Csv, parsed),
            InvalidRows = refuses ? InvalidRowChoice.Error : InvalidRowChoice.Skip,
            HasClasses = parsed.GetValue(flags.UseLabels),
            RefusesMissing = refuses && parsed.GetValue(flags.Missing) != MissingValueHandling.Observed,
        };
    }

    private IRowSource? OpenValidation(ParseResult parsed, ILabelledRowSource training, DataRequest asked)
    {
        if (parsed.GetValue(flags.ValidationData) is not { } path)
        {
            return null;
        }

        // Rows of anomalies are read too, though they are not used.
        var request = asked with
        {
            Paths = [path],
            Columns = training.Columns ?? DataOpener.Numbers(training.ColumnNames, training.ColumnCount),
            RefusesMissing = asked.RefusesMissing && !parsed.GetValue(flags.NormalOnly),
        };
        if (training is IdxRowSource && asked.Label is not null && request.Label != DataOpener.FindLabels)
        {
            throw new UsageException(
                $"--label names the labels of '{asked.Path}', so those of '{path}' are not known; give --label {DataOpener.FindLabels}.");
        }

        var validation = DataOpener.Open(request);
        DataOpener.ThrowIfNotAlike(training, validation, path);
        return Rows(parsed, validation);
    }

    private VaeModel Train(Func<IProgress<TrainingProgress>?, VaeModel> fit, bool quiet)
    {
        if (!quiet && environment.IsErrorTerminal)
        {
            return BarTrainingProgress.Run(environment.Error, progress => Fit(fit, progress));
        }

        return Fit(fit, quiet ? null : new PlainTrainingProgress(environment.Error));
    }

    private Func<IProgress<TrainingProgress>?, VaeModel> Fitting(VaeTrainer trainer, IRowSource rows, IRowSource? validation, VaeModel? from, ParseResult parsed)
    {
        if (from is null)
        {
            return progress => validation is null
                ? trainer.Fit(rows, progress, environment.Interrupt)
                : trainer.Fit(rows, validation, progress, environment.Interrupt);
        }

        var how = new ContinuedTraining
        {
            RefitScaler = parsed.GetValue(flags.RefitScaling),
            AddLevels = parsed.GetValue(flags.AddLevels),
            Drift = parsed.GetValue(common.Quiet) ? null : new DriftLine(environment.Error),
        };
        return progress => trainer.Continue(rows, from, how, validation, progress, environment.Interrupt);
    }

    private static VaeModel Fit(Func<IProgress<TrainingProgress>?, VaeModel> fit, IProgress<TrainingProgress>? progress)
    {
        try
        {
            return fit(progress);
        }
        catch (ArgumentException exception)
        {
            // Options that only turn out to be impossible when the number of columns is known, such as a network beyond the largest.
            throw new UsageException(exception.Message, exception);
        }
    }

    private static Figures Describe(VaeModel model, string path)
    {
        var report = model.Report;
        var figures = new Figures();
        figures.Add(null, "model", Invariant($"{path}: {model.InputDimension} features, {report.StopReason.ToString().ToLowerInvariant()}"));
        figures.Add(null, "rows", report.TrainingRows);
        if (model.EnsembleSize > 1)
        {
            figures.Add(null, "networks", model.EnsembleSize);
        }

        figures.Add("epochs", "epochs", report.Epochs);
        figures.Add("seconds", "seconds", report.Seconds, "F2");
        figures.Add("rowsPerSecond", "speed", report.RowsPerSecond, "N0", "rows/s");
        figures.AddLoss("trainLoss", "training loss", report.TrainingLoss);
        figures.AddLoss("validationLoss", "validation loss", report.ValidationLoss);
        figures.AddLoss("reconstruction", "reconstruction", report.Reconstruction);
        figures.AddLoss("kl", "KL", report.Kl);
        figures.Add("activeUnits", "active units", report.ActiveUnits);
        figures.Add("latentDimension", "latent dimension", model.LatentDimension);
        figures.Add(null, "KL by dimension", string.Join(' ', report.KlPerDimension.OrderDescending().Take(MostDimensions).Select(kl => kl.ToString("F2", CultureInfo.InvariantCulture)))
            + (report.KlPerDimension.Length > MostDimensions ? " ..." : ""));
        if (report.Gain is { } gain)
        {
            figures.Add(null, "error of rebuilt rows", ErrorOf(gain));
        }

        figures.Add(null, "threshold", model.Threshold, "G6");
        if (report.FlaggedRate is { } rate)
        {
            FlaggedRate.Add(figures, rate, "flagged");
        }

        figures.Add("engine", "engine", report.Engine);
        return figures;
    }

    private static string ErrorOf(ReconstructionGain gain) => gain.MeanError > 0
        ? Invariant($"{gain.ModelError / gain.MeanError:P1} of their mean's") + (gain.OverPrincipal is null ? "" : Invariant($"; with {gain.Rank} principal {(gain.Rank == 1 ? "component" : "components")} {gain.PrincipalError!.Value / gain.MeanError:P1}"))
        : "-";
}
