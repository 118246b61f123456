using System.CommandLine;
using Vae.Bench.Detection;
using Vae.Bench.Measuring;
using Vae.Bench.Reporting;
using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Core.Options;
using Vae.Core.Scoring;

namespace Vae.Bench.Commands;

/// <summary>Values taken away at random: how well they are imputed, by how many passes, and how well such rows are scored, beside mean imputation.</summary>
internal static class MissingCommand
{
    private const int MostRows = 4000;
    private static readonly double[] Shares = [0.1, 0.3, 0.5];
    private static readonly int[] Passes = [1, 2, 3, 4, 5];

    public static Command Create()
    {
        var seeds = new Option<int>("--seeds") { Description = "Splits and nets a set.", DefaultValueFactory = _ => 3 };
        var threads = new Option<int>("--threads") { Description = "Threads; 0 takes one a processor.", DefaultValueFactory = _ => 0 };
        var write = new Option<bool>("--write") { Description = "Put the tables into bench/RESULTS.md." };
        var command = new Command("missing", "Imputation error and ROC AUC with 10, 30 and 50 % of the values missing, of models trained on what was observed and on mean-imputed rows.")
        {
            seeds, threads, write,
        };
        command.SetAction(parsed =>
        {
            var table = new MarkdownTable([
                "set", "training rows", "missing", "error of the mean", .. Passes.Select(passes => $"{passes} {(passes == 1 ? "pass" : "passes")}"),
                "AUC", "AUC of mean-imputed rows", "AUC of complete rows", "normal rows flagged",
            ]);
            foreach (var set in DetectionSet.Find(""))
            {
                foreach (var isComplete in (bool[])[false, true])
                {
                    foreach (var share in Shares)
                    {
                        var figures = Enumerable.Range(0, parsed.GetValue(seeds)).Select(seed => Measure(set, share, isComplete, seed, parsed.GetValue(threads))).ToArray();
                        var means = Enumerable.Range(0, figures[0].Length).Select(i => figures.Average(run => run[i])).ToArray();
                        table.Add([
                            set.Name, isComplete ? "complete" : "the same share missing", $"{share:P0}", .. means[..^4].Select(error => $"{error:F2}"),
                            .. means[^4..^1].Select(area => $"{100 * area:F1}"), $"{means[^1]:P1}",
                        ]);
                        Console.WriteLine($"{set.Name} {isComplete} {share}");
                    }
                }
            }

            ResultsFile.Publish(
                "missing",
                $"Machine: {Machine.Describe()}.  \nMean over {parsed.GetValue(seeds)} seeds. Errors are root mean squares over what was missing of normal rows, in standard deviations. "
                + $"Trained on at most {MostRows} of a random half of the normal rows; measured on as many of the others and of the anomalies.\n\n"
                + table,
                parsed.GetValue(write));
            return 0;
        });
        return command;
    }

    /// <summary>Errors of the mean and after each number of passes, areas under ROC, and the share of normal rows flagged at a threshold that should flag a tenth.</summary>
    private static double[] Measure(DetectionSet set, double share, bool isComplete, int seed, int threads)
    {
        var split = DetectionSplit.Of(set, normalOnly: true, seed);
        var random = new Random(seed);
        int[] Some(IEnumerable<int> rows) => [.. rows.OrderBy(_ => random.Next()).Take(MostRows)];
        int[] tested = [.. Some(split.Test.Where(row => !set.Labels[row])), .. Some(split.Test.Where(row => set.Labels[row]))];
        var isAnomaly = tested.Select(row => set.Labels[row]).ToArray();
        var training = new RowsWithHoles(set.Pick(Some(split.Train)), set.Width, isComplete ? 0 : share, seed + 100);
        var complete = set.Pick(tested);
        var test = new RowsWithHoles(complete, set.Width, share, seed + 200);
        var (mean, deviation) = training.Moments();
        var options = new VaeOptions { Seed = seed, Engine = new() { Threads = threads } };
        VaeModel Fit(float[] rows, VaeOptions how) => new VaeTrainer(how).Fit(new MemoryRowSource(rows, set.Width));
        var observing = Fit(training.Values, options with { MissingValues = MissingValueHandling.Observed });
        var errors = Passes.Select(passes =>
        {
            var imputed = new float[complete.Length];
            new VaeModel(observing.Parts with { Options = observing.Options with { ImputationPasses = passes } }).Impute(test.Values, imputed);
            return test.Error(imputed, deviation, isAnomaly);
        }).ToArray();
        var filled = Fit(training.Filled(mean), options);
        float[] Scores(VaeModel model, float[] rows)
        {
            var scores = new float[tested.Length];
            model.Score(rows, scores);
            return scores;
        }

        var own = Scores(observing, test.Values);
        var normal = own.Where((_, i) => !isAnomaly[i]).ToArray();
        return
        [
            test.Error(test.Filled(mean), deviation, isAnomaly),
            .. errors,
            DetectionMetrics.AreaUnderRoc(own, isAnomaly),
            DetectionMetrics.AreaUnderRoc(Scores(filled, test.Filled(mean)), isAnomaly),
            DetectionMetrics.AreaUnderRoc(Scores(observing, complete), isAnomaly),
            normal.Count(observing.IsAnomaly) / (double)normal.Length,
        ];
    }
}
