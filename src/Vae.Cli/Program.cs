using Vae.Cli.Hosting;

namespace Vae.Cli;

internal static class Program
{
    private static int Main(string[] arguments)
    {
        using var interrupts = new InterruptHandler();
        return VaeApplication.Run(arguments, CliEnvironment.OfThisProcess(interrupts.Token));
    }
}
