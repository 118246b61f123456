using System.Diagnostics;
using System.Globalization;
using Vae.Bench.Measuring;
using Vae.Bench.Reporting;
using Vae.Core.Data;
using Vae.Core.Likelihoods;
using Vae.Core.Models;
using Vae.Core.Options;

namespace Vae.Bench.Quality;

/// <summary>
/// Negative log-likelihood of binarised MNIST by importance sampling, for the net with one stochastic layer of Burda et al. (2016, table 1):
/// 784-200-200-(50,50)-200-200-784, tanh. They trained 3,280 epochs at batches of 20; a run here is as long as it is told to be, and the table says so.
/// </summary>
internal static class Likelihoods
{
    private const int BatchSize = 64;

    /// <summary>Published negative log-likelihoods by number of samples in training: 1 for the VAE, else the importance-weighted bound's.</summary>
    private static readonly Dictionary<int, double> Published = new() { [1] = 86.76, [5] = 85.54, [50] = 84.78 };

    /// <summary>Trains with k samples and measures.</summary>
    public static LikelihoodRun Run(IRowSource training, MemoryRowSource test, int k, int epochs, int samples, EngineOptions engine, int seed)
    {
        Console.WriteLine($"Training with k = {k} for {epochs} epochs");
        var options = new VaeOptions
        {
            Network = new NetworkOptions { HiddenLayers = [200, 200], LatentDimension = 50, Activation = Activation.Tanh },
            Likelihood = Likelihood.Bernoulli(),
            Scaling = ScalingKind.None,
            Objective = new ObjectiveOptions
            {
                Kind = k == 1 ? ObjectiveKind.Elbo : ObjectiveKind.Iwae,
                Samples = k,
                Binarization = Binarization.Dynamic,
            },
            Training = new TrainingOptions { Epochs = epochs, BatchSize = BatchSize, Optimizer = new OptimizerOptions { LearningRate = 1e-3f } },
            Scoring = new ScoringOptions { Kind = ScoreKind.NegativeElbo, Samples = 1, Threshold = ThresholdPolicy.Fixed(0) },
            Engine = engine,
            Seed = seed,
        };
        var model = new VaeTrainer(options).Fit(training);
        var clock = Stopwatch.StartNew();
        var run = new LikelihoodRun(
            k, epochs, model.ImportanceWeightedNll(test, samples, seed), model.NegativeElbo(test, 100, seed), model.Report, clock.Elapsed.TotalSeconds);
        Console.WriteLine($"NLL {run.Nll:F2}, negative ELBO {run.NegativeElbo:F2}, {run.Report.ActiveUnits} of 50 units active, {run.Report.Seconds:F0} s");
        return run;
    }

    /// <summary>Test pictures, each pixel drawn as 0 or 1 once, with its grey level as the probability; evenly spaced where not all are wanted.</summary>
    public static MemoryRowSource Binarized(IRowSource pictures, int count, int seed)
    {
        var all = pictures.ReadAll();
        var width = all.ColumnCount;
        var rows = (int)all.RowCount!.Value;
        var taken = count > 0 ? Math.Min(count, rows) : rows;
        var random = new Random(seed);
        var values = new float[taken * width];
        for (var i = 0; i < taken; i++)
        {
            var row = all.Values.Span.Slice((int)((long)i * rows / taken) * width, width);
            for (var j = 0; j < width; j++)
            {
                values[(i * width) + j] = random.NextSingle() < row[j] ? 1 : 0;
            }
        }

        return new MemoryRowSource(values, width);
    }

    /// <summary>Markdown: a line a run.</summary>
    public static string Table(IReadOnlyList<LikelihoodRun> runs, int testRows, int samples, int seed)
    {
        var table = new MarkdownTable(["training", "epochs", "NLL", "published, 3,280 epochs", "negative ELBO", "active units", "s to train", "s to measure"]);
        foreach (var run in runs)
        {
            table.Add(
            [
                run.Samples == 1 ? "VAE, k = 1" : $"IWAE, k = {run.Samples}",
                $"{run.Epochs}",
                $"{run.Nll:F2}",
                Published.TryGetValue(run.Samples, out var published) ? published.ToString("F2", CultureInfo.InvariantCulture) : "",
                $"{run.NegativeElbo:F2}",
                $"{run.Report.ActiveUnits} of 50",
                $"{run.Report.Seconds:F0}",
                $"{run.MeasuringSeconds:F0}",
            ]);
        }

        return $"Machine: {Machine.Describe()}; {runs[0].Report.Engine}; seed {seed}; batches of {BatchSize}, learning rate 1e-3 falling to 0 by a cosine. "
            + $"Nats a row on {testRows:N0} binarised test pictures, {samples:N0} samples a picture.  \n\n{table}";
    }
}
