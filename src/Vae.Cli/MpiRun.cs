using Vae.Cli.Hosting;
using Vae.Core.Processes;
using Vae.Mpi;

namespace Vae.Cli;

/// <summary>A command line that <c>mpirun</c> has started in several processes: each runs it, and the first alone prints and writes. An error in one of them ends all.</summary>
internal static class MpiRun
{
    /// <summary>Runs it, in this process alone where no others were started.</summary>
    /// <param name="arguments">The arguments, without the name of the program.</param>
    /// <param name="environment">Where to print, and when to stop.</param>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static int Of(string[] arguments, CliEnvironment environment)
    {
        if (!MpiLauncher.HasStartedSeveral)
        {
            return VaeApplication.Run(arguments, environment);
        }

        MpiProcessGroup group;
        try
        {
            group = MpiProcessGroup.Join(MpiOptions.OfEnvironment());
        }
        catch (Exception exception) when (exception is ProcessGroupException or FormatException)
        {
            environment.Fail(exception.Message);
            return ExitCodes.Failure;
        }

        using (group)
        {
            var own = environment.In(group);
            TellWhoIsWho(group, arguments.Contains("--quiet") ? TextWriter.Null : own.Error);
            var code = VaeApplication.Run(arguments, own);
            if (own.Failure is { } failure)
            {
                group.Fail(failure);
            }

            return code;
        }
    }

    /// <summary>Which process is which rank: a launcher that finds one killed names it by number and host alone.</summary>
    private static void TellWhoIsWho(MpiProcessGroup group, TextWriter error)
    {
        var numbers = group.Gather(BitConverter.GetBytes(Environment.ProcessId));
        error.WriteLine("processes: " + string.Join("; ", numbers.Select((number, rank) => Invariant($"{rank} is PID {BitConverter.ToInt32(number)} on '{group.HostOf(rank)}'"))));
    }
}
