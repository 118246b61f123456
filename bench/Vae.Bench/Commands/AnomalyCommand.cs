using System.CommandLine;
using System.Diagnostics;
using Vae.Bench.Detection;
using Vae.Bench.Measuring;
using Vae.Bench.Peers;
using Vae.Bench.Reporting;
using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Core.Options;
using Vae.Core.Scoring;

namespace Vae.Bench.Commands;

/// <summary>How well the default recipe finds anomalies, beside the |z| baseline, scikit-learn's detectors on the same rows, and published figures.</summary>
internal static class AnomalyCommand
{
    public static Command Create()
    {
        var folder = new Option<string>("--data")
        {
            Description = "Folder of further sets, CSV with a column named label; default ../shared/data/adbench.",
            DefaultValueFactory = _ => DetectionSet.DefaultFolder,
        };
        var published = new Option<string?>("--published") { Description = "CSV of published figures; default reference_auc.csv beside the folder of further sets." };
        var only = new Option<string[]>("--only") { Description = "Names of the sets to run; default all.", AllowMultipleArgumentsPerToken = true };
        var seeds = new Option<int>("--seeds") { Description = "Splits and nets a set and protocol.", DefaultValueFactory = _ => 5 };
        var threads = new Option<int>("--threads") { Description = "Threads of each detector; 0 takes one a processor.", DefaultValueFactory = _ => 0 };
        var python = new Option<string?>("--python") { Description = "Python with scikit-learn; default /usr/bin/python3, then python3." };
        var ensemble = new Option<int>("--ensemble") { Description = "Networks of each of our models.", DefaultValueFactory = _ => 1 };
        var write = new Option<bool>("--write") { Description = "Put the tables into bench/RESULTS.md." };
        var recipes = new Option<string[]>("--recipe")
        {
            Description = "Compare recipes by sets left out in place of the table: NAME: Option=Value, Option=Value, with options of ScoringOptions; NAME: told starts from those of normal rows.",
            AllowMultipleArgumentsPerToken = false,
        };
        var cache = new Option<string?>("--cache") { Description = "CSV file of what recipes reached before, which is not measured again; new figures are added. Asks for the comparison." };
        var more = new Option<string[]>("--more-data") { Description = "Further folders of sets, for the comparison of recipes.", AllowMultipleArgumentsPerToken = true };
        var most = new Option<int>("--most-rows") { Description = "Most rows fitted on and scored, in the comparison of recipes.", DefaultValueFactory = _ => 20_000 };
        var fitted = new Option<int>("--fit-rows") { Description = "Most rows fitted on, in the comparison of recipes: what few rows are worth.", DefaultValueFactory = _ => int.MaxValue };
        var command = new Command("anomaly", "ROC AUC and average precision of the default recipe and its peers, on every set found, in both protocols.")
        {
            folder, published, only, seeds, threads, ensemble, python, write, recipes, cache, more, most, fitted,
        };
        command.SetAction(parsed =>
        {
            var count = parsed.GetValue(threads) is > 0 and var given ? given : Environment.ProcessorCount;
            if (parsed.GetValue(cache) is not null || parsed.GetValue(recipes) is { Length: > 0 })
            {
                var sets = DetectionSet.In([parsed.GetValue(folder)!, .. parsed.GetValue(more) ?? []])
                    .Where(set => parsed.GetValue(only) is not { Length: > 0 } some || some.Contains(set.Name));
                Recipe[] compared = [.. Recipe.OfTheProduct, .. (parsed.GetValue(recipes) ?? []).Select(Recipe.Parse)];
                ResultsFile.Publish(
                    "recipes",
                    $"{parsed.GetValue(seeds)} seeds, at most {parsed.GetValue(most):N0} rows fitted on and scored; 2,000 splits of the sets, two thirds to choose on.\n\n"
                    + RecipeStudy.Run(sets, compared, new RecipeResults(parsed.GetValue(cache)), parsed.GetValue(seeds), count, parsed.GetValue(most), parsed.GetValue(fitted)),
                    parsed.GetValue(write));
                return 0;
            }

            var (peer, reason) = SklearnPeer.Find(parsed.GetValue(python), count);
            Console.WriteLine(peer?.Description ?? $"No peers: {reason}");
            var wanted = parsed.GetValue(only)!;
            var results = new List<DetectionResult>();
            foreach (var set in DetectionSet.Find(parsed.GetValue(folder)!).Where(set => wanted.Length == 0 || wanted.Contains(set.Name)))
            {
                var runs = (from normalOnly in new[] { true, false }
                            from seed in Enumerable.Range(0, parsed.GetValue(seeds))
                            let split = DetectionSplit.Of(set, normalOnly, seed)
                            select (split, Run(set, split, count, parsed.GetValue(ensemble)))).ToArray();
                peer?.Score(set, runs);
                foreach (var group in runs.GroupBy(run => run.split.NormalOnly))
                {
                    results.Add(new DetectionResult(set, group.Key, [.. group.Select(run => run.Item2)]));
                    Console.WriteLine($"{set.Name}, {results[^1].Protocol}: {string.Join(", ", Enum.GetValues<Detector>()
                        .Select(detector => $"{detector} {results[^1].Auc(detector)?.ToString("F1") ?? "-"}"))}");
                }
            }

            var figures = PublishedFigures.Find(parsed.GetValue(published) ?? Path.Combine(parsed.GetValue(folder)!, "..", "reference_auc.csv"));
            ResultsFile.Publish(
                parsed.GetValue(ensemble) == 1 ? "anomaly" : "anomaly-ensemble",
                $"Machine: {Machine.Describe()}; {count} threads.  \nPeers: {peer?.Description ?? $"none ({reason})"}.  \n"
                + $"Mean over {parsed.GetValue(seeds)} seeds, standard deviation in brackets; AUC and average precision times 100. Semi-supervised: fit on a random half of the normal rows, "
                + "score the other half and all anomalies; ours with the defaults, and told that the rows fitted on are normal (ScoringOptions.ForNormalRows), as kNN takes them to be. "
                + "Unsupervised: fit on all rows, score the same. Nothing is tuned to a set."
                + (parsed.GetValue(ensemble) == 1 ? "" : $" Ours is an ensemble of {parsed.GetValue(ensemble)} networks.") + "\n\n"
                + DetectionTables.Of(results, figures),
                parsed.GetValue(write));
            return 0;
        });
        return command;
    }

    private static DetectionRun Run(DetectionSet set, DetectionSplit split, int threads, int ensemble)
    {
        var (train, test) = (set.Pick(split.Train), set.Pick(split.Test));
        var options = new VaeOptions { Seed = split.Seed, Engine = new EngineOptions { Threads = threads }, Training = new TrainingOptions { EnsembleSize = ensemble } };
        var watch = Stopwatch.StartNew();
        var (model, scores) = Fit(options);
        var seconds = watch.Elapsed.TotalSeconds;
        var norms = new float[split.Test.Length];
        NormBaseline.Fit(train, set.Width).Score(test, norms);
        var normal = split.TestLabels.Count(label => !label);
        var told = split.NormalOnly ? Fit(options with { Scoring = ScoringOptions.ForNormalRows }) : ((VaeModel Model, float[] Scores)?)null;
        var run = new DetectionRun
        {
            Units = (model.Report.ActiveUnits, model.LatentDimension),
            Seconds = seconds,
            FalsePositiveRate = split.NormalOnly ? FalsePositives(model, scores) : null,
            FalsePositiveRateOfNormal = told is { } known ? FalsePositives(known.Model, known.Scores) : null,
        };
        if (told is { } clean)
        {
            run.Add(Detector.VaeOfNormal, Array.ConvertAll(clean.Scores, score => (double)score), split.TestLabels);
        }

        var neighbours = NearestNeighbours.Score(train, test, set.Width, !split.NormalOnly, [1, 5], threads);
        run.Add(Detector.Nearest, neighbours[0], split.TestLabels);
        run.Add(Detector.Neighbours, neighbours[1], split.TestLabels);
        run.Add(Detector.Vae, Array.ConvertAll(scores, score => (double)score), split.TestLabels);
        run.Add(Detector.Norm, Array.ConvertAll(norms, norm => (double)norm), split.TestLabels);
        return run;

        (VaeModel Model, float[] Scores) Fit(VaeOptions options)
        {
            var fitted = new VaeTrainer(options).Fit(new MemoryRowSource(train, set.Width));
            var found = new float[split.Test.Length];
            fitted.Score(test, found);
            return (fitted, found);
        }

        double FalsePositives(VaeModel fitted, float[] found) => found.Zip(split.TestLabels).Count(row => !row.Second && fitted.IsAnomaly(row.First)) / (double)normal;
    }
}
