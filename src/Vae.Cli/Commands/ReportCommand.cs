using System.CommandLine;
using System.Diagnostics;
using Vae.Cli.Flags;
using Vae.Cli.Flags.Values;
using Vae.Cli.Generation;
using Vae.Cli.Hosting;
using Vae.Cli.Inputs;
using Vae.Cli.Output;
using Vae.Core;
using Vae.Core.Data;
using Vae.Core.Files;
using Vae.Core.Models;
using Vae.Core.Options;
using Vae.Reports;

namespace Vae.Cli.Commands;

/// <summary><c>vae report</c>: what a model has learned and what it makes of rows, as one HTML file.</summary>
internal sealed class ReportCommand : GroupedCommand
{
    private readonly Option<string?> model = ModelFlag.Create();
    private readonly DataFlags data = new();
    private readonly Option<string?> output = Flag.Text("--out", "FILE.html", "The report. It needs no other file and no network, and appears whole or not at all.", required: true);
    private readonly Option<string?> title = Flag.Text("--title", "TEXT", "What stands at its top. Default: the name of the data.");
    private readonly Option<string?> later = Flag.Text("--later", "FILE", "Later rows, with the same columns and read by the same flags, that are compared with the training rows.");
    private readonly Option<ImageShape?> image = Flag.Parsed<ImageShape?>("--image", "CxHxW", "What a row looks like, where rows are pictures, such as 3x32x32. Default: as the network knows it; of an idx file a grey square.", ImageShapeText.Parse);
    private readonly Option<int?> rows = Flag.Number<int>("--rows", "How many of the rows with the highest scores it lists and explains, 1 to 2000. Default 300.");
    private readonly Option<int?> threads = Flag.Number<int>("--threads", "Threads; 0 is one a processor. Default 0.");
    private readonly CommonFlags common = new();
    private readonly CliEnvironment environment;

    public ReportCommand(CliEnvironment environment)
        : base(
            "report",
            "Writes one HTML file for people: the verdict in plain words, the distribution of the scores with a threshold to move, the strangest rows with what makes them strange, and the model card."
            + " With --label it also says how well anomalies are found, and what false alarms and misses cost at each threshold. It holds values of the listed rows: treat it as you treat the data.",
            "vae report --model shuttle.onnx --data shuttle.csv --label label --out report.html")
    {
        this.environment = environment;
        AddGroups(new FlagGroup("Files", [model, .. data.AllForModel, later, output]), new FlagGroup("Report", title, rows, image, threads), common.Group);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var watch = Stopwatch.StartNew();
        var (modelPath, path) = (parsed.GetValue(this.model)!, parsed.GetValue(output)!);
        var options = new ReportOptions();
        options = options with { ListedRows = parsed.GetValue(rows) ?? options.ListedRows };
        if (options.ListedRows is < 1 or > 2000)
        {
            throw new UsageException(Invariant($"--rows is {options.ListedRows} but must be 1 to 2000."));
        }

        var model = ModelLoader.Load(modelPath, parsed.GetValue(threads));
        var request = data.Read(parsed, environment);
        var source = DataOpener.OpenFor(model, request);
        var name = Path.GetFileName(request.Path);
        options = options with
        {
            Title = parsed.GetValue(title) ?? name,
            Subtitle = $"Scored by {Path.GetFileName(modelPath)}",
            Image = PictureOptions.Of(model, source, parsed.GetValue(image)),
            LaterRows = parsed.GetValue(later) is { } file ? OpenLater(model, request with { Paths = [file] }) : null,
            LaterName = Path.GetFileName(parsed.GetValue(later)) ?? options.LaterName,
        };
        using var written = AtomicFile.Create(path);
        var report = DataOpener.Telling(source, request, () => ModelReport.Create(model, source, options, environment.Interrupt));
        report.Save(written.Content);
        written.Commit();
        Tell(parsed, report, request.Log, path, watch);
        return ExitCodes.Success;
    }

    /// <summary>Later rows need no label: without the column that has it they are read all the same.</summary>
    private static ILabelledRowSource OpenLater(VaeModel model, DataRequest request)
    {
        try
        {
            return DataOpener.OpenFor(model, request);
        }
        catch (VaeDataException) when (request.Label is not null)
        {
            return DataOpener.OpenFor(model, request with { Label = null });
        }
    }

    private void Tell(ParseResult parsed, ModelReport report, DataWarningLog log, string path, Stopwatch watch)
    {
        var bytes = new FileInfo(path).Length;
        var figures = new Figures();
        figures.Add("report", "report", path);
        figures.Add("headline", "verdict", report.Headline);
        figures.Add("bytes", "size", bytes, "bytes");
        figures.Add("seconds", "time", watch.Elapsed.TotalSeconds, "F1", "s");
        log.AddTo(figures);
        figures.Write(environment.Output, parsed.GetValue(common.Json));
    }
}
