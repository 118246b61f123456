using System.CommandLine;
using Vae.Cli.Flags;
using Vae.Cli.Flags.Values;
using Vae.Cli.Generation;
using Vae.Cli.Hosting;
using Vae.Cli.Inputs;
using Vae.Core.Generation;
using Vae.Core.Models;

namespace Vae.Cli.Commands;

/// <summary><c>vae traverse</c>: what each latent dimension does.</summary>
internal sealed class TraverseCommand : GroupedCommand
{
    private readonly GenerationFlags flags = new(choosesColumns: false);
    private readonly DataFlags data = new();
    private readonly Option<int?> row = Flag.Number<int>("--row", "Number of the row of --data to start from, from 0. Default 0.");
    private readonly Option<int[]?> dimension = Flag.Parsed("--dimension", "N,N,...", "Latent dimensions to walk, from 0, one a line. Default: all.", WholeNumbers.Parse);
    private readonly Option<float?> minimum = Flag.Number<float>("--minimum", "First value of the dimension. Default -3.");
    private readonly Option<float?> maximum = Flag.Number<float>("--maximum", "Last value of the dimension. Default 3.");
    private readonly Option<int?> steps = Flag.Number<int>("--steps", "Values of each dimension, both ends included. Default 10.");
    private readonly Option<IReadOnlyList<string>?> given = GivenContext.Flag(
        "The context to decode in, of a model that was trained with one (vae train --given): a value of each of its columns. Default: that of the row.");

    private readonly CommonFlags common = new();
    private readonly CliEnvironment environment;

    public TraverseCommand(CliEnvironment environment)
        : base(
            "traverse",
            "Decodes one code with one of its numbers replaced by evenly spaced values, dimension after dimension: what each of them does. Starts from the code of a"
            + " row where --data is given, from zeros, the mean of the prior, where it is not.",
            "vae traverse --model mnist.onnx --dimension 0,1,2 --out dimensions.png")
    {
        this.environment = environment;
        data.Data.Required = false;
        AddGroups(
            flags.FilesGroup(data.AllForModel),
            new FlagGroup("Path", row, dimension, minimum, maximum, steps, given, flags.Threads),
            flags.PictureGroup,
            common.Group);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var model = ModelLoader.Load(parsed.GetValue(flags.Model)!, parsed.GetValue(flags.Threads));
        var (code, context) = Start(model, parsed);
        using var output = new GeneratedOutput(flags, parsed, model, environment);
        var dimensions = parsed.GetValue(dimension) is { Length: > 0 } given ? given : [.. Enumerable.Range(0, model.LatentDimension)];
        var steps = parsed.GetValue(this.steps) ?? 10;
        GeneratedRows path;
        try
        {
            path = model.TraverseCode(code, dimensions, parsed.GetValue(minimum) ?? -3, parsed.GetValue(maximum) ?? 3, steps, context);
        }
        catch (ArgumentException exception)
        {
            throw UsageException.Of(exception);
        }

        output.AddToTable(path);
        output.Draw(path.Rows, steps);
        output.Commit(parsed.GetValue(common.Json));
        return ExitCodes.Success;
    }

    private (float[] Code, float[] Context) Start(VaeModel model, ParseResult parsed)
    {
        var code = new float[model.LatentDimension];
        var context = parsed.GetValue(given) is { } said ? GivenContext.Read(said, model, environment) : null;
        if (parsed.GetResult(data.Data) is null)
        {
            return new Option[] { this.row, data.Label, data.Ignore, data.Header }.FirstOrDefault(flag => parsed.GetResult(flag) is not null) is { } flag
                ? throw new UsageException($"{flag.Name} is about rows, but no --data is given; add it, or leave {flag.Name} out to start from zeros.")
                : (code, context ?? GivenContext.Read(null, model, environment));
        }

        var row = parsed.GetValue(this.row) ?? 0;
        if (row < 0)
        {
            throw new UsageException(Invariant($"--row is {row} but rows are counted from 0; choose another."));
        }

        var request = data.Read(parsed, environment);
        var source = DataOpener.OpenFor(model, request);
        var start = RowPicker.Pick(model, source, request.Path, [row], environment.Interrupt);
        model.Encode(start.AsSpan(), code);
        return (code, context ?? GivenContext.OfRow(model, start));
    }
}
