using System.CommandLine;
using Vae.Bench.Measuring;
using Vae.Bench.Peers;
using Vae.Bench.Reporting;
using Vae.Bench.Workloads;
using Vae.Core.Engines;
using Vae.Core.Networks;
using Vae.Core.Training;

namespace Vae.Bench.Commands;

/// <summary>The engine torch beside PyTorch, on the processor and on a GPU, and its memory over a long run.</summary>
internal static class TorchCommand
{
    // Below this, what else runs is not worth a word.
    private const double BusyLoad = 0.7;

    public static Command Create()
    {
        var devices = new Option<string[]>("--device")
        {
            Description = "Where: cpu, cuda, or both; a GPU that is not there is left out, and that said.",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [Job.Cpu, Job.Cuda],
        };
        var nets = new Option<string[]>("--net")
        {
            Description = "Which nets.",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [.. Net.All.Select(net => net.Name)],
        };
        var threads = new Option<int>("--threads") { Description = "Threads of either side.", DefaultValueFactory = _ => 2 };
        var rounds = new Option<int>("--rounds") { Description = "Processes of each side and job.", DefaultValueFactory = _ => 5 };
        var repeats = new Option<int>("--repeats") { Description = "Measured epochs in each training process; scoring measures five times as many passes.", DefaultValueFactory = _ => 3 };
        var chunk = new Option<int>("--chunk") { Description = "Rows encoded and decoded at a time.", DefaultValueFactory = _ => 1024 };
        var limit = new Option<int?>("--limit") { Description = "Use the first so many rows only: for a quick try, not for figures." };
        var steps = new Option<int>("--steps") { Description = "Training steps over which memory is watched; 0 leaves it out.", DefaultValueFactory = _ => 20_000 };
        var mnist = new Option<string?>("--mnist") { Description = "Folder with MNIST's idx.gz files. Default: ../shared/data/mnist beside the repository." };
        var python = new Option<string?>("--python") { Description = "Python interpreter with PyTorch. Default: /usr/bin/python3, then python3." };
        var write = new Option<bool>("--write") { Description = "Put the tables into bench/RESULTS.md." };
        devices.AcceptOnlyFromAmong(Job.Cpu, Job.Cuda);
        nets.AcceptOnlyFromAmong([.. Net.All.Select(net => net.Name)]);
        var command = new Command("torch", "The engine torch beside PyTorch: speed on the processor and on a GPU, peak memory, and memory over a long run.")
        {
            devices, nets, threads, rounds, repeats, chunk, limit, steps, mnist, python, write,
        };
        command.SetAction(parsed =>
        {
            var (pictures, name) = Pictures.Training(parsed.GetValue(mnist));
            var folder = Directory.CreateTempSubdirectory("vae-bench-");
            try
            {
                var data = SpeedCommand.WriteRows(folder.FullName, pictures, parsed.GetValue(limit));
                var flat = true;
                foreach (var device in parsed.GetValue(devices)!)
                {
                    var jobs = new List<Job>();
                    foreach (var task in new[] { Job.Train, Job.Score })
                    {
                        jobs.AddRange(parsed.GetValue(nets)!.Select(Net.Named).Select(net => new Job(
                            task, net, data[net], parsed.GetValue(threads), parsed.GetValue(repeats), parsed.GetValue(chunk), device)));
                    }

                    var run = new TorchRun(
                        jobs, name, parsed.GetValue(rounds), parsed.GetValue(limit), parsed.GetValue(steps), parsed.GetValue(python), Machine.Load() is > BusyLoad and var load ? load : null);
                    var (text, isFlat) = Measure(run);
                    flat &= isFlat;
                    ResultsFile.Publish($"torch-{device}", text, parsed.GetValue(write));
                }

                return flat ? 0 : 1;
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        });
        return command;
    }

    private static (string Text, bool IsFlat) Measure(TorchRun run)
    {
        var job = run.Jobs[0];
        var (engine, absence) = Look(job);
        if (engine is null)
        {
            return ($"Skipped on {Machine.Describe()}: {absence}\n", true);
        }

        var (peer, reason) = PyTorchPeer.Find(run.Python, job.Threads, job.Device);
        var peerName = peer?.Description ?? $"PyTorch was skipped: {reason.TrimEnd('.')}";
        Console.WriteLine(engine);
        Console.WriteLine(peerName);
        var alternation = new Alternation(run.Jobs, Contenders(job.Device, peer));
        alternation.Run(run.Rounds, Console.WriteLine);
        var traces = new List<(Job Job, MemoryTrace Trace)>();
        foreach (var training in run.Jobs.Where(given => given.Task == Job.Train && run.Steps > 0))
        {
            Console.WriteLine($"{run.Steps:N0} steps of {training.Net.Name}, watching memory");
            traces.Add((training, TorchPeer.Watch(training, run.Steps)));
        }

        var memory = traces.Count == 0 ? "" : $"\n### Memory over {run.Steps:N0} steps\n\n{TorchTables.Memory(traces)}";
        return (
            $"{run.Describe(engine, peerName)}\n### Speed and peak memory\n\n{TorchTables.Speed(alternation)}{memory}",
            traces.TrueForAll(run => TorchTables.IsFlat(run.Trace)));
    }

    private static List<Contender> Contenders(string device, PyTorchPeer? peer)
    {
        List<Contender> contenders = [new Contender("engine torch", TorchPeer.Run)];
        if (peer is not null)
        {
            contenders.Add(new Contender("PyTorch", job => peer.Run(job)));
            if (device == Job.Cuda)
            {
                contenders.Add(new Contender("PyTorch, graph replay", job => peer.Run(job, replays: true), Trains: true));
            }
        }

        return contenders;
    }

    /// <summary>What the engine calls itself on a job's device, or why it cannot run there.</summary>
    private static (string? Description, string Absence) Look(Job job)
    {
        var options = job.Net.Options(job.Threads, new TrainingOptions { Steps = 1 });
        options = options with { Engine = options.Engine with { Name = EngineOptions.TorchName, Device = job.Device } };
        var plan = VaePlan.Create(options, job.Net.Width);
        try
        {
            using var session = EngineCatalog.Find(EngineOptions.TorchName).Open(TrainingSetup.Of(options, plan, job.Net.BatchSize));
            return (session.Description, "");
        }
        catch (EngineException missing)
        {
            return (null, missing.Message);
        }
    }
}
