using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Vae.Cli.Flags;
using Vae.Cli.Output;
using Vae.Cli.Progress;
using Vae.Core;
using Vae.Core.Data;
using Vae.Core.Serialization;

namespace Vae.Cli.Commands;

/// <summary><c>vae encode</c>: the mean code of each row as CSV.</summary>
internal sealed class EncodeCommand : GroupedCommand
{
    private readonly Option<string?> _model = ModelFlag.Create();
    private readonly DataFlags _rows = new();
    private readonly Option<string?> _out = Flag.Text("--out", "FILE",
        "CSV for the codes, compressed where the name ends in .gz: z0, z1, ... in the order of the rows, and label where --label is given."
        + " It appears whole or not at all.", required: true);

    private readonly Option<int?> _threads = Flag.Number<int>("--threads", "Threads; 0 is one a processor. Default 0.");
    private readonly CommonFlags _common = new();
    private readonly CliEnvironment _environment;

    public EncodeCommand(CliEnvironment environment)
        : base(
            "encode",
            "Writes the latent code of each row, the mean of q(z|x), as CSV: features for another model. A row with a missing value has the code NaN.",
            "vae encode --model shuttle.onnx --data shuttle.csv --label label --out codes.csv.gz")
    {
        _environment = environment;
        AddGroups(new FlagGroup("Files", [_model, .. _rows.All, _out]), new FlagGroup("Encoding", _threads), _common.Group);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var model = ModelLoader.Load(parsed.GetValue(_model)!, parsed.GetValue(_threads));
        var request = _rows.Read(parsed);
        var source = DataOpener.Open(request);
        DataOpener.ThrowIfNotFitting(model, source, request.Path);
        var path = parsed.GetValue(_out)!;
        using var output = AtomicFile.Create(path, CsvWriter.IsCompressed(path));
        var watch = Stopwatch.StartNew();
        var rows = Write(model, source, output.Content, parsed.GetValue(_common.Quiet));
        output.Commit();
        var figures = new Figures();
        figures.Add("rows", "rows", rows);
        figures.Add("latentDimension", "latent dimension", model.LatentDimension);
        figures.Add("rowsPerSecond", "speed", rows / watch.Elapsed.TotalSeconds, "N0", "rows/s");
        figures.Write(_environment.Output, parsed.GetValue(_common.Json));
        return ExitCodes.Success;
    }

    private long Write(VaeModel model, ILabelledRowSource source, Stream content, bool quiet)
    {
        var latent = model.LatentDimension;
        var writer = new CsvWriter(content);
        var names = Enumerable.Range(0, latent).Select(i => string.Create(CultureInfo.InvariantCulture, $"z{i}"));
        writer.WriteHeader(source.LabelName is null ? names : names.Append("label"));
        var codes = new float[RowPass.BatchRows(source.ColumnCount) * latent];
        var count = RowPass.Run(
            source,
            (rows, labels) =>
            {
                var batch = codes.AsSpan(0, rows.Length / source.ColumnCount * latent);
                model.Encode(rows, batch);
                for (var row = 0; row * latent < batch.Length; row++)
                {
                    foreach (var value in batch.Slice(row * latent, latent))
                    {
                        writer.Write(value);
                    }

                    if (!labels.IsEmpty)
                    {
                        writer.Write(labels[row]);
                    }

                    writer.EndRow();
                }
            },
            new ScoringProgress(_environment, quiet, source.RowCount),
            _environment.Interrupt);
        writer.Flush();
        return count;
    }
}
