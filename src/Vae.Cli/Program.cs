using Vae.Cli.Hosting;

namespace Vae.Cli;

internal static class Program
{
    private static int Main(string[] arguments)
    {
        using var interrupts = new InterruptHandler();
        return MpiRun.Of(arguments, CliEnvironment.OfThisProcess(interrupts.Token));
    }
}
