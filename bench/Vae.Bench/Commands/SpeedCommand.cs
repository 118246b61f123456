using System.CommandLine;
using Vae.Bench.Measuring;
using Vae.Bench.Peers;
using Vae.Bench.Reporting;
using Vae.Bench.Workloads;
using Vae.Core.Data;

namespace Vae.Bench.Commands;

/// <summary>Trains and scores both nets on the managed engine and on PyTorch in alternation, and compares time and memory.</summary>
internal static class SpeedCommand
{
    // Below this, what else runs is not worth a word.
    private const double BusyLoad = 0.7;

    public static Command Create()
    {
        var threads = new Option<int>("--threads") { Description = "Threads of either engine.", DefaultValueFactory = _ => 2 };
        var rounds = new Option<int>("--rounds") { Description = "Processes of each engine and job.", DefaultValueFactory = _ => 5 };
        var repeats = new Option<int>("--repeats") { Description = "Measured epochs in each training process; scoring measures five times as many passes.", DefaultValueFactory = _ => 3 };
        var chunk = new Option<int>("--chunk") { Description = "Rows encoded and decoded at a time.", DefaultValueFactory = _ => 1024 };
        var limit = new Option<int?>("--limit") { Description = "Use the first so many rows only: for a quick try, not for figures." };
        var budget = new Option<int>("--stream-budget") { Description = "MiB of rows in memory where rows are streamed.", DefaultValueFactory = _ => 16 };
        var mnist = new Option<string?>("--mnist") { Description = "Folder with MNIST's idx.gz files. Default: ../shared/data/mnist beside the repository." };
        var python = new Option<string?>("--python") { Description = "Python interpreter with PyTorch. Default: /usr/bin/python3, then python3." };
        var write = new Option<bool>("--write") { Description = "Put the tables into bench/RESULTS.md." };
        var command = new Command("speed", "Speed and peak memory beside PyTorch.") { threads, rounds, repeats, chunk, limit, budget, mnist, python, write };
        command.SetAction(parsed =>
        {
            var (peer, reason) = PyTorchPeer.Find(parsed.GetValue(python), parsed.GetValue(threads));
            var (pictures, picturesName) = Pictures.Training(parsed.GetValue(mnist));
            var folder = Directory.CreateTempSubdirectory("vae-bench-");
            try
            {
                var data = WriteRows(folder.FullName, pictures, parsed.GetValue(limit));
                var jobs = new List<Job>();
                foreach (var task in new[] { Job.Train, Job.Score })
                {
                    jobs.AddRange(Net.All.Select(net =>
                        new Job(task, net, data[net], parsed.GetValue(threads), parsed.GetValue(repeats), parsed.GetValue(chunk))));
                }

                var comparison = new Comparison(jobs, peer, parsed.GetValue(budget));
                Console.WriteLine(Machine.Describe());
                Console.WriteLine(peer is null ? $"PyTorch is skipped: {reason}" : peer.Description);
                Console.WriteLine($"img: {picturesName}; {parsed.GetValue(threads)} threads, {parsed.GetValue(rounds)} rounds of {parsed.GetValue(repeats)} measured epochs");
                var load = Machine.Load();
                Console.WriteLine(load > BusyLoad ? $"The machine is busy (load {load:F1}): threads that spin, as OpenMP's do, lose most by that. Measure on an idle one." : "The machine is idle.");
                comparison.Run(parsed.GetValue(rounds), Console.WriteLine);
                var notes = new SpeedNotes(
                    picturesName, peer?.Description ?? $"PyTorch was skipped: {reason.TrimEnd('.')}", parsed.GetValue(limit), parsed.GetValue(rounds), load > BusyLoad ? load : null);
                ResultsFile.Publish("speed", SpeedTables.Of(comparison, notes), parsed.GetValue(write));
                return 0;
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        });
        return command;
    }

    /// <summary>Writes the rows of every net to a file of its own in a folder.</summary>
    public static Dictionary<Net, string> WriteRows(string folder, IRowSource pictures, int? limit)
    {
        var files = new Dictionary<Net, string>();
        foreach (var net in Net.All)
        {
            var rows = net == Net.Img ? pictures : new GeneratedRows(net.Rows, net.Width, seed: 1, unitInterval: false);
            files[net] = Path.Combine(folder, $"{net.Name}.f32");
            RowFile.Write(rows, files[net], limit ?? long.MaxValue);
        }

        return files;
    }
}
