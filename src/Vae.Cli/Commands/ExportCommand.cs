using System.CommandLine;
using Vae.Cli.Flags;
using Vae.Cli.Hosting;
using Vae.Cli.Inputs;
using Vae.Cli.Output;
using Vae.Core;
using Vae.Core.Models;
using Vae.Core.Onnx;

namespace Vae.Cli.Commands;

/// <summary><c>vae export</c>: a model or a part of it as an ONNX graph for other runtimes.</summary>
internal sealed class ExportCommand : GroupedCommand
{
    private readonly Option<string?> model = ModelFlag.Create();
    private readonly Option<string?> output = Flag.Text("--out", "FILE", "ONNX file for the graph. It appears whole or not at all.", required: true);

    private readonly Option<OnnxPart?> part = Flag.Choice<OnnxPart>(
        "--part",
        "whole: every output, and all that is needed to load the model again; encoder: rows to codes; decoder: codes to rows; scorer: rows to scores and labels."
        + " Default whole.",
        ("whole", OnnxPart.Whole),
        ("encoder", OnnxPart.Encoder),
        ("decoder", OnnxPart.Decoder),
        ("scorer", OnnxPart.Scorer));

    private readonly Option<OnnxForm?> form = Flag.Choice<OnnxForm>(
        "--form",
        "batch: any number of rows a call, [N, D]; row: one row a call, [D], which ML.NET's OnnxTransformer needs. Default batch.",
        ("batch", OnnxForm.Batch),
        ("row", OnnxForm.Row));

    private readonly Option<bool> probability = Flag.Switch("--probability", "whole and scorer: the output probability besides, that of being an anomaly.");

    private readonly Option<bool> imputed = Flag.Switch("--imputed", "whole and scorer, of a model trained with --missing observed: the output imputed besides, the rows filled in.");
    private readonly Option<bool> contributions = Flag.Switch("--contributions", "whole and scorer: the output contributions besides, each feature's part of the score.");

    private readonly CommonFlags common = new();
    private readonly CliEnvironment environment;

    public ExportCommand(CliEnvironment environment)
        : base(
            "export",
            "Writes a model, or a part of it, as an ONNX graph with scaling and threshold included: rows go in and come out in raw units."
            + " A model file is such a graph already (whole, batch); a part cannot be loaded back.",
            "vae export --model shuttle.onnx --part scorer --out scorer.onnx")
    {
        this.environment = environment;
        AddGroups(new FlagGroup("Files", model, output), new FlagGroup("Graph", part, form, probability, contributions, imputed), common.Group);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var source = parsed.GetValue(this.model)!;
        var options = new OnnxExportOptions { Part = parsed.GetValue(part) ?? OnnxPart.Whole, Form = parsed.GetValue(form) ?? OnnxForm.Batch };
        options = options with
        {
            Probability = parsed.GetValue(probability) ? "probability" : null,
            Imputed = parsed.GetValue(imputed) ? "imputed" : null,
            Contributions = parsed.GetValue(contributions) ? "contributions" : null,
        };
        var path = parsed.GetValue(this.output)!;
        if (options.Part != OnnxPart.Whole && Path.GetFullPath(path) == Path.GetFullPath(source))
        {
            throw new UsageException($"--out '{path}' is the model itself, and the {Lower(options.Part)} alone cannot be loaded back; give another name.");
        }

        // As it is: not with the threads of this machine, which would be written too.
        var model = VaeModel.Load(source);
        if (options.Imputed is not null && !FiniteRowSource.Allows(model))
        {
            throw new VaeDataException("The model was not trained to fill in missing values; train it with --missing observed, or leave out --imputed.");
        }

        if (model.ScoreDistribution is null && (options.Probability ?? options.Contributions) is { } output)
        {
            throw new VaeDataException($"The model is of format version 1 and has no {output}; train it again, or leave out --{output}.");
        }

        if (options.Part == OnnxPart.Decoder && model.ContextDimension > 0)
        {
            throw new UsageException("The decoder of a model with a context (vae train --given) reads it beside the code and is not exported alone; leave out --part, which exports the whole model.");
        }

        model.Export(path, options);
        var figures = new Figures();
        figures.Add("part", "part", Lower(options.Part));
        figures.Add("form", "form", Lower(options.Form));
        figures.Add("inputDimension", "features a row", model.InputDimension);
        figures.Add("latentDimension", "latent dimension", model.LatentDimension);
        figures.Add(null, "input", Input(model, options));
        figures.Add(null, "outputs", string.Join(", ", Outputs(model, options)));
        figures.Add("bytes", "size", new FileInfo(path).Length, "bytes");
        figures.Write(environment.Output, parsed.GetValue(common.Json));
        return ExitCodes.Success;
    }

    private static string Input(VaeModel model, OnnxExportOptions options) => options.Part == OnnxPart.Decoder
        ? Shaped(options.Latent!, model.LatentDimension, options.Form)
        : Shaped(options.Features, model.InputDimension, options.Form);

    private static IEnumerable<string> Outputs(VaeModel model, OnnxExportOptions options)
    {
        var whole = options.Part == OnnxPart.Whole;
        if (whole || options.Part == OnnxPart.Encoder)
        {
            yield return Shaped(options.Latent!, model.LatentDimension, options.Form);
            if (model.HasVariance)
            {
                yield return Shaped(options.LogVariance!, model.LatentDimension, options.Form);
            }
        }

        if (whole || options.Part == OnnxPart.Decoder)
        {
            yield return Shaped(options.Reconstruction!, model.InputDimension, options.Form);
        }

        if (whole || options.Part == OnnxPart.Scorer)
        {
            var shape = options.Form == OnnxForm.Batch ? "[N]" : "[1]";
            yield return $"{options.Score} {shape}";
            yield return $"{options.PredictedLabel} {shape}";
        }
    }

    private static string Shaped(string name, int width, OnnxForm form) => form == OnnxForm.Batch ? Invariant($"{name} [N, {width}]") : Invariant($"{name} [{width}]");

    private static string Lower<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
