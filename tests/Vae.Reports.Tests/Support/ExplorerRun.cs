using Vae.Cli;
using Vae.Cli.Hosting;

namespace Vae.Reports.Tests.Support;

/// <summary><c>vae explore</c> while it runs, in this process.</summary>
internal sealed class ExplorerRun : IAsyncDisposable
{
    private readonly CancellationTokenSource interrupt = new();
    private readonly Task<int> ended;

    private ExplorerRun(string[] arguments, AddressWriter output, StringWriter error) => ended = Task.Run(() => VaeApplication.Run(
        arguments, new CliEnvironment { Output = output, Error = error, Interrupt = interrupt.Token }));

    /// <summary>The address that it printed.</summary>
    public required string Address { get; set; }

    public static async Task<ExplorerRun> StartAsync(params string[] arguments)
    {
        var (output, error) = (new AddressWriter(), new StringWriter());
        var run = new ExplorerRun(["explore", .. arguments], output, error) { Address = "" };
        await Task.WhenAny(output.Address, run.ended);
        Assert.True(output.Address.IsCompleted, error.ToString());
        run.Address = await output.Address;
        return run;
    }

    /// <summary>Ends it as Ctrl-C does.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> EndAsync()
    {
        await interrupt.CancelAsync();
        return await ended;
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        interrupt.Dispose();
    }

    /// <summary>Waits for a line.</summary>
    private sealed class AddressWriter : StringWriter
    {
        private readonly TaskCompletionSource<string> address = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> Address => address.Task;

        public override void WriteLine(string? value) => address.TrySetResult(value ?? "");
    }
}
