using System.Text.Json;
using Vae.Bench.Workloads;

namespace Vae.Bench.Peers;

/// <summary>PyTorch in a child process of its own: <c>bench/peers/vae_torch.py</c>.</summary>
internal sealed class PyTorchPeer
{
    /// <summary>What tables call it.</summary>
    public const string Name = "PyTorch";

    private static readonly string Script = Path.Combine(Repository.Root, "bench", "peers", "vae_torch.py");

    private readonly string[] command;

    private PyTorchPeer(string[] command, string description)
    {
        this.command = command;
        Description = description;
    }

    /// <summary>Version, and the library its products come from.</summary>
    public string Description { get; }

    /// <summary>Looks for a Python with a PyTorch that is fair to compare with.</summary>
    /// <param name="given">The interpreter to use; null tries /usr/bin/python3, then python3.</param>
    /// <param name="before">A command that starts the interpreter, such as <c>chroot FOLDER</c>; the script and the rows must have the same paths there.</param>
    /// <param name="threads">Threads that it must be able to use.</param>
    /// <param name="device">Where it is to compute: cpu or cuda.</param>
    /// <returns>The peer, or null and the reason.</returns>
    public static (PyTorchPeer? Peer, string Reason) Find(string? given, IReadOnlyList<string> before, int threads, string device = Job.Cpu)
    {
        var reason = "";
        foreach (var python in given is null ? new[] { "/usr/bin/python3", "python3" } : [given])
        {
            try
            {
                string[] command = [.. before, python, Script];
                string[] check = ["check", "--threads", $"{threads}", "--device", device];
                var answer = JsonDocument.Parse(ChildProcess.LastLine(command[0], [.. command[1..], .. check], NativeThreads.Environment(threads))).RootElement;
                var description = $"{answer.GetProperty("torch").GetString()} ({string.Join(' ', command[..^1])}), {(device == Job.Cpu ? "BLAS " : "")}{answer.GetProperty(device == Job.Cpu ? "blas" : "card").GetString()}";
                if (answer.GetProperty("objection").GetString() is { } objection)
                {
                    return (null, $"{description}: {objection}");
                }

                return (new PyTorchPeer(command, description), "");
            }
            catch (InvalidOperationException failure)
            {
                reason = $"{(reason.Length > 0 ? reason + "; " : "")}{failure.Message}";
            }
        }

        return (null, reason);
    }

    /// <summary>Does a job.</summary>
    /// <param name="job">What to do.</param>
    /// <param name="replays">Whether training steps are captured once as a CUDA graph and then replayed; on a GPU only.</param>
    public WorkerReport Run(Job job, bool replays = false) => WorkerReport.Parse(ChildProcess.LastLine(
        command[0], [.. command[1..], .. job.Arguments(), .. replays ? new[] { "--replay" } : []], NativeThreads.Environment(job.Threads)));
}
