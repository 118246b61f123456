using System.Diagnostics;
using System.Reflection;
using Vae.Core.Engines;
using Vae.Core.Files;
using Vae.Core.Options;
using Vae.Core.Processes;
using Vae.Core.Training;

namespace Vae.Core.Checkpoints;

/// <summary>The checkpoint of one training, in a file: what was found there, and what is written as training goes on.</summary>
internal sealed class RunCheckpoint : ICheckpoint, IDisposable
{
    private readonly CheckpointOptions where;
    private readonly VaeOptions options;
    private readonly CheckpointReader? found;
    private readonly bool isWritten;
    private readonly List<TrainedNetwork> networks = [];
    private readonly Stopwatch sinceWritten = new();
    private DataFingerprint? data;
    private RunSnapshot? run;
    private long stepsWritten;

    private RunCheckpoint(CheckpointOptions where, VaeOptions options, CheckpointReader? found, bool isWritten) =>
        (this.where, this.options, this.found, this.isWritten) = (where, options, found, isWritten);

    public IReadOnlyList<TrainedNetwork> Networks => networks;

    /// <summary>The version of this library, down to the commit where it is known.</summary>
    public static string Library { get; } =
        typeof(RunCheckpoint).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>Looks whether there is a file, and whether it is of a run with these options; null where the options ask for none.</summary>
    /// <param name="options">Of the run, and where the file is.</param>
    /// <param name="group">The processes of the run, of which the first has the file and the others are told what is in it; null for this one alone.</param>
    /// <exception cref="CheckpointException">It is no checkpoint, or one of another version or of other options.</exception>
    public static RunCheckpoint? Open(VaeOptions options, IProcessGroup? group = null)
    {
        if (options.Training.Checkpoint is not { } where)
        {
            return null;
        }

        if (group is null || group.Size == 1)
        {
            return Open(where, options, where.Path, isWritten: true);
        }

        var bytes = group.FromFirst(() => File.Exists(where.Path) ? File.ReadAllBytes(where.Path) : []);
        return group.Together(() => group.Rank == 0 ? Open(where, options, where.Path, isWritten: true) : Received(where, options, bytes));
    }

    /// <summary>What another process has read, by way of a file that is gone once it is read.</summary>
    private static RunCheckpoint Received(CheckpointOptions where, VaeOptions options, byte[] bytes)
    {
        if (bytes.Length == 0)
        {
            return new RunCheckpoint(where, options, null, isWritten: false);
        }

        var copy = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(copy, bytes);
            return Open(where, options, copy, isWritten: false);
        }
        finally
        {
            // Open files keep their content.
            File.Delete(copy);
        }
    }

    private static RunCheckpoint Open(CheckpointOptions where, VaeOptions options, string path, bool isWritten)
    {
        var found = CheckpointReader.Open(path);
        try
        {
            if (found is not null)
            {
                RequireSameRun(found.Header, options, where.Path);
            }

            return new RunCheckpoint(where, options, found, isWritten);
        }
        catch
        {
            found?.Dispose();
            throw;
        }
    }

    public void Dispose() => found?.Dispose();

    /// <summary>Takes up what the file holds, where there is one, and is ready to be written from here on.</summary>
    /// <param name="rows">The rows of this training.</param>
    /// <param name="setup">Its sizes.</param>
    /// <param name="start">Parameters that it goes on with, of each network; empty where it begins.</param>
    /// <exception cref="CheckpointException">It is of other rows, or damaged.</exception>
    public void Begin(TrainingRows rows, TrainingSetup setup, IReadOnlyList<float[]> start)
    {
        data = DataFingerprint.Of(rows, start);
        if (found is null)
        {
            return;
        }

        if (found.Header.Data.Difference(data) is { } difference)
        {
            throw new CheckpointException($"Checkpoint '{where.Path}' is of a run on other rows: there are {difference}; give the rows of then, or delete it to begin anew with these.");
        }

        (var done, run) = CheckpointBody.Read(found, rows, setup, options.Training.EnsembleSize);
        networks.AddRange(done);
        stepsWritten = run?.Position.StepsTaken ?? 0;
        sinceWritten.Restart();
        found.Dispose();
    }

    public RunSnapshot? TakeRun()
    {
        var taken = run;
        run = null;
        return taken;
    }

    public bool IsDue(long stepsTaken) =>
        isWritten && (!sinceWritten.IsRunning || stepsTaken - stepsWritten >= where.EverySteps || sinceWritten.Elapsed >= where.Interval);

    public void Write(RunSnapshot run)
    {
        WriteFile(run);
        stepsWritten = run.Position.StepsTaken;
    }

    public void Write(TrainedNetwork network)
    {
        networks.Add(network);
        WriteFile(null);
        stepsWritten = 0;
    }

    private static void RequireSameRun(CheckpointHeader header, VaeOptions options, string path)
    {
        if (header.Library != Library)
        {
            throw new CheckpointException(
                $"Checkpoint '{path}' was written by version {header.Library} and this is {Library}, whose numbers may be others; go on with the version that wrote it, or delete it to begin anew.");
        }

        if (OptionDifferences.Of(header.Options, options) is { Count: > 0 } differences)
        {
            throw new CheckpointException($"Checkpoint '{path}' is of a run with other options: {string.Join("; ", differences)}. Give the options of then, or delete it to begin anew with these.");
        }
    }

    private void WriteFile(RunSnapshot? run)
    {
        if (!isWritten)
        {
            return;
        }

        using var file = AtomicFile.CreateAlone(where.Path);
        using var writer = new CheckpointWriter(file.Content);
        writer.Write(new CheckpointHeader
        {
            Library = Library,
            Options = options,
            Data = data!,
            Command = [.. where.Command],
            Networks = [.. networks.Select(network => NetworkHeader.Of(network.Report))],
            Run = run?.Position,
            HasBest = run?.Best is not null,
            KeptRows = run?.Kept?.Length,
        });
        CheckpointBody.Write(writer, networks, run);
        writer.End();
        file.Commit();
        sinceWritten.Restart();
    }
}
