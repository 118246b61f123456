using System.CommandLine;
using Vae.Cli.Exploring;
using Vae.Cli.Flags;
using Vae.Cli.Generation;
using Vae.Cli.Hosting;
using Vae.Cli.Inputs;
using Vae.Data;
using Vae.Reports;
using Vae.Reports.Findings;

namespace Vae.Cli.Commands;

/// <summary><c>vae explore</c>: the page of <c>vae report</c>, served on this machine alone, with all rows behind it.</summary>
internal sealed class ExploreCommand : GroupedCommand
{
    private const int MostPort = 65_535;

    private readonly Option<string?> model = ModelFlag.Create();
    private readonly DataFlags data = new();
    private readonly Option<string?> output = Flag.Text("--out", "MODEL", "Where the model goes when a threshold or labels are saved on the page. Default: the model's own file.");
    private readonly Option<int?> port = Flag.Number<int>("--port", "The port of 127.0.0.1 that it is served on; 0 takes a free one. Default 0.");
    private readonly Option<int?> threads = Flag.Number<int>("--threads", "Threads; 0 is one a processor. Default 0.");
    private readonly CommonFlags common = new();
    private readonly CliEnvironment environment;

    public ExploreCommand(CliEnvironment environment)
        : base(
            "explore",
            "Serves the page of 'vae report' on this machine alone, until Ctrl-C, with all rows behind it: paged and searched however many they are, labelled by hand, a row that is pasted scored and explained, and threshold and"
            + " labels saved in the model. It prints the address, which holds a secret that is new every time: who does not know it sees nothing.",
            "vae explore --model shuttle.onnx --data shuttle.csv --label label")
    {
        this.environment = environment;
        AddGroups(new FlagGroup("Files", [model, .. data.AllForModel, output]), new FlagGroup("Server", port, threads), common.Group);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var wanted = parsed.GetValue(port) ?? 0;
        if (wanted is < 0 or > MostPort)
        {
            throw new UsageException(Invariant($"--port is {wanted} but must be 0 to {MostPort}."));
        }

        var path = parsed.GetValue(this.model)!;
        var model = ModelLoader.Load(path, parsed.GetValue(threads));
        var request = data.Read(parsed, environment);
        var source = DataOpener.OpenFor(model, request);
        var options = new ReportOptions { Image = PictureOptions.Of(model, source, given: null) };
        var content = DataOpener.Telling(source, request, () => ReportContent.Of(model, source, options.ToContent(), environment.Interrupt));
        var mostBytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;
        var texts = RowTexts.Of(source, mostBytes, environment.Interrupt);
        if (texts is null && source is TableRowSource)
        {
            environment.Warn(Invariant($"As texts the rows take more than {mostBytes >> 20} MiB, half of this machine's memory: the page shows them without their cells, and finds them by number alone."));
        }

        using var explorer = new Explorer(model, source, request, parsed.GetValue(output) ?? path, content, texts);
        var server = new ExplorerServer(explorer, Path.GetFileName(request.Path), $"Scored by {Path.GetFileName(path)}, served on this machine alone");
        server.RunAsync(
            wanted,
            address =>
            {
                environment.Output.WriteLine(address);
                environment.Output.Flush();
                environment.Error.WriteLine("Open this address in a browser; Ctrl-C ends.");
            },
            environment.Interrupt).GetAwaiter().GetResult();
        return ExitCodes.Success;
    }
}
