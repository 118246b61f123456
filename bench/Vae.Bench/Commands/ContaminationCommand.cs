using System.CommandLine;
using Vae.Bench.Detection;
using Vae.Bench.Measuring;
using Vae.Bench.Reporting;
using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Core.Options;
using Vae.Core.Scoring;

namespace Vae.Bench.Commands;

/// <summary>What leaving out the worst training rows does where some of them are anomalies, and what it costs where none is.</summary>
internal static class ContaminationCommand
{
    private static readonly double[] Shares = [0, 0.05, 0.1];

    private static readonly float[] Trims = [0, 0.1f];

    private static readonly ScoreKind[] Scores = [ScoreKind.ReferenceDistance, ScoreKind.NegativeElbo, ScoreKind.SquaredError];

    public static Command Create()
    {
        var folder = new Option<string>("--data")
        {
            Description = "Folder of further sets, CSV with a column named label; default ../shared/data/adbench.",
            DefaultValueFactory = _ => DetectionSet.DefaultFolder,
        };
        var seeds = new Option<int>("--seeds") { Description = "Splits and nets a set.", DefaultValueFactory = _ => 5 };
        var threads = new Option<int>("--threads") { Description = "Threads; 0 takes one a processor.", DefaultValueFactory = _ => 0 };
        var write = new Option<bool>("--write") { Description = "Put the table into bench/RESULTS.md." };
        var command = new Command("contamination", "ROC AUC of models trained on normal rows with 0, 5 and 10 % of anomalies among them, with Training.TrimShare and without.")
        {
            folder, seeds, threads, write,
        };
        command.SetAction(parsed =>
        {
            var figures = new Dictionary<(ScoreKind, double, float), List<double>>();
            var names = new List<string>();
            foreach (var set in DetectionSet.Find(parsed.GetValue(folder)!))
            {
                names.Add(set.Name);
                foreach (var seed in Enumerable.Range(0, parsed.GetValue(seeds)))
                {
                    foreach (var share in Shares)
                    {
                        foreach (var trim in Trims)
                        {
                            Measure(set, seed, share, trim, parsed.GetValue(threads), figures);
                        }
                    }
                }

                Console.WriteLine(set.Name);
            }

            var table = new MarkdownTable(["score", "anomalies among the training rows", .. Trims.Select(trim => trim == 0 ? "all rows" : $"without the worst {trim:P0}"), "gain"]);
            foreach (var kind in Scores)
            {
                foreach (var share in Shares)
                {
                    var means = Trims.Select(trim => figures[(kind, share, trim)].Average()).ToArray();
                    table.Add([$"{kind}", $"{share:P0}", .. means.Select(mean => $"{mean:F2}"), $"{means[^1] - means[0]:+0.00;-0.00;0.00}"]);
                }
            }

            ResultsFile.Publish(
                "contamination",
                $"Machine: {Machine.Describe()}.  \nROC AUC times 100, mean over {names.Count} sets ({string.Join(", ", names)}) and {parsed.GetValue(seeds)} seeds. "
                + "Fit on a random half of the normal rows and as many anomalies as the share says, but at most half of them; scored: all other rows.\n\n"
                + table,
                parsed.GetValue(write));
            return 0;
        });
        return command;
    }

    private static void Measure(DetectionSet set, int seed, double share, float trim, int threads, Dictionary<(ScoreKind, double, float), List<double>> figures)
    {
        var split = DetectionSplit.Of(set, normalOnly: true, seed).Contaminated(set, share);
        var test = set.Pick(split.Test);
        var options = new VaeOptions { Seed = seed, Engine = new() { Threads = threads }, Training = new() { TrimShare = trim } };
        var model = new VaeTrainer(options).Fit(new MemoryRowSource(set.Pick(split.Train), set.Width));
        var scores = new float[split.Test.Length];
        foreach (var kind in Scores)
        {
            model.Score(test, kind, scores);
            if (!figures.TryGetValue((kind, share, trim), out var found))
            {
                figures[(kind, share, trim)] = found = [];
            }

            found.Add(100 * DetectionMetrics.AreaUnderRoc(scores, split.TestLabels));
        }
    }
}
