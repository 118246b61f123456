using System.CommandLine;
using System.Diagnostics;
using Vae.Bench.Detection;
using Vae.Bench.Measuring;
using Vae.Bench.Reporting;
using Vae.Core;
using Vae.Core.Data;
using Vae.Core.Scoring;
using Vae.Core.Training;

namespace Vae.Bench.Commands;

/// <summary>How well the default recipe finds anomalies, with the |z| baseline and the active units beside every figure.</summary>
internal static class AnomalyCommand
{
    public static Command Create()
    {
        var folder = new Option<string?>("--data") { Description = "Folder of further sets, CSV with a column named label; default ../shared/data/adbench." };
        var seeds = new Option<int>("--seeds") { Description = "Splits and nets a set and protocol.", DefaultValueFactory = _ => 5 };
        var write = new Option<bool>("--write") { Description = "Put the table into bench/RESULTS.md." };
        var command = new Command("anomaly", "ROC AUC and average precision of the default recipe, on every set found, in both protocols.") { folder, seeds, write };
        command.SetAction(parsed =>
        {
            var table = new MarkdownTable("set", "rows x features", "protocol", "AUC", "AUC of |z|", "average precision", "AP of |z|", "active units", "s a fit");
            var means = new Dictionary<bool, List<Outcome>> { [true] = [], [false] = [] };
            foreach (var set in DetectionSet.Find(parsed.GetValue(folder)).Select(DetectionSet.Read))
            {
                foreach (var normalOnly in new[] { true, false })
                {
                    var runs = Enumerable.Range(0, parsed.GetValue(seeds)).Select(seed => Run(set, normalOnly, seed)).ToArray();
                    means[normalOnly].Add(Outcome.Mean(runs));
                    table.Add([set.Name, $"{set.Rows} x {set.Width}", Protocol(normalOnly), .. Cells(runs)]);
                    Console.WriteLine($"{set.Name}, {Protocol(normalOnly)}: {runs.Average(run => run.Auc):F1} beside |z| {runs.Average(run => run.NormAuc):F1}");
                }
            }

            foreach (var (normalOnly, outcomes) in means)
            {
                var mean = Outcome.Mean([.. outcomes]);
                table.Add($"**mean of {outcomes.Count}**", "", Protocol(normalOnly), $"**{mean.Auc:F1}**", $"{mean.NormAuc:F1}", $"**{mean.Precision:F1}**", $"{mean.NormPrecision:F1}", "", $"{mean.Seconds:F2}");
            }

            ResultsFile.Publish(
                "anomaly",
                $"Machine: {Machine.Describe()}.  \nMean over {parsed.GetValue(seeds)} seeds, standard deviation in brackets; AUC and average precision times 100. Semi-supervised: fit on a random half of the normal rows, "
                + $"score the other half and all anomalies. Unsupervised: fit on all rows, score the same. Nothing is tuned to a set.\n\n{table}",
                parsed.GetValue(write));
            return 0;
        });
        return command;
    }

    private static string Protocol(bool normalOnly) => normalOnly ? "semi-supervised" : "unsupervised";

    private static IEnumerable<string> Cells(Outcome[] runs) =>
    [
        WithDeviation(runs, run => run.Auc),
        $"{runs.Average(run => run.NormAuc):F1}",
        WithDeviation(runs, run => run.Precision),
        $"{runs.Average(run => run.NormPrecision):F1}",
        $"{runs.Average(run => run.ActiveUnits):F0} of {runs[0].LatentDimension}",
        $"{runs.Average(run => run.Seconds):F2}",
    ];

    private static string WithDeviation(Outcome[] runs, Func<Outcome, double> value)
    {
        var mean = runs.Average(value);
        var deviation = runs.Length < 2 ? 0 : Math.Sqrt(runs.Sum(run => Math.Pow(value(run) - mean, 2)) / (runs.Length - 1));
        return $"{mean:F1} ({deviation:F1})";
    }

    private static Outcome Run(DetectionSet set, bool normalOnly, int seed)
    {
        var (train, test, labels) = set.Split(normalOnly, seed);
        var watch = Stopwatch.StartNew();
        var model = new VaeTrainer(new VaeOptions { Seed = seed }).Fit(new MemoryRowSource(train, set.Width));
        var seconds = watch.Elapsed.TotalSeconds;
        var scores = new float[labels.Length];
        model.Score(test, scores);
        var norms = new float[labels.Length];
        NormBaseline.Fit(train, set.Width).Score(test, norms);
        return new Outcome(
            100 * DetectionMetrics.AreaUnderRoc(scores, labels),
            100 * DetectionMetrics.AreaUnderRoc(norms, labels),
            100 * DetectionMetrics.AveragePrecision(scores, labels),
            100 * DetectionMetrics.AveragePrecision(norms, labels),
            model.Report.ActiveUnits,
            model.LatentDimension,
            seconds);
    }

    private sealed record Outcome(double Auc, double NormAuc, double Precision, double NormPrecision, double ActiveUnits, int LatentDimension, double Seconds)
    {
        public static Outcome Mean(IReadOnlyList<Outcome> runs) => new(
            runs.Average(run => run.Auc),
            runs.Average(run => run.NormAuc),
            runs.Average(run => run.Precision),
            runs.Average(run => run.NormPrecision),
            runs.Average(run => run.ActiveUnits),
            runs[0].LatentDimension,
            runs.Average(run => run.Seconds));
    }
}
