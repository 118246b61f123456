using System.CommandLine;
using Vae.Bench.Detection;
using Vae.Bench.Measuring;
using Vae.Bench.Reporting;
using Vae.Bench.Workloads;
using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Core.Options;
using Vae.Core.Statistics;

namespace Vae.Bench.Commands;

/// <summary>Values planted into ordinary rows: in how many of these they have the largest parts of the score, as scores are split and as they were before.</summary>
internal static class ExplanationsCommand
{
    private const int MostTrained = 4000;
    private const int MostPlanted = 1000;

    private static readonly (int Values, double Sigmas)[] Plantings = [(1, 6), (1, 10), (2, 6), (2, 10)];

    private static readonly ScoreKind[] Before = [ScoreKind.ReferenceDistance, ScoreKind.WhitenedDistance, ScoreKind.SquaredError];

    public static Command Create()
    {
        var folders = new Option<string[]>("--data")
        {
            Description = "Folders of further sets, CSV with a column named label; default ../shared/data/adbench.",
            DefaultValueFactory = _ => [DetectionSet.DefaultFolder],
            AllowMultipleArgumentsPerToken = true,
        };
        var seeds = new Option<int>("--seeds") { Description = "Splits, nets and plantings a set.", DefaultValueFactory = _ => 2 };
        var threads = new Option<int>("--threads") { Description = "Threads; 0 takes one a processor.", DefaultValueFactory = _ => 0 };
        var write = new Option<bool>("--write") { Description = "Put the tables into bench/RESULTS.md." };
        var command = new Command("explanations", "How often the columns with one or two planted values have the largest parts of the default score.")
        {
            folders, seeds, threads, write,
        };
        command.SetAction(parsed =>
        {
            var table = new MarkdownTable([
                "rows", "columns", "sigma of",
                .. Plantings.SelectMany(planting => planting.Values == 1 ? (string[])[$"1 of {planting.Sigmas}"] : [$"{planting.Values} of {planting.Sigmas}: one first", "both first"]),
            ]);
            var means = new Dictionary<(bool IsGenerated, bool IsConditional), List<double[][]>>();
            foreach (var (name, width, isGenerated, rows) in Sets(parsed.GetValue(folders)!))
            {
                var runs = Enumerable.Range(0, parsed.GetValue(seeds)).Select(seed => Measure(width, rows, seed, parsed.GetValue(threads))).ToArray();
                foreach (var isConditional in (bool[])[false, true])
                {
                    var figures = Mean([.. runs.Select(run => run[isConditional])]);
                    table.Add([name, $"{width}", SigmaOf(isConditional), .. figures.Select(Cell)]);
                    if (!means.TryGetValue((isGenerated, isConditional), out var all))
                    {
                        means[(isGenerated, isConditional)] = all = [];
                    }

                    all.Add(figures);
                }

                Console.WriteLine(name);
            }

            foreach (var ((isGenerated, isConditional), all) in means.OrderBy(pair => pair.Key.IsGenerated))
            {
                table.Add([$"**mean of {all.Count} {(isGenerated ? "factor models" : "sets")}**", "", SigmaOf(isConditional), .. Mean([.. all]).Select(Cell)]);
            }

            ResultsFile.Publish(
                "explanations",
                $"Machine: {Machine.Describe()}.  \nShare of rows in per cent, mean over {parsed.GetValue(seeds)} seeds: as scores are split / as the default score, the whitened distance / and the squared error were split before. "
                + $"Default models, trained on at most {MostTrained} of a random half of the normal rows; at most {MostPlanted} of the others had one or two values, drawn at random, moved up or down by 6 or 10 sigma.\n\n"
                + table,
                parsed.GetValue(write));
            return 0;
        });
        return command;
    }

    private static string SigmaOf(bool isConditional) => isConditional ? "what the others leave open" : "the column";

