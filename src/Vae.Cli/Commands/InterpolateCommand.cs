using System.CommandLine;
using Vae.Cli.Flags;
using Vae.Cli.Flags.Values;
using Vae.Cli.Generation;
using Vae.Cli.Hosting;
using Vae.Cli.Inputs;
using Vae.Core.Generation;
using Vae.Core.Models;

namespace Vae.Cli.Commands;

/// <summary><c>vae interpolate</c>: the way from one row to another, through the codes.</summary>
internal sealed class InterpolateCommand : GroupedCommand
{
    private readonly GenerationFlags flags = new(choosesColumns: false);
    private readonly DataFlags data = new();
    private readonly Option<int[]?> rows = Flag.Parsed("--rows", "N,N,...",
        "Numbers of two or more rows of the data, from 0: a line of the sheet leads from the first to the second, the next from there to the third.",
        WholeNumbers.Parse);

    private readonly Option<int?> steps = Flag.Number<int>("--steps", "Rows on each way, both ends included. Default 10.");
    private readonly Option<bool> spherical = Flag.Switch("--spherical",
        "Go along the great circle, where codes stay as far from 0 as the ends are, rather than straight.");

    private readonly Option<IReadOnlyList<string>?> given = GivenContext.Flag(
        "The context to decode in, of a model that was trained with one (vae train --given): a value of each of its columns. Default: that of the two rows, where it is the same.");

    private readonly CommonFlags common = new();
    private readonly CliEnvironment environment;

    public InterpolateCommand(CliEnvironment environment)
        : base(
            "interpolate",
            "Decodes codes on the way from one row to another: a model that has understood its data passes by rows that look like data.",
            "vae interpolate --model mnist.onnx --data t10k-images-idx3-ubyte.gz --rows 3,17 --steps 10 --out path.png")
    {
        this.environment = environment;
        rows.Required = true;
        AddGroups(flags.FilesGroup(data.AllForModel), new FlagGroup("Path", rows, steps, spherical, given, flags.Threads), flags.PictureGroup, common.Group);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var numbers = parsed.GetValue(this.rows)!;
        if (numbers.Length < 2)
        {
            throw new UsageException($"--rows names {numbers.Length} row, but a way leads from one to another; give two or more, such as --rows 3,17.");
        }

        var model = ModelLoader.Load(parsed.GetValue(flags.Model)!, parsed.GetValue(flags.Threads));
        var request = data.Read(parsed, environment);
        var source = DataOpener.OpenFor(model, request);
        using var output = new GeneratedOutput(flags, parsed, model, environment);
        var context = parsed.GetValue(given) is { } said ? GivenContext.Read(said, model, environment) : null;
        var rows = RowPicker.Pick(model, source, request.Path, numbers, environment.Interrupt);
        var steps = parsed.GetValue(this.steps) ?? 10;
        var kind = parsed.GetValue(spherical) ? InterpolationKind.Spherical : InterpolationKind.Linear;
        var tiles = new List<float>();
        for (var way = 0; way + 1 < numbers.Length; way++)
        {
            var ends = rows.AsSpan(way * model.InputDimension, 2 * model.InputDimension);
            var path = Interpolate(model, ends, steps, kind, context ?? CommonContext(model, ends, numbers[way], numbers[way + 1]));
            output.AddToTable(path);
            tiles.AddRange(path.Rows);
        }

        output.Draw(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(tiles), steps);
        output.Commit(parsed.GetValue(common.Json));
        return ExitCodes.Success;
    }

    private static float[] CommonContext(VaeModel model, ReadOnlySpan<double> ends, int first, int second)
    {
        var (from, to) = (GivenContext.OfRow(model, ends[..model.InputDimension]), GivenContext.OfRow(model, ends[model.InputDimension..]));
        return from.AsSpan().SequenceEqual(to)
            ? from
            : throw new UsageException(Invariant($"--rows {first} and {second} are in different contexts, between which there is no way; name rows in one context, or say which one to decode in (--given {GivenContext.Example(model)})."));
    }

    private static GeneratedRows Interpolate(VaeModel model, ReadOnlySpan<double> ends, int steps, InterpolationKind kind, float[] context)
    {
        try
        {
            var codes = new float[2 * model.LatentDimension];
            model.Encode(ends, codes);
            return model.InterpolateCodes(codes.AsSpan(0, model.LatentDimension), codes.AsSpan(model.LatentDimension), steps, kind, context);
        }
        catch (ArgumentException exception)
        {
            throw UsageException.Of(exception);
        }
    }
}
