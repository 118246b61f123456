using System.CommandLine;
using Vae.Bench.Measuring;
using Vae.Bench.Peers;
using Vae.Bench.Reporting;
using Vae.Bench.Workloads;
using Vae.Core.Data;

namespace Vae.Bench.Commands;

/// <summary>The options that <c>speed</c> and <c>torch</c> share.</summary>
internal sealed class ComparisonOptions
{
    private readonly Option<int> threads = new("--threads") { Description = "Threads of everyone.", DefaultValueFactory = _ => 2 };
    private readonly Option<int> rounds = new("--rounds") { Description = "Processes of everyone and each job.", DefaultValueFactory = _ => 5 };
    private readonly Option<int> repeats = new("--repeats") { Description = "Measured epochs in each training process; scoring measures five times as many passes.", DefaultValueFactory = _ => 3 };
    private readonly Option<int> chunk = new("--chunk") { Description = "Rows encoded and decoded at a time; ONNX Runtime takes the number that suits it best.", DefaultValueFactory = _ => 1024 };
    private readonly Option<int?> limit = new("--limit") { Description = "Use the first so many rows only: for a quick try, not for figures." };
    private readonly Option<string?> mnist = new("--mnist") { Description = "Folder with MNIST's idx.gz files. Default: ../shared/data/mnist beside the repository." };
    private readonly Option<bool> dense = new("--dense") { Description = "Feed img seeded rows without zeros in place of pictures, whose zeros the managed engine passes over." };
    private readonly Option<string?> python = new("--python") { Description = "Python interpreter with PyTorch. Default: /usr/bin/python3, then python3." };
    private readonly Option<bool> write = new("--write") { Description = "Put the tables into bench/RESULTS.md." };
    private readonly Option<string[]> nets = new("--net")
    {
        Description = "Which nets.",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [.. Net.All.Select(net => net.Name)],
    };

    private readonly Option<string[]> pythonCommand = new("--python-command")
    {
        Description = "A command that starts the interpreter, such as 'chroot FOLDER'; the checkout and the temporary folder must have the same paths there.",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [],
    };

    public ComparisonOptions() => nets.AcceptOnlyFromAmong([.. Net.All.Select(net => net.Name)]);

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { nets, threads, rounds, repeats, chunk, limit, mnist, dense, python, pythonCommand, write })
        {
            command.Add(option);
        }
    }

    public bool Write(ParseResult parsed) => parsed.GetValue(write);

    /// <summary>The interpreter that was named, and what starts it.</summary>
    public (string? Python, string[] Before) Python(ParseResult parsed) => (parsed.GetValue(python), parsed.GetValue(pythonCommand)!);

    /// <summary>Training and scoring of the nets on a device.</summary>
    public IReadOnlyList<Job> Jobs(ParseResult parsed, IReadOnlyDictionary<Net, string> data, string device = Job.Cpu) =>
    [
        .. from task in new[] { Job.Train, Job.Score }
           from net in parsed.GetValue(nets)!.Select(Net.Named)
           select new Job(task, net, data[net], parsed.GetValue(threads), parsed.GetValue(repeats), parsed.GetValue(chunk), device),
    ];

    /// <summary>Writes the rows of every net to files of their own, does something, and removes them.</summary>
    public int WithRows(ParseResult parsed, Func<IReadOnlyDictionary<Net, string>, RunNotes, int> measure)
    {
        var (pictures, name) = parsed.GetValue(dense)
            ? (new GeneratedRows(Net.Img.Rows, Net.Img.Width, seed: 1, unitInterval: true), "seeded rows without zeros")
            : Pictures.Training(parsed.GetValue(mnist));
        var notes = new RunNotes(name, parsed.GetValue(rounds), parsed.GetValue(limit), Machine.Load());
        var folder = Directory.CreateTempSubdirectory("vae-bench-");
        try
        {
            Console.WriteLine(Machine.Describe());
            Console.WriteLine($"img: {name}; {parsed.GetValue(threads)} threads, {notes.Rounds} rounds of {parsed.GetValue(repeats)} measured epochs");
            Console.WriteLine(notes.IsBusy ? $"The machine is busy (load {notes.Load:F1}): threads that spin, as OpenMP's do, lose most by that. Measure on an idle one." : "The machine is idle.");
            return measure(WriteRows(folder.FullName, pictures, notes.Limit), notes);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Dictionary<Net, string> WriteRows(string folder, IRowSource pictures, int? limit)
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