    private static string Cell(double[] shares) => string.Join(" / ", shares.Select(share => $"{100 * share:F1}"));

    /// <summary>The mean of arrays of arrays, number by number.</summary>
    private static double[][] Mean(double[][][] runs) =>
        [.. Enumerable.Range(0, runs[0].Length).Select(i => Enumerable.Range(0, runs[0][i].Length).Select(j => runs.Average(run => run[i][j])).ToArray())];

    /// <summary>Normal rows of sets, and rows of factor models.</summary>
    private static IEnumerable<(string Name, int Width, bool IsGenerated, float[] Rows)> Sets(string[] folders)
    {
        foreach (var set in DetectionSet.Find("").Concat(DetectionSet.In(folders.Where(Directory.Exists))).DistinctBy(set => set.Name))
        {
            yield return (set.Name, set.Width, false, set.Pick([.. Enumerable.Range(0, set.Rows).Where(row => !set.Labels[row])]));
        }

        foreach (var (columns, factors) in new[] { (4, 1), (6, 2), (10, 3), (20, 4), (40, 5), (100, 10) })
        {
            yield return ($"{factors} {(factors == 1 ? "factor" : "factors")}", columns, true, FactorModel.Draw(6000, columns, factors, noise: 0.3, seed: columns));
        }
    }

    /// <summary>Of each planting, by either sigma, the shares of rows with a planted column first, and with both, of each split.</summary>
    private static Dictionary<bool, double[][]> Measure(int width, float[] all, int seed, int threads)
    {
        var order = Enumerable.Range(0, all.Length / width).ToArray();
        new Random(seed).Shuffle(order);
        float[] Rows(IEnumerable<int> numbers) => [.. numbers.SelectMany(row => all[(row * width)..((row + 1) * width)])];
        var train = Rows(order.Take(Math.Min(MostTrained, order.Length / 2)));
        var test = Rows(order.Skip(order.Length / 2).Take(MostPlanted));
        var model = new VaeTrainer(new VaeOptions { Seed = seed, Engine = new() { Threads = threads } }).Fit(new MemoryRowSource(train, width));
        VaeModel[] models = [model, .. Before.Select(kind => new VaeModel(model.Parts with
        {
            SharesBySurprise = false,
            Options = model.Options with { Scoring = model.Options.Scoring with { Kind = kind } },
        }))];
        return new[] { false, true }.ToDictionary(isConditional => isConditional, isConditional =>
        {
            var units = isConditional ? ConditionalSigmas(model) : Sigmas(train, width);
            return Plantings.SelectMany(planting =>
            {
                var planted = PlantedRows.Of(test, units, planting.Values, planting.Sigmas, seed);
                var shares = models.Select(which =>
                {
                    var parts = new float[planted.Values.Length];
                    which.Contributions(planted.Values, parts);
                    return planted.Share(parts);
                }).ToArray();
                double[] first = [.. shares.Select(share => share.First)];
                return planting.Values == 1 ? (double[][])[first] : [first, [.. shares.Select(share => share.All)]];
            }).ToArray();
        });
    }

    private static double[] Sigmas(float[] rows, int width)
    {
        var all = Enumerable.Range(0, rows.Length / width).ToArray();
        return [.. Enumerable.Range(0, width).Select(column =>
        {
            var mean = all.Average(row => (double)rows[(row * width) + column]);
            return Math.Sqrt(all.Average(row => Math.Pow(rows[(row * width) + column] - mean, 2)));
        })];
    }

    /// <summary>What is left of each column's sigma where all others are known, in the units of the data.</summary>
    private static double[] ConditionalSigmas(VaeModel model)
    {
        var constant = model.ConstantFeatures.ToArray();
        var deviations = new LinearExpectation(model.Parts.Calibration!.Expectation).Deviation;
        return [.. deviations.Select((deviation, column) => constant.Contains(column) ? 0 : deviation / model.Scaler.Factor[column])];
    }
}
