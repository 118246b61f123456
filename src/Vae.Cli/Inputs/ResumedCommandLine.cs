using System.Text.Json;
using Vae.Cli.Flags;
using Vae.Cli.Hosting;
using Vae.Core;
using Vae.Core.Checkpoints;
using Vae.Core.Processes;

namespace Vae.Cli.Inputs;

/// <summary><c>vae train --resume FILE</c>: the command line that the checkpoint's run was begun with, in the folder where it was.</summary>
internal static class ResumedCommandLine
{
    private const string Command = "train";
    private static readonly string[] Beside = ["--quiet", "--json", CommonFlags.VerboseName];
    private static readonly string[] Help = ["--help", "-h", "-?", "/?", "/h"];

    /// <summary>The command line to run, as <see cref="Of(string[])"/> has it in the first of some processes: the checkpoint need not be where the others are.</summary>
    /// <param name="arguments">The one given.</param>
    /// <param name="processes">The processes; null for this one alone.</param>
    public static string[] Of(string[] arguments, IProcessGroup? processes)
    {
        if (processes is null)
        {
            return Of(arguments);
        }

        // None where the first process resumes nothing: then each has its own.
        var told = JsonSerializer.Deserialize<string[]>(processes.FromFirst(() =>
        {
            var resumed = Of(arguments);
            return JsonSerializer.SerializeToUtf8Bytes<string[]>(ReferenceEquals(resumed, arguments) ? [] : [Environment.CurrentDirectory, .. resumed]);
        }))!;
        if (told.Length == 0)
        {
            return arguments;
        }

        processes.Together(() => Environment.CurrentDirectory = told[0]);
        return told[1..];
    }

    /// <summary>The command line to run: the one given, or, where that resumes, the one of then.</summary>
    /// <exception cref="UsageException">There are other flags beside <c>--resume</c>, or no file behind it.</exception>
    /// <exception cref="CheckpointException">The file is no checkpoint, or none of a command line.</exception>
    public static string[] Of(string[] arguments)
    {
        var at = Array.FindIndex(arguments, argument => argument == TrainFlags.ResumeName || argument.StartsWith(TrainFlags.ResumeName + "=", StringComparison.Ordinal));
        if (at < 0 || arguments[0] != Command || arguments.Intersect(Help).Any())
        {
            return arguments;
        }

        var isApart = arguments[at] == TrainFlags.ResumeName;
        var path = !isApart ? arguments[at][(TrainFlags.ResumeName.Length + 1)..] : at + 1 < arguments.Length ? arguments[at + 1] : "";
        if (path.Length == 0)
        {
            throw new UsageException($"{TrainFlags.ResumeName} goes on from a checkpoint, but no file is named; give the one that --checkpoint named.");
        }

        string[] others = [.. arguments[1..at], .. arguments[(at + (isApart ? 2 : 1))..]];
        if (Array.Find(others, other => !Beside.Contains(other)) is { } other)
        {
            throw new UsageException(
                $"{TrainFlags.ResumeName} takes data, flags and --out from the checkpoint, but '{other}' is given beside it; leave it out, or train with flags of its own and --checkpoint.");
        }

        return [.. Begun(Path.GetFullPath(path), path), .. others];
    }

    /// <summary>The command line of then, with the checkpoint where it is now.</summary>
    private static string[] Begun(string path, string given)
    {
        using var checkpoint = CheckpointReader.Open(path) ?? throw new CheckpointException($"Checkpoint '{given}' does not exist; check the path, or begin a run with --checkpoint.");
        var command = checkpoint.Header.Command;
        var place = Array.IndexOf(command, TrainFlags.CheckpointName);
        if (command.Length < 2 || command[1] != Command || place < 0 || place + 1 == command.Length)
        {
            throw new CheckpointException($"Checkpoint '{given}' was not written by 'vae train'; fit with the same options on the same rows to go on from it.");
        }

        if (!Directory.Exists(command[0]))
        {
            throw new CheckpointException($"Checkpoint '{given}' is of a run in the folder '{command[0]}', which is not there; bring it back, or begin anew.");
        }

        if (Environment.CurrentDirectory != command[0])
        {
            Environment.CurrentDirectory = command[0];
        }

        command[place + 1] = path;
        return command[1..];
    }
}
