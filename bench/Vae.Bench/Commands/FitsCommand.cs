using System.CommandLine;
using System.Diagnostics;
using Vae.Bench.Workloads;
using Vae.Core.Models;
using Vae.Core.Options;

namespace Vae.Bench.Commands;

/// <summary>Trains very often on an engine, and shows that memory does not grow.</summary>
internal static class FitsCommand
{
    private const int Points = 10;
    private const double MostGrowth = 16;

    public static Command Create()
    {
        var engine = new Option<string>("--engine") { Description = "managed or torch.", DefaultValueFactory = _ => "managed" };
        var count = new Option<int>("--count") { Description = "Trainings.", DefaultValueFactory = _ => 100 };
        var command = new Command("fits", "Resident memory over a hundred trainings in one process; exit code 1 where it grows.") { engine, count };
        command.SetAction(parsed =>
        {
            var options = new VaeOptions
            {
                Network = new NetworkOptions { HiddenLayers = [32], LatentDimension = 4 },
                Training = new TrainingOptions { Epochs = 3 },
                Engine = new EngineOptions { Name = parsed.GetValue(engine)!, Device = "cpu" },
            };
            var resident = new List<double>();
            for (var i = 1; i <= parsed.GetValue(count); i++)
            {
                var model = new VaeTrainer(options with { Seed = i }).Fit(new GeneratedRows(2000, 20, seed: 1, unitInterval: false));
                model.Save(Stream.Null);
                if (i % Math.Max(1, parsed.GetValue(count) / Points) == 0)
                {
                    resident.Add(Resident());
                    Console.WriteLine($"{i} trainings on {model.Report.Engine}: {resident[^1]:F1} MiB");
                }
            }

            return resident[^1] - resident[0] <= MostGrowth ? 0 : 1;
        });
        return command;
    }

    private static double Resident()
    {
        for (var i = 0; i < 2; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64 / 1048576.0;
    }
}
