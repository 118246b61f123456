using System.Diagnostics;
using Vae.Bench.Measuring;
using Vae.Bench.Reporting;

namespace Vae.MLNet.Bench.Classification;

/// <summary>Classifiers on raw features, principal components, frozen and fine-tuned encoders, and the same network from scratch, with few and many labels.</summary>
internal static class ClassifyCommand
{
    public const string Name = "classify";

    private const int All = int.MaxValue;
    private static readonly int[] Counts = [100, 1000, All];

    /// <param name="mnist">Folder of MNIST, or null for shared/data/mnist beside the repository.</param>
    /// <param name="seeds">Runs with other labels, pretraining and shuffling.</param>
    /// <param name="only">Names of the sets; empty for all.</param>
    /// <param name="fewOnly">Whether to leave the runs with all labels out.</param>
    /// <param name="threads">Threads; 0 for one a processor.</param>
    /// <param name="write">Whether to put the table into bench/RESULTS.md.</param>
    public static int Run(string? mnist, int seeds, string[] only, bool fewOnly, int threads, bool write)
    {
        var watch = Stopwatch.StartNew();
        var counts = fewOnly ? Counts[..^1] : Counts;
        var tables = new List<string>();
        foreach (var (set, missing) in ClassifiedSet.Find(mnist))
        {
            if (set is null)
            {
                tables.Add(missing + "\n");
                continue;
            }

            if (only.Length > 0 && !only.Contains(set.Name, StringComparer.OrdinalIgnoreCase))
            {
                continue;
            }

            var run = new ClassifyRun(set, threads);
            for (var seed = 0; seed < seeds; seed++)
            {
                run.Add(seed, counts);
            }

            tables.Add(Table(set, run, counts));
        }

        ResultsFile.Publish(
            "classify",
            $"Machine: {Machine.Describe()}.  \nAccuracy on test rows times 100, mean ± standard deviation over {seeds} seeds, which choose the labelled rows, the pretraining and the "
            + "shuffling. Linear: ML.NET's LbfgsMaximumEntropy on standardised features, its weight decay chosen on a fifth of the labels. Fine-tuned and from scratch: the same network, rates, "
            + "steps and dropout, with and without pretraining on all training rows without their labels. Whatever was chosen was chosen on rows held out of the training rows. "
            + $"{watch.Elapsed.TotalMinutes:F0} minutes.\n\n{string.Join('\n', tables)}",
            write);
        return 0;
    }

    private static string Table(ClassifiedSet set, ClassifyRun run, int[] counts)
    {
        var table = new MarkdownTable([set.Name, .. counts.Select(count => count == All ? $"all {set.Train.RowCount:N0}" : $"{count:N0} labels")]);
        foreach (var way in ClassifyRun.Ways)
        {
            table.Add([way, .. counts.Select(count => Figure(run.Of(count, way)))]);
        }

        var verdicts = counts.Select(count =>
        {
            var (tuned, scratch) = (run.Of(count, "fine-tuned"), run.Of(count, "from scratch"));
            var wins = tuned.Zip(scratch).Count(pair => pair.First > pair.Second);
            return $"{(count == All ? "all" : count)}: {100 * (tuned.Average() - scratch.Average()):+0.00;-0.00}, better in {wins} of {tuned.Length}";
        });
        return $"{table}\nFine-tuned over from scratch, by number of labels: {string.Join("; ", verdicts)}.\n";
    }

    private static string Figure(double[] accuracies)
    {
        var mean = accuracies.Average();
        var deviation = Math.Sqrt(accuracies.Sum(value => (value - mean) * (value - mean)) / Math.Max(1, accuracies.Length - 1));
        return $"{100 * mean:F2} ± {100 * deviation:F2}";
    }
}
