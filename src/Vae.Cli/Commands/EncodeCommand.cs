using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Vae.Cli.Flags;
using Vae.Cli.Flags.Values;
using Vae.Cli.Hosting;
using Vae.Cli.Inputs;
using Vae.Cli.Output;
using Vae.Cli.Progress;
using Vae.Cli.Scoring;
using Vae.Core;
using Vae.Core.Data;
using Vae.Core.Files;
using Vae.Core.Models;

namespace Vae.Cli.Commands;

/// <summary><c>vae encode</c>: the code of each row, or another of the encoder's layers, as CSV.</summary>
internal sealed class EncodeCommand : GroupedCommand
{
    private readonly Option<string?> model = ModelFlag.Create();
    private readonly DataFlags rows = new();
    private readonly Option<string?> output = Flag.Text("--out", "FILE",
        "The codes: z0, z1, ... in the order of the rows, and label where --label is given. Log-variances are logvar0, logvar1, ..., numbers of the hidden layer h0, h1, ... " + OutFlag.Formats, required: true);

    private readonly Option<FeatureKind?> features = Flag.Choice("--features",
        "What is written of each row: its mean code; that and behind it the log-variance, which a plain autoencoder has not; or the encoder's last hidden layer, which keeps what"
        + " the code leaves out. Default mean.",
        ("mean", FeatureKind.Mean), ("mean-and-log-variance", FeatureKind.MeanAndLogVariance), ("hidden", FeatureKind.Hidden));

    private readonly Option<int?> threads = Flag.Number<int>("--threads", "Threads; 0 is one a processor. Default 0.");
    private readonly CommonFlags common = new();
    private readonly CliEnvironment environment;

    public EncodeCommand(CliEnvironment environment)
        : base(
            "encode",
            "Writes the latent code of each row, the mean of q(z|x), as CSV: features for another model. A row with a missing value has the code NaN, unless the model was trained with --missing observed.",
            "vae encode --model shuttle.onnx --data shuttle.csv --label label --out codes.csv.gz")
    {
        this.environment = environment;
        AddGroups(new FlagGroup("Files", [model, .. rows.AllForModel, output]), new FlagGroup("Encoding", features, threads), common.Group);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var model = ModelLoader.Load(parsed.GetValue(this.model)!, parsed.GetValue(threads));
        var kind = parsed.GetValue(features) ?? FeatureKind.Mean;
        var width = Width(model, kind);
        var request = this.rows.Read(parsed, environment);
        var source = DataOpener.OpenFor(model, request);
        using var output = TableOutput.Open(parsed.GetValue(this.output)!, environment);
        var watch = Stopwatch.StartNew();
        var rows = Write(model, kind, source, output.Writer, parsed.GetValue(common.Quiet), request.InvalidRows == InvalidRowChoice.Skip);
        DataOpener.TellOfPass(source, request);
        output.Commit();
        CollapsedModel.Warn(model, environment);
        var figures = new Figures();
        figures.Add("rows", "rows", rows);
        figures.Add("latentDimension", "latent dimension", model.LatentDimension);
        figures.Add("features", "features a row", width);
        figures.Add("rowsPerSecond", "speed", rows / watch.Elapsed.TotalSeconds, "N0", "rows/s");
        request.Log.AddTo(figures);
        figures.Write(output.Messages, parsed.GetValue(common.Json));
        return ExitCodes.Success;
    }

    private static int Width(VaeModel model, FeatureKind kind)
    {
        try
        {
            return model.FeatureDimension(kind);
        }
        catch (InvalidOperationException exception)
        {
            throw new UsageException(exception.Message, exception);
        }
    }

    private static IEnumerable<string> Names(VaeModel model, FeatureKind kind)
    {
        var width = model.FeatureDimension(kind);
        return Enumerable.Range(0, width).Select(i => kind == FeatureKind.Hidden
            ? string.Create(CultureInfo.InvariantCulture, $"h{i}")
            : i < model.LatentDimension
                ? string.Create(CultureInfo.InvariantCulture, $"z{i}")
                : string.Create(CultureInfo.InvariantCulture, $"logvar{i - model.LatentDimension}"));
    }

    private long Write(VaeModel model, FeatureKind kind, ILabelledRowSource source, ITableWriter writer, bool quiet, bool skips)
    {
        var width = model.FeatureDimension(kind);
        var names = Names(model, kind);
        writer.WriteHeader([.. OutputColumn.Of(source.LabelName is null ? names : names.Append("label"), OutputType.Single)]);
        var codes = new float[RowPass.BatchRows(source.ColumnCount) * width];
        var count = RowPass.Run(
            RelativeRowSource.Of(source, model.Parts.Origin),
            (rows, labels) =>
            {
                var batch = codes.AsSpan(0, rows.Length / source.ColumnCount * width);
                model.TransformRelative(rows, model.Options.Scoring.Kind, new VaeOutputs { Features = batch, FeatureKind = kind });
                for (var row = 0; row * width < batch.Length; row++)
                {
                    if (skips && float.IsNaN(batch[row * width]))
                    {
                        continue;
                    }

                    foreach (var value in batch.Slice(row * width, width))
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
            new ScoringProgress(environment, quiet, source.RowCount),
            environment.Interrupt);
        return count;
    }
}
