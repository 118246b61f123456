using System.Collections.Immutable;
using System.CommandLine;
using Vae.Bench.Measuring;
using Vae.Bench.Reporting;
using Vae.Bench.Workloads;
using Vae.Core.Networks;
using Vae.Core.Training;

namespace Vae.Bench.Commands;

/// <summary>Trains the classic Bernoulli net on MNIST for ten epochs and compares its test loss with published logs.</summary>
internal static class QualityCommand
{
    private const double Wanted = 105.6;
    private const double Tolerance = 1;

    /// <summary>Test loss after each epoch in a public log of the classic example, nats a row; epochs 8 and beyond the seventh are known only in part.</summary>
    private static readonly ImmutableArray<double?> Reference = [127.3, 115.8, 112.2, 109.6, 108.5, 107.7, 107.1, null, 106.0, 105.6];

    public static Command Create()
    {
        var threads = new Option<int>("--threads") { Description = "Threads; 0 takes all cores.", DefaultValueFactory = _ => 0 };
        var seed = new Option<int>("--seed") { Description = "Seed of initialisation, shuffling and noise." };
        var mnist = new Option<string?>("--mnist") { Description = "Folder with MNIST's idx.gz files. Default: ../shared/data/mnist beside the repository." };
        var initialization = new Option<Initialization[]>("--initialization")
        {
            Description = "Initialisations to train from, one run each; the first decides the exit code. The reference started from PyTorch's.",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [Initialization.PyTorch, Initialization.Automatic],
        };
        var write = new Option<bool>("--write") { Description = "Put the table into bench/RESULTS.md." };
        var command = new Command("quality", $"Test loss of the Bernoulli net on MNIST after ten epochs: {Wanted} +- {Tolerance} nats, else exit code 1.")
        {
            threads, seed, mnist, initialization, write,
        };
        command.SetAction(parsed =>
        {
            if (Pictures.MnistFolder(parsed.GetValue(mnist)) is not { } folder)
            {
                Console.Error.WriteLine("MNIST is not there, and the published losses are of MNIST; name its folder with --mnist.");
                return 3;
            }

            var runs = parsed.GetValue(initialization)!
                .Select(kind => Run(folder, kind, parsed.GetValue(threads), parsed.GetValue(seed)))
                .ToArray();
            ResultsFile.Publish("quality", Table(runs, parsed.GetValue(seed)), parsed.GetValue(write));
            return runs[0].IsWithin ? 0 : 1;
        });
        return command;
    }

    private static QualityRun Run(string folder, Initialization initialization, int threads, int seed)
    {
        Console.WriteLine($"Training from {initialization} initialisation");
        var (training, test) = Pictures.Mnist(folder);
        var options = Net.Img.Options(threads, new TrainingOptions { Epochs = Reference.Length }, initialization) with { Seed = seed };
        var report = new VaeTrainer(options).Fit(training, test, new Printer()).Report;
        return new QualityRun(initialization, report);
    }

    private static string Table(IReadOnlyList<QualityRun> runs, int seed)
    {
        var table = new MarkdownTable(["epoch", "reference", .. runs.Select(run => run.Initialization.ToString()), .. runs.Select(run => $"{run.Initialization}, training")]);
        for (var epoch = 0; epoch < Reference.Length; epoch++)
        {
            table.Add(
            [
                $"{epoch + 1}",
                Reference[epoch] is { } known ? $"{known:F1}" : "",
                .. runs.Select(run => $"{run.Report.History[epoch].ValidationLoss:F2}"),
                .. runs.Select(run => $"{run.Report.History[epoch].Loss:F2}"),
            ]);
        }

        var verdicts = runs.Select(run =>
            $"{run.Initialization} ends at {run.TestLoss:F2}, {(run.IsWithin ? "within" : "NOT within")} {Wanted} +- {Tolerance}; "
            + $"{run.Report.ActiveUnits} of {Net.Img.Latent} units active, {run.Report.Seconds:F1} s.  \n");
        return $"Machine: {Machine.Describe()}; {runs[0].Report.Engine}; seed {seed}.  \n{string.Concat(verdicts)}\n{table}";
    }

    private sealed record QualityRun(Initialization Initialization, TrainingReport Report)
    {
        public double TestLoss => Report.ValidationLoss ?? double.NaN;

        public bool IsWithin => Math.Abs(TestLoss - Wanted) <= Tolerance;
    }

    private sealed class Printer : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.IsEpochEnd)
            {
                var reference = Reference[value.Epoch - 1] is { } known ? $"{known:F1}" : "";
                Console.WriteLine(
                    $"epoch {value.Epoch,2}  training {value.Loss:F2}  test {value.ValidationLoss:F2}  reference {reference,5}  active units {value.ActiveUnits}  {value.RowsPerSecond:N0} rows/s");
            }
        }
    }
}
