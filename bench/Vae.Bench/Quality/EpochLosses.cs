using System.Collections.Immutable;
using Vae.Bench.Measuring;
using Vae.Bench.Reporting;
using Vae.Bench.Workloads;
using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Core.Options;
using Vae.Core.Reports;

namespace Vae.Bench.Quality;

/// <summary>Trains the classic Bernoulli net for ten epochs, on MNIST beside published logs, and on Fashion-MNIST, for which there are none.</summary>
internal static class EpochLosses
{
    /// <summary>Test loss after ten epochs on MNIST in two public logs of the classic example, nats a row.</summary>
    public const double Wanted = 105.6;

    /// <summary>How far from it a run may end.</summary>
    public const double Tolerance = 1;

    /// <summary>Test loss after each epoch in a public log of the classic example, nats a row; epochs 8 and beyond the seventh are known only in part.</summary>
    private static readonly ImmutableArray<double?> Reference = [127.3, 115.8, 112.2, 109.6, 108.5, 107.7, 107.1, null, 106.0, 105.6];

    /// <summary>One run; the reference started from PyTorch's initialisation.</summary>
    public static EpochLossesRun Train(IRowSource training, IRowSource test, Initialization initialization, EngineOptions engine, int seed)
    {
        Console.WriteLine($"Training from {initialization} initialisation, engine {engine.Name}");
        var options = Net.Img.Options(engine.Threads, new TrainingOptions { Epochs = Reference.Length }, initialization) with { Seed = seed, Engine = engine };
        return new EpochLossesRun($"{engine.Name}, {initialization}", new VaeTrainer(options).Fit(training, test, new Printer()).Report);
    }

    /// <summary>Markdown: the verdict on each run and a line an epoch.</summary>
    /// <param name="runs">The runs, one or more.</param>
    /// <param name="seed">Their seed.</param>
    /// <param name="compared">Whether the published losses are of these pictures.</param>
    public static string Table(IReadOnlyList<EpochLossesRun> runs, int seed, bool compared)
    {
        var table = new MarkdownTable(
        [
            "epoch", .. compared ? new[] { "reference" } : [], .. runs.Select(run => run.Name), .. runs.Select(run => $"{run.Name}, training"),
        ]);
        for (var epoch = 0; epoch < Reference.Length; epoch++)
        {
            table.Add(
            [
                $"{epoch + 1}",
                .. compared ? new[] { Reference[epoch] is { } known ? $"{known:F1}" : "" } : [],
                .. runs.Select(run => $"{run.Report.History[epoch].ValidationLoss:F2}"),
                .. runs.Select(run => $"{run.Report.History[epoch].Loss:F2}"),
            ]);
        }

        var verdicts = runs.Select(run =>
            $"{run.Name} ({run.Report.Engine}) ends at {run.TestLoss:F2}{(compared ? $", {(run.IsWithin ? "within" : "NOT within")} {Wanted} +- {Tolerance}" : "")}; "
            + $"{run.Report.ActiveUnits} of {Net.Img.Latent} units active, {run.Report.Seconds:F1} s.  \n");
        return $"Machine: {Machine.Describe()}; seed {seed}.  \n{string.Concat(verdicts)}\n{table}";
    }

    private sealed class Printer : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.IsEpochEnd)
            {
                Console.WriteLine(
                    $"epoch {value.Epoch,2}  training {value.Loss:F2}  test {value.ValidationLoss:F2}  active units {value.ActiveUnits}  {value.RowsPerSecond:N0} rows/s");
            }
        }
    }
}
