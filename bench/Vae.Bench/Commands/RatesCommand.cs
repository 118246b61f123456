using System.CommandLine;
using Vae.Bench.Measuring;
using Vae.Bench.Rates;
using Vae.Bench.Reporting;
using Vae.Core.Options;

namespace Vae.Bench.Commands;

/// <summary>Whether thresholds flag what they were asked to of later rows, and promised intervals have that share as often as they say.</summary>
internal static class RatesCommand
{
    private static readonly (string Name, ThresholdPolicy Threshold, double Asked, int FewestRows)[] Policies =
    [
        ("contamination", ThresholdPolicy.Contamination(0.1), 0.1, 0),
        ("risk", ThresholdPolicy.ExtremeValue(0.01), 0.01, 0),
        ("false positives", ThresholdPolicy.FalsePositiveRate(0.1), 0.1, 50),
    ];

    public static Command Create()
    {
        var draws = new Option<int>("--draws") { Description = "Draws of rows, each with a model of its own.", DefaultValueFactory = _ => 200 };
        var sizes = new Option<string>("--sizes") { Description = "Numbers of training rows, by commas.", DefaultValueFactory = _ => "20,50,100,200,500,2000" };
        var laws = new Option<string?>("--laws") { Description = "Names of the laws to draw from, by commas; default all." };
        var policies = new Option<string?>("--policies") { Description = "Names of the policies to ask for, by commas; default all." };
        var processors = new Option<int>("--processors") { Description = "Draws at a time, each on one thread.", DefaultValueFactory = _ => 2 };
        var write = new Option<bool>("--write") { Description = "Put the table into bench/RESULTS.md." };
        var command = new Command("rates", "Share of later rows that thresholds flag beside what was asked for, and how often the promised interval has it.")
        {
            draws, sizes, laws, policies, processors, write,
        };
        command.SetAction(parsed =>
        {
            var count = parsed.GetValue(draws);
            var table = new MarkdownTable("rows of", "training rows", "threshold", "asked", "said", "flagged", "deviation", "interval has it", "too low", "too high");
            bool IsChosen(Option<string?> option, string name) => parsed.GetValue(option) is not { } chosen || chosen.Split(',').Contains(name);
            foreach (var law in RowLaw.All().Where(law => IsChosen(laws, law.Name)))
            {
                foreach (var (name, threshold, asked, fewest) in Policies.Where(policy => IsChosen(policies, policy.Name)))
                {
                    foreach (var rows in parsed.GetValue(sizes)!.Split(',').Select(int.Parse).Where(rows => rows >= fewest && rows <= law.MostRows))
                    {
                        var found = new RateDraw[count];
                        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = parsed.GetValue(processors) }, draw => found[draw] = RateDraw.Of(law, rows, threshold, draw));
                        var mean = found.Average(draw => draw.Share);
                        string[] cells =
                        [
                            $"{law.Name} ({law.Width})", $"{rows:N0}", name, $"{asked:P1}", $"{found.Average(draw => draw.Said):P1}",
                            $"{mean:P1} ± {Error(found):P1}", $"{Math.Sqrt(found.Average(draw => Math.Pow(draw.Share - mean, 2))):P1}", $"{found.Count(draw => draw.IsCovered) / (double)count:P1}",
                            $"{found.Count(draw => draw.Upper < draw.Share)}", $"{found.Count(draw => draw.Lower > draw.Share)}",
                        ];
                        table.Add(cells);
                        Console.WriteLine(string.Join(" | ", cells));
                    }
                }
            }

            ResultsFile.Publish(
                "rates",
                $"Machine: {Machine.Describe()}.  \n{count} draws of each, every model with the default options and a seed of its own. Too low and too high: draws whose interval ends below the share that is flagged, and begins above it.\n\n{table}",
                parsed.GetValue(write));
            return 0;
        });
        return command;
    }

    /// <summary>Standard error of the mean share.</summary>
    private static double Error(RateDraw[] found)
    {
        var mean = found.Average(draw => draw.Share);
        return Math.Sqrt(found.Average(draw => Math.Pow(draw.Share - mean, 2)) / Math.Max(1, found.Length - 1));
    }
}
