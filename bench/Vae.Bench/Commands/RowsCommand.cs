using System.CommandLine;
using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;
using Vae.Bench.Measuring;
using Vae.Bench.Reporting;
using Vae.Bench.Workloads;
using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Core.Onnx.ModelFiles;

namespace Vae.Bench.Commands;

/// <summary>One row a call, and few: a model beside ONNX Runtime on the graph that the model exports, in turns.</summary>
internal static class RowsCommand
{
    // Calls of a turn last about as long, whatever the model.
    private const double TurnMilliseconds = 15;

    public static Command Create()
    {
        var rounds = new Option<int>("--rounds") { Description = "Turns of each side and number of rows.", DefaultValueFactory = _ => 101 };
        var threads = new Option<int>("--threads") { Description = "Threads of both sides.", DefaultValueFactory = _ => 1 };
        var rows = new Option<int[]>("--rows") { Description = "Rows a call.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [1, 2, 4, 8, 32] };
        var names = new Option<string[]>("--model") { Description = "Which models.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [.. RowModel.All.Select(model => model.Name)] };
        names.AcceptOnlyFromAmong([.. RowModel.All.Select(model => model.Name)]);
        var write = new Option<bool>("--write") { Description = "Put the table into bench/RESULTS.md." };
        var command = new Command("rows", "One row a call and small batches beside ONNX Runtime on the exported graph, in turns.") { rounds, threads, rows, names, write };
        command.SetAction(parsed =>
        {
            var (turns, workers) = (parsed.GetValue(rounds), parsed.GetValue(threads));
            var load = Machine.Load();
            var table = new MarkdownTable("model", "rows a call", "managed, us", "ONNX Runtime, us", "ratio of medians", "ratio of least", "ratio by round", "largest difference");
            foreach (var model in RowModel.All.Where(model => parsed.GetValue(names)!.Contains(model.Name)))
            {
                Console.WriteLine($"Measuring {model.Name}: {model.What}");
                Measure(table, model, parsed.GetValue(rows)!, turns, workers);
            }

            var busy = load > 1 ? $" **The machine was busy when this began (load {load:F1}): not figures to quote.**" : "";
            ResultsFile.Publish(
                "rows",
                $"Machine: {Machine.Describe()}; {FmaPeak.Describe(workers)}; ONNX Runtime {OrtEnv.Instance().GetVersionString()} on the graph that the model exports; {workers} {(workers == 1 ? "thread" : "threads")} on both sides; "
                + $"microseconds a call, median (least..most) of {turns} turns of some {TurnMilliseconds} ms; ratios say how many times as fast the managed engine is.{busy}\n\n{table}",
                parsed.GetValue(write));
            return 0;
        });
        return command;
    }

    private static void Measure(MarkdownTable table, RowModel wanted, int[] counts, int turns, int threads)
    {
        var options = wanted.Options with { Engine = new() { Threads = threads } };
        var model = new VaeTrainer(options).Fit(new GeneratedRows(2000, wanted.Width, seed: 1, unitInterval: true));
        using var file = new MemoryStream();
        OnnxModelWriter.Write(model.Parts, wanted.Export, file);
        using var session = Session(file.ToArray(), threads);
        using var run = new RunOptions();
        var data = new GeneratedRows(Math.Max(256, counts.Max()), wanted.Width, seed: 2, unitInterval: true).ReadAll().Values.ToArray();
        var outputWidth = wanted.Export.Score is not null ? 1 : wanted.Export.Latent is not null ? model.LatentDimension : wanted.Width;
        foreach (var count in counts)
        {
            var (ours, theirs) = (new float[count * outputWidth], new float[count * outputWidth]);
            using var given = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, data.AsMemory(0, count * wanted.Width), [count, wanted.Width]);
            using var taken = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, theirs.AsMemory(), wanted.Export.Score is not null ? [count] : [count, outputWidth]);
            string[] inputs = [wanted.Export.Features], outputs = ["out"];
            OrtValue[] values = [given], results = [taken];
            void Managed() => Run(model, wanted, data.AsSpan(0, count * wanted.Width), ours);
            void Peer() => session.Run(run, inputs, values, outputs, results);
            var sides = InTurns(turns, Managed, Peer);
            var (mine, other) = (Spread.Of(sides[0]), Spread.Of(sides[1]));
            table.Add(
                wanted.Name, $"{count}", mine.ToString("F1"), other.ToString("F1"), $"{other.Median / mine.Median:F2}", $"{other.Minimum / mine.Minimum:F2}",
                Spread.Of(sides[0].Zip(sides[1], (a, b) => b / a)).ToString("F2"), $"{ours.Zip(theirs, (a, b) => Math.Abs(a - b)).Max():G2}");
        }
    }

    private static InferenceSession Session(byte[] graph, int threads)
    {
        using var options = new SessionOptions { IntraOpNumThreads = threads, InterOpNumThreads = 1 };
        return new InferenceSession(graph, options);
    }

    private static void Run(VaeModel model, RowModel wanted, ReadOnlySpan<float> rows, Span<float> output)
    {
        if (wanted.Export.Score is not null)
        {
            model.Score(rows, output);
        }
        else if (wanted.Export.Latent is not null)
        {
            model.Encode(rows, output);
        }
        else
        {
            model.Reconstruct(rows, output);
        }
    }

    /// <summary>Microseconds a call of each side in each turn; who begins changes from turn to turn.</summary>
    private static double[][] InTurns(int turns, params Action[] sides)
    {
        var calls = Array.ConvertAll(sides, Calls);
        var measured = Array.ConvertAll(sides, _ => new double[turns]);
        for (var turn = 0; turn < turns; turn++)
        {
            for (var i = 0; i < sides.Length; i++)
            {
                var side = (i + turn) % sides.Length;
                measured[side][turn] = Microseconds(sides[side], calls[side]);
            }
        }

        return measured;
    }

    /// <summary>Compiles and warms up, and finds how many calls make a turn.</summary>
    private static int Calls(Action side)
    {
        var clock = Stopwatch.StartNew();
        var calls = 0;
        while (clock.ElapsedMilliseconds < 400 || calls < 60)
        {
            side();
            calls++;
        }

        return Math.Max(1, (int)(TurnMilliseconds * 1000 / Microseconds(side, 20)));
    }

    private static double Microseconds(Action side, int calls)
    {
        // The other side's last turn has taken the caches.
        side();
        var clock = Stopwatch.GetTimestamp();
        for (var call = 0; call < calls; call++)
        {
            side();
        }

        return Stopwatch.GetElapsedTime(clock).TotalMicroseconds / calls;
    }
}
