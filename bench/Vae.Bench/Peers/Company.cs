namespace Vae.Bench.Peers;

/// <summary>Gathers those that a command compares with, and says who could not come.</summary>
/// <param name="jobs">What they are to do; all on the same device and threads.</param>
/// <param name="tell">Where to say who is there.</param>
internal sealed class Company(IReadOnlyList<Job> jobs, Action<string> tell)
{
    private readonly List<Contender> contenders = [];
    private readonly List<string> notes = [];

    /// <summary>Who came, in the order of their coming.</summary>
    public IReadOnlyList<Contender> Contenders => contenders;

    /// <summary>A line for each: what it is, or why it is absent.</summary>
    public IReadOnlyList<string> Notes => notes;

    /// <summary>Adds one of ours, which is always there.</summary>
    public void Add(Contender contender)
    {
        contenders.Add(contender);
        Say($"{contender.Name}: {contender.Description}");
    }

    /// <summary>Adds the hand-written TorchSharp loops.</summary>
    public void AddTorchSharp(Func<Job, double?>? wanted = null)
    {
        var (found, reason) = TorchSharpPeer.Find(jobs[0]);
        AddAll("TorchSharp", found, reason, wanted);
    }

    /// <summary>Adds PyTorch, and on a GPU its replay of captured steps.</summary>
    public void AddPyTorch(string? python, IReadOnlyList<string> before, Func<Job, double?> wanted)
    {
        var (peer, reason) = PyTorchPeer.Find(python, before, jobs[0].Threads, jobs[0].Device);
        AddAll(PyTorchPeer.Name, peer is null ? [] : [new Contender(PyTorchPeer.Name, peer.Description, job => peer.Run(job))], reason, wanted);
        if (peer is not null && jobs[0].Device == Job.Cuda)
        {
            Add(new Contender("PyTorch, graph replay", "the same with the training step captured once as a CUDA graph", job => peer.Run(job, replays: true)) { OnlyTask = Job.Train });
        }
    }

    /// <summary>Adds ONNX Runtime for scoring.</summary>
    public void AddOnnxRuntime()
    {
        var (found, reason) = OnnxRuntimePeer.Find(jobs, tell);
        AddAll("ONNX Runtime", found is null ? [] : [found], reason, wanted: null);
    }

    private void AddAll(string name, IReadOnlyList<Contender> found, string reason, Func<Job, double?>? wanted)
    {
        if (found.Count == 0)
        {
            Say($"{name}: skipped, {reason.TrimEnd('.')}");
        }

        foreach (var contender in found)
        {
            Add(wanted is null ? contender : contender with { Wanted = wanted });
        }
    }

    private void Say(string note)
    {
        notes.Add(note);
        tell(note);
    }
}
