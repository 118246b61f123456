using System.CommandLine;
using System.Globalization;
using Vae.Cli.Flags;
using Vae.Cli.Flags.Values;
using Vae.Cli.Hosting;
using Vae.Cli.Inputs;
using Vae.Cli.Output;
using Vae.Cli.Progress;
using Vae.Core.Data;
using Vae.Core.Files;
using Vae.Core.Models;
using Vae.Core.Reports;
using Vae.Data;

namespace Vae.Cli.Commands;

/// <summary><c>vae train-classifier</c>: rows with labels in, classifier out.</summary>
internal sealed class TrainClassifierCommand : GroupedCommand
{
    private readonly ClassifierFlags flags = new();
    private readonly CommonFlags common = new();
    private readonly CliEnvironment environment;

    public TrainClassifierCommand(CliEnvironment environment)
        : base(
            "train-classifier",
            "Trains a classifier from few labels: a variational autoencoder on all rows, whose labels it does not look at, then its encoder and a classifying"
            + " layer together on the rows with labels. The classes are the numbers in the label column; a row without one has no label.",
            "vae train-classifier --data labelled.csv --label class --unlabelled more.csv --out classifier.onnx")
    {
        this.environment = environment;
        AddGroups([.. flags.Groups(), common.Group]);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var request = flags.Rows.Read(parsed, environment) with { InvalidRows = InvalidRowChoice.Error };
        request = parsed.GetValue(flags.Dates) is { } dates ? request with { Csv = request.Csv with { Dates = dates } } : request;
        request = request with { Csv = request.Csv with { LabelsAreClasses = true } };
        flags.Read(parsed, isPictures: false);
        var source = DataOpener.Open(request);
        var trainer = new VaeClassifierTrainer(flags.Read(parsed, source is IdxRowSource));
        var path = parsed.GetValue(flags.Out)!;
        using var output = AtomicFile.Create(path);
        var classifier = Train(parsed, trainer, source, request);
        classifier.Save(output.Content);
        output.Commit();
        var report = classifier.Report;
        foreach (var warning in report.Warnings.Concat(report.Pretraining?.Warnings ?? []))
        {
            environment.Warn(warning);
        }

        var figures = new Figures();
        figures.Add(null, "classifier", Invariant($"{path}: {classifier.InputDimension} features, {classifier.ClassCount} classes"));
        figures.Add("pretrainingRows", "rows pretrained on", report.Pretraining?.TrainingRows ?? 0);
        figures.Add("rows", "labelled rows", report.TrainingRows);
        figures.Add("classes", "classes", classifier.ClassCount);
        figures.Add("epochs", "epochs", report.Epochs);
        figures.Add("seconds", "seconds", report.Seconds + (report.Pretraining?.Seconds ?? 0), "F2");
        figures.AddLoss("trainLoss", "cross-entropy", report.TrainingLoss);
        figures.Add("trainAccuracy", "accuracy in training", report.TrainingAccuracy, "P2");
        figures.AddLoss("validationLoss", "held-out cross-entropy", report.ValidationLoss);
        figures.Add("validationAccuracy", "held-out accuracy", report.ValidationAccuracy, "P2");
        figures.Add("engine", "engine", report.Engine);
        request.Log.AddTo(figures);
        figures.Write(environment.Output, parsed.GetValue(common.Json));
        return ExitCodes.Success;
    }

    private VaeClassifier Train(ParseResult parsed, VaeClassifierTrainer trainer, ILabelledRowSource source, DataRequest request)
    {
        var quiet = parsed.GetValue(common.Quiet);
        var epochs = quiet ? null : new Lines(environment.Error);
        var pretraining = quiet ? null : new PlainTrainingProgress(environment.Error);
        if (parsed.GetValue(flags.Pretrained) is { } path)
        {
            var model = ModelLoader.Load(path, parsed.GetValue(flags.Threads));
            DataOpener.ThrowIfNotFitting(model, source, request.Path);
            return trainer.Fit(source, model, null, epochs, environment.Interrupt);
        }

        if (parsed.GetValue(flags.Unlabelled) is not { } others)
        {
            return trainer.Fit(source, null, pretraining, epochs, environment.Interrupt);
        }

        var unlabelled = OpenUnlabelled(others, request, source);
        DataOpener.ThrowIfNotAlike(source, unlabelled, others);
        return trainer.Fit(source, unlabelled, null, pretraining, epochs, environment.Interrupt);
    }

    /// <summary>The other rows, without the label column that they may have.</summary>
    private static ILabelledRowSource OpenUnlabelled(string path, DataRequest request, ILabelledRowSource labelled)
    {
        var plain = DataOpener.Open(request with { Paths = [path], Label = null });
        return labelled is TableRowSource && labelled.LabelName is { } label && plain.ColumnNames?.Contains(label) == true
            ? DataOpener.Open(request with { Paths = [path], Label = null, Ignored = [.. request.Ignored, label] })
            : plain;
    }

    /// <summary>A line an epoch, at most one a second; the last always.</summary>
    private sealed class Lines(TextWriter output) : IProgress<ClassifierEpoch>
    {
        private long last = long.MinValue;

        public void Report(ClassifierEpoch value)
        {
            if (value.Epoch < value.TotalEpochs && Environment.TickCount64 - 1000 < last)
            {
                return;
            }

            last = Environment.TickCount64;
            var held = value.ValidationLoss is { } loss
                ? string.Create(CultureInfo.InvariantCulture, $"  held out {loss:F4}, {value.ValidationAccuracy:P1}")
                : "";
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"fine-tuning {value.Epoch}/{value.TotalEpochs}  cross-entropy {value.Loss:F4}  accuracy {value.Accuracy:P1}{held}"));
        }
    }
}
