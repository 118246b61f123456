using Vae.Bench.Detection;
using Vae.Bench.Reporting;
using Vae.Core.Calibration;
using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Core.Options;
using Vae.Core.Training;

namespace Vae.Bench.Commands;

/// <summary>Measures recipes on sets, each network trained once for all of them, and compares them by sets left out.</summary>
internal static class RecipeStudy
{
    private const string Nearest = "kNN k=1";
    private const string Fifth = "kNN k=5";

    public static string Run(IEnumerable<DetectionSet> sets, IReadOnlyList<Recipe> recipes, RecipeResults results, int seeds, int threads, int mostRows, int mostFitted)
    {
        foreach (var set in sets)
        {
            foreach (var normalOnly in new[] { true, false })
            {
                for (var seed = 0; seed < seeds; seed++)
                {
                    Measure(set, DetectionSplit.Of(set, normalOnly, seed).Capped(set, mostRows, mostFitted), recipes, results, threads);
                }
            }

            Console.WriteLine(set.Name);
        }

        return string.Join("\n", new[] { true, false }.Select(normalOnly => Table(results, normalOnly)));
    }

    private static void Measure(DetectionSet set, DetectionSplit split, IReadOnlyList<Recipe> recipes, RecipeResults results, int threads)
    {
        var wanted = recipes.Where(recipe => !results.Has(recipe.Name, set.Name, split.NormalOnly, split.Seed)).ToArray();
        var wantsNeighbours = !results.Has(Nearest, set.Name, split.NormalOnly, split.Seed) || !results.Has(Fifth, set.Name, split.NormalOnly, split.Seed);
        if (wanted.Length == 0 && !wantsNeighbours)
        {
            return;
        }

        var (train, test) = (set.Pick(split.Train), set.Pick(split.Test));
        if (wantsNeighbours)
        {
            var scores = NearestNeighbours.Score(train, test, set.Width, !split.NormalOnly, [1, 5], threads);
            Add(Nearest, scores[0]);
            Add(Fifth, scores[1]);
        }

        if (wanted.Length == 0)
        {
            return;
        }

        // Only the score differs: the network is trained once, with the cheapest of them.
        var options = new VaeOptions { Seed = split.Seed, Engine = new EngineOptions { Threads = threads } };
        var source = new MemoryRowSource(train, set.Width);
        var network = new VaeTrainer(options with { Scoring = new ScoringOptions { Kind = ScoreKind.SquaredError } }).Fit(source).Parts;
        var rows = TrainingRowsLoader.Load(source, null, options, wantsLabels: false, CancellationToken.None);
        foreach (var recipe in wanted)
        {
            var parts = ModelCalibrator.Calibrate(network with { Options = options with { Scoring = recipe.Scoring }, Calibration = null }, rows);
            var scores = new float[split.Test.Length];
            new VaeModel(parts).Score(test, scores);
            Add(recipe.Name, Array.ConvertAll(scores, score => (double)score));
        }

        void Add(string name, double[] scores)
        {
            var (auc, precision) = DetectionRun.Measure(scores, split.TestLabels);
            results.Add(name, set.Name, split.NormalOnly, split.Seed, auc, precision);
        }
    }

    private static string Table(RecipeResults results, bool normalOnly)
    {
        var recipes = results.Recipes;
        var (sets, figures) = results.Table(recipes, normalOnly);
        var title = normalOnly ? "Fit on normal rows (semi-supervised)" : "Fit on all rows (unsupervised)";
        if (sets.Length < 3 || !recipes.Contains("default"))
        {
            return $"### {title}\n\n{sets.Length} sets have figures of all recipes: too few to leave some out.\n";
        }

        var table = new MarkdownTable("recipe", "AUC", "average precision", "gain in AUC [95 %]", "gain in precision [95 %]", "best on two thirds", "ahead on the rest");
        var rows = new LeaveSetsOut(recipes, figures).Compare("default", out var chosen);
        foreach (var row in rows)
        {
            table.Add(
                row.Recipe, $"{row.Auc:F1}", $"{row.Precision:F1}", Gain(row.AucGain), Gain(row.PrecisionGain), $"{row.Chosen:P0}", $"{row.Won:P0}");
        }

        return $"### {title}, {sets.Length} sets\n\n{table}\nTaking what is best on two thirds of the sets gains {chosen.Auc:+0.0;-0.0} AUC and {chosen.Precision:+0.0;-0.0} average precision over the default on the others.\n";
    }

    private static string Gain((double Mean, double Lower, double Upper) gain) => $"{gain.Mean:+0.0;-0.0;0.0} [{gain.Lower:F1}, {gain.Upper:F1}]";
}
