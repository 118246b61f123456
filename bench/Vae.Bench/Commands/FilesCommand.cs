using System.CommandLine;
using System.Diagnostics;
using Vae.Bench.Measuring;
using Vae.Bench.Reporting;
using Vae.Bench.Workloads;
using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Core.Options;

namespace Vae.Bench.Commands;

/// <summary>Measures the model file: size against the weights in it, time to load and save, and how fast a loaded model scores.</summary>
internal static class FilesCommand
{
    private const int BatchRows = 100_000;
    private const int SingleRows = 20_000;

    public static Command Create()
    {
        var rounds = new Option<int>("--rounds") { Description = "Measurements of each figure.", DefaultValueFactory = _ => 7 };
        var threads = new Option<int>("--threads") { Description = "Threads of batched scoring; 0 takes all cores.", DefaultValueFactory = _ => 0 };
        var write = new Option<bool>("--write") { Description = "Put the table into bench/RESULTS.md." };
        var command = new Command("files", "Size of the model file against its weights, time to load and save it, and rows a second of the loaded model.")
        {
            rounds, threads, write,
        };
        command.SetAction(parsed =>
        {
            var (times, workers) = (parsed.GetValue(rounds), parsed.GetValue(threads));
            var files = new MarkdownTable("model", "numbers", "their bytes", "file, bytes", "more", "load, ms", "save, ms");
            var speeds = new MarkdownTable("model", "outputs", "batched, rows/s", "one row a call, us a row");
            foreach (var (name, width, options) in Models(workers))
            {
                Console.WriteLine($"Training {name}");
                var model = new VaeTrainer(options).Fit(new GeneratedRows(BatchRows / 10, width, seed: 1, unitInterval: width == Net.Img.Width));
                AddFile(files, name, model, times);
                AddSpeeds(speeds, name, model, times);
            }

            var load = Machine.Load() is { } waiting ? $" Load of the machine: {waiting:F1}." : "";
            ResultsFile.Publish(
                "files",
                $"Machine: {Machine.Describe()}; {FmaPeak.Describe(workers == 0 ? Environment.ProcessorCount : workers)}; medians of {times} (least..most), {(workers == 0 ? "all cores" : $"{workers} threads")} for batches, one thread for single rows.{load}\n\n{files}\n{speeds}",
                parsed.GetValue(write));
            return 0;
        });
        return command;
    }

    /// <summary>The default detector of 30 features, and the nets of the other comparisons.</summary>
    private static IEnumerable<(string Name, int Width, VaeOptions Options)> Models(int threads)
    {
        var training = new TrainingOptions { Steps = 100 };
        yield return ("default, 30 features", 30, new VaeOptions { Training = training, Engine = new() { Threads = threads } });
        foreach (var net in Net.All)
        {
            yield return (net.Name, net.Width, net.Options(threads, training));
        }
    }

    private static void AddFile(MarkdownTable table, string name, VaeModel model, int times)
    {
        using var whole = new MemoryStream();
        model.Save(whole);
        var bytes = whole.ToArray();
        var numbers = Numbers(model);
        var load = Milliseconds(times, () => VaeModel.Load(new MemoryStream(bytes)));
        var save = Milliseconds(times, () =>
        {
            whole.Position = 0;
            model.Save(whole);
        });
        table.Add(
            name, $"{numbers:N0}", $"{numbers * sizeof(float):N0}", $"{bytes.Length:N0}",
            $"{((double)bytes.Length / (numbers * sizeof(float))) - 1:P1}", load.ToString("F2"), save.ToString("F2"));
    }

    private static void AddSpeeds(MarkdownTable table, string name, VaeModel model, int times)
    {
        var rows = new GeneratedRows(BatchRows, model.InputDimension, seed: 2, unitInterval: false).ReadAll().Values.ToArray();
        var scores = new float[BatchRows];
        var latent = new float[(long)BatchRows * model.LatentDimension];
        var batchScores = Milliseconds(times, () => model.Score(rows, scores));
        table.Add(name, $"score ({model.Options.Scoring.Kind})", Rate(batchScores), Microseconds(times, row => model.Score(Row(row), scores.AsSpan(0, 1))).ToString("F2"));
        var batchCodes = Milliseconds(times, () => model.Encode(rows, latent));
        table.Add(name, "latent", Rate(batchCodes), Microseconds(times, row => model.Encode(Row(row), latent.AsSpan(0, model.LatentDimension))).ToString("F2"));

        ReadOnlySpan<float> Row(int row) => rows.AsSpan(row * model.InputDimension, model.InputDimension);
    }

    /// <summary>Parameters, scaler and whitening.</summary>
    private static long Numbers(VaeModel model)
    {
        var parts = model.Parts;
        var scaler = parts.Scaler.Kind == ScalingKind.None ? 0 : 2L * parts.InputDimension;
        var whitening = parts.Whitening is { } fitted ? fitted.Center.LongLength + fitted.Matrix.LongLength : 0;
        return parts.Parameters.LongLength + scaler + whitening;
    }

    private static string Rate(Spread milliseconds) => $"{BatchRows / milliseconds.Median * 1000:N0}";

    private static Spread Milliseconds(int times, Action action)
    {
        // The first passes compile, and let the runtime optimise what they compiled.
        for (var warm = 0; warm < 3; warm++)
        {
            action();
        }

        return Spread.Of(Enumerable.Range(0, times).Select(_ =>
        {
            var clock = Stopwatch.GetTimestamp();
            action();
            return Stopwatch.GetElapsedTime(clock).TotalMilliseconds;
        }));
    }

    private static Spread Microseconds(int times, Action<int> one)
    {
        var pass = Milliseconds(times, () =>
        {
            for (var row = 0; row < SingleRows; row++)
            {
                one(row);
            }
        });
        return new Spread(pass.Median * 1000 / SingleRows, pass.Minimum * 1000 / SingleRows, pass.Maximum * 1000 / SingleRows);
    }
}
