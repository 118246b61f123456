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

namespace Vae.Cli;

/// <summary>The <c>vae</c> tool: parses the command line, runs the command, turns what went wrong into one line and an exit code.</summary>
internal static class VaeApplication
{
    /// <summary>Runs one command line.</summary>
    /// <param name="arguments">The arguments, without the name of the program.</param>
    /// <param name="environment">Where to print, and when to stop.</param>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static int Run(string[] arguments, CliEnvironment environment)
    {
        try
        {
            var parsed = BuildRoot(environment).Parse(ResumedCommandLine.Of(arguments, environment.Processes));
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
    public static RootCommand BuildRoot(CliEnvironment environment)
    {
        var root = new RootCommand(
            "Trains variational autoencoders on tables and images, scores, encodes and makes rows with them, and exports them for other runtimes."
            + " Exit codes: 0 success, 1 failure, 2 wrong usage, 3 unusable data or model, 130 interrupted.");
        root.Subcommands.Add(new InspectCommand(environment));
        root.Subcommands.Add(new TrainCommand(environment));
        root.Subcommands.Add(new ScoreCommand(environment));
        root.Subcommands.Add(new EncodeCommand(environment));
        root.Subcommands.Add(new SampleCommand(environment));
        root.Subcommands.Add(new InterpolateCommand(environment));
        root.Subcommands.Add(new TraverseCommand(environment));
        root.Subcommands.Add(new ReconstructCommand(environment));
        root.Subcommands.Add(new ImputeCommand(environment));
        root.Subcommands.Add(new ExportCommand(environment));
        root.Subcommands.Add(new ThresholdCommand(environment));
        root.Subcommands.Add(new CalibrateCommand(environment));
        root.Subcommands.Add(new ExplainCommand(environment));
        root.Subcommands.Add(new CompareCommand(environment));
        root.Subcommands.Add(new ReportCommand(environment));
        root.Subcommands.Add(new ExploreCommand(environment));
        root.Subcommands.Add(new TrainClassifierCommand(environment));
        root.Subcommands.Add(new ClassifyCommand(environment));
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
                ? $"'{first}' is no command; give one of {commands}."
                : $"No command was given; give one of {commands}.");
        }
        else
        {
            environment.Fail(parsed.Errors[0].Message);
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
