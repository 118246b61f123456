using System.CommandLine;
using Vae.Cli.Flags;
using Vae.Cli.Generation;
using Vae.Cli.Hosting;
using Vae.Cli.Inputs;
using Vae.Core;
using Vae.Core.Data;
using Vae.Core.Generation;
using Vae.Core.Models;

namespace Vae.Cli.Commands;

/// <summary><c>vae reconstruct</c>: rows and what the model makes of them.</summary>
internal sealed class ReconstructCommand : GroupedCommand
{
    private readonly GenerationFlags flags = new(choosesColumns: true);
    private readonly DataFlags data = new();
    private readonly Option<int?> count = Flag.Number<int>("--count", "Rows, from the first of the data; those with a missing value are left out. Default 20.");
    private readonly CommonFlags common = new();
    private readonly CliEnvironment environment;

    public ReconstructCommand(CliEnvironment environment)
        : base(
            "reconstruct",
            "Decodes each row from its own mean code: what the model has kept of it. A picture has each row above its reconstruction; a table has the reconstructions.",
            "vae reconstruct --model mnist.onnx --data t10k-images-idx3-ubyte.gz --count 20 --out grid.png")
    {
        this.environment = environment;
        AddGroups(flags.FilesGroup(data.AllForModel), new FlagGroup("Rows", count, flags.Threads), flags.PictureGroup, common.Group);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var model = ModelLoader.Load(parsed.GetValue(flags.Model)!, parsed.GetValue(flags.Threads));
        var count = parsed.GetValue(this.count) ?? 20;
        var most = Array.MaxLength / (4 * model.InputDimension);
        if (count < 1 || count > most)
        {
            throw new UsageException(Invariant($"--count is {count} but must lie between 1 and {most}; choose a value in that range."));
        }

        var request = data.Read(parsed, environment);
        var source = DataOpener.OpenFor(model, request);
        using var output = new GeneratedOutput(flags, parsed, model, environment);
        var origin = model.Parts.Origin;
        var relative = RowPicker.First(RelativeRowSource.Of((IRowSource)source, origin), request.Path, count);
        var (codes, rebuilt) = (new float[relative.Length / model.InputDimension * model.LatentDimension], new float[relative.Length]);
        model.TransformRelative(relative, model.Options.Scoring.Kind, new VaeOutputs { Latent = codes, Reconstruction = rebuilt });
        output.AddToTable(new GeneratedRows(codes, model.LatentDimension, rebuilt, model.InputDimension, origin));
        origin?.Add(relative, relative);
        var grid = Grid(model, relative, parsed.GetValue(flags.Columns) ?? 10);
        output.Draw(grid.Tiles, grid.Columns);
        output.Commit(parsed.GetValue(common.Json));
        return ExitCodes.Success;
    }

    private static ReconstructionGrid Grid(VaeModel model, float[] rows, int columns)
    {
        try
        {
            return model.ReconstructionGrid(rows, columns);
        }
        catch (ArgumentException exception)
        {
            throw UsageException.Of(exception);
        }
    }
}
