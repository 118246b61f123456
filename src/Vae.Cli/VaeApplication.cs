using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Reflection;
using Vae.Cli.Commands;
using Vae.Cli.Flags;
using Vae.Cli.Hosting;
using Vae.Cli.Inputs;
using Vae.Core;
using Vae.Core.Processes;
using Vae.Data.Columns;

namespace Vae.Cli;

/// <summary>The <c>vae</c> tool: parses the command line, runs the command, turns what went wrong into one line and an exit code.</summary>
internal static class VaeApplication
{
    private static readonly (string Name, Func<CliEnvironment, Command> Create)[] Commands =
    [
        ("inspect", environment => new InspectCommand(environment)),
        ("train", environment => new TrainCommand(environment)),
        ("score", environment => new ScoreCommand(environment)),
        ("encode", environment => new EncodeCommand(environment)),
        ("sample", environment => new SampleCommand(environment)),
        ("interpolate", environment => new InterpolateCommand(environment)),
        ("traverse", environment => new TraverseCommand(environment)),
        ("reconstruct", environment => new ReconstructCommand(environment)),
        ("impute", environment => new ImputeCommand(environment)),
        ("export", environment => new ExportCommand(environment)),
        ("threshold", environment => new ThresholdCommand(environment)),
        ("calibrate", environment => new CalibrateCommand(environment)),
        ("explain", environment => new ExplainCommand(environment)),
        ("compare", environment => new CompareCommand(environment)),
        ("report", environment => new ReportCommand(environment)),
        ("explore", environment => new ExploreCommand(environment)),
        ("train-classifier", environment => new TrainClassifierCommand(environment)),
        ("classify", environment => new ClassifyCommand(environment)),
    ];

    /// <summary>Runs one command line.</summary>
    /// <param name="arguments">The arguments, without the name of the program.</param>
    /// <param name="environment">Where to print, and when to stop.</param>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static int Run(string[] arguments, CliEnvironment environment)
    {
        try
        {
            var line = ResumedCommandLine.Of(arguments, environment.Processes);
            var parsed = BuildRoot(environment, line.FirstOrDefault()).Parse(line);
            ThrowIfOneProcessDoes(parsed, environment);
            if (parsed.Action is ParseErrorAction || (parsed.Errors.Count > 0 && parsed.Action is null))
            {
                return ReportUsage(parsed, environment);
            }

            return parsed.Invoke(new InvocationConfiguration
            {
                Output = environment.Output,
                Error = environment.Error,
                EnableDefaultExceptionHandler = false,

                // Ctrl-C is ours: the library's handler would end the process before the best model so far is written.
                ProcessTerminationTimeout = null,
            });
        }
        catch (Exception exception)
        {
            return Report(Cause(exception), environment.ShowTraces || arguments.Contains(CommonFlags.VerboseName), environment);
        }
    }

    /// <summary>The command tree.</summary>
    /// <param name="environment">What the commands may touch.</param>
    /// <param name="only">The command that is going to run: the others, which take longer to build than it takes to score a few rows, are left out. Where there is none of that name, all are there.</param>
    public static RootCommand BuildRoot(CliEnvironment environment, string? only = null)
    {
        var root = new RootCommand(
            "Trains variational autoencoders on tables and images, scores, encodes and makes rows with them, and exports them for other runtimes."
            + " Exit codes: 0 success, 1 failure, 2 wrong usage, 3 unusable data or model, 130 interrupted.");
        var isCommand = Commands.Any(command => command.Name == only);
        foreach (var (name, create) in Commands)
        {
            if (!isCommand || name == only)
            {
                root.Subcommands.Add(create(environment));
            }
        }

        foreach (var help in root.Options.OfType<HelpOption>())
        {
            help.Action = new GroupedHelpAction(environment.Width);
        }

        return root;
    }

    /// <summary>What several processes would each do as a whole is not done by several.</summary>
    private static void ThrowIfOneProcessDoes(ParseResult parsed, CliEnvironment environment)
    {
        if (environment.Processes is { } group && parsed.CommandResult.Command is not (TrainCommand or ScoreCommand or RootCommand))
        {
            throw new UsageException(Invariant($"'vae {parsed.CommandResult.Command.Name}' was started in {group.Size} processes, but 'vae train' and 'vae score' alone share their work; start it without mpirun."));
        }
    }

    private static int ReportUsage(ParseResult parsed, CliEnvironment environment)
    {
        var command = parsed.CommandResult.Command;
        if (command is RootCommand)
        {
            var commands = string.Join(", ", command.Subcommands.Select(child => child.Name));
            environment.Fail(parsed.UnmatchedTokens is [var first, ..]
                ? $"'{first}' is no command; {(NearestName.Find(first, command.Subcommands.Select(child => child.Name)) is { } near ? $"did you mean '{near}'? The commands are" : "give one of")} {commands}."
                : $"No command was given; give one of {commands}.");
        }
        else
        {
            environment.Fail(parsed.UnmatchedTokens is [var wrong, ..] && wrong.StartsWith("--", StringComparison.Ordinal)
                ? $"'{wrong}' is no flag of 'vae {command.Name}'" + (Flag.Nearest(wrong, command) is { } near ? $"; did you mean {near}?" : ".")
                : parsed.Errors[0].Message);
        }

        var name = command is RootCommand ? "vae" : "vae " + command.Name;
        environment.Error.WriteLine($"Run '{name} --help' for its flags.");
        return ExitCodes.Usage;
    }

    /// <summary>What went wrong beneath wrappers that say only that something did.</summary>
    private static Exception Cause(Exception exception)
    {
        while (exception is TargetInvocationException or AggregateException && exception.InnerException is { } inner)
        {
            exception = inner;
        }

        return exception;
    }

    private static int Report(Exception exception, bool showTraces, CliEnvironment environment)
    {
        var (message, code) = exception switch
        {
            UsageException => (exception.Message, ExitCodes.Usage),
            VaeDataException or ModelFileException or CheckpointException => (exception.Message, ExitCodes.Data),
            ProcessGroupException when environment.Interrupt.IsCancellationRequested => ("Interrupted; nothing was written.", ExitCodes.Interrupted),
            OperationCanceledException => ("Interrupted; nothing was written.", ExitCodes.Interrupted),
            EngineException => (FlagNames.Translate(exception.Message), ExitCodes.Failure),
            ProcessGroupException or TrainingDivergedException or IOException or UnauthorizedAccessException => (exception.Message, ExitCodes.Failure),
            OutOfMemoryException => ("Not enough memory: " + exception.Message, ExitCodes.Failure),
            _ => ($"{exception.GetType().Name}: {exception.Message} (run with --verbose to see where)", ExitCodes.Failure),
        };
        environment.Fail(message);
        if (showTraces)
        {
            environment.Error.WriteLine(exception);
        }

        return code;
    }
}
