using System.CommandLine;
using Vae.Cli.Flags;
using Vae.Cli.Output;
using Vae.Core.Generation;
using Vae.Core.Models;

namespace Vae.Cli.Commands;

/// <summary><c>vae traverse</c>: what each latent dimension does.</summary>
internal sealed class TraverseCommand : GroupedCommand
{
    private readonly GenerationFlags _flags = new(choosesColumns: false);
    private readonly DataFlags _data = new();
    private readonly Option<int?> _row = Flag.Number<int>("--row", "Number of the row of --data to start from, from 0. Default 0.");
    private readonly Option<int[]?> _dimension = Flag.Parsed("--dimension", "N,N,...", "Latent dimensions to walk, from 0, one a line. Default: all.", WholeNumbers.Parse);
    private readonly Option<float?> _minimum = Flag.Number<float>("--minimum", "First value of the dimension. Default -3.");
    private readonly Option<float?> _maximum = Flag.Number<float>("--maximum", "Last value of the dimension. Default 3.");
    private readonly Option<int?> _steps = Flag.Number<int>("--steps", "Values of each dimension, both ends included. Default 10.");
    private readonly CommonFlags _common = new();
    private readonly CliEnvironment _environment;

    public TraverseCommand(CliEnvironment environment)
        : base(
            "traverse",
            "Decodes one code with one of its numbers replaced by evenly spaced values, dimension after dimension: what each of them does. Starts from the code of a"
            + " row where --data is given, from zeros, the mean of the prior, where it is not.",
            "vae traverse --model mnist.onnx --dimension 0,1,2 --out dimensions.png")
    {
        _environment = environment;
        _data.Data.Required = false;
        AddGroups(
            _flags.FilesGroup(_data.AllForModel),
            new FlagGroup("Path", _row, _dimension, _minimum, _maximum, _steps, _flags.Threads),
            _flags.PictureGroup,
            _common.Group);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var model = ModelLoader.Load(parsed.GetValue(_flags.Model)!, parsed.GetValue(_flags.Threads));
        var code = Start(model, parsed);
        using var output = new GeneratedOutput(_flags, parsed, model);
        var dimensions = parsed.GetValue(_dimension) is { Length: > 0 } given ? given : [.. Enumerable.Range(0, model.LatentDimension)];
        var steps = parsed.GetValue(_steps) ?? 10;
        GeneratedRows path;
        try
        {
            path = model.TraverseCode(code, dimensions, parsed.GetValue(_minimum) ?? -3, parsed.GetValue(_maximum) ?? 3, steps);
        }
        catch (ArgumentException exception)
        {
            throw UsageException.Of(exception);
        }

        output.AddToTable(path);
        output.Draw(path.Rows, steps);
        output.Commit(_environment.Output, parsed.GetValue(_common.Json));
        return ExitCodes.Success;
    }

    private float[] Start(VaeModel model, ParseResult parsed)
    {
        var code = new float[model.LatentDimension];
        if (parsed.GetResult(_data.Data) is null)
        {
            return new Option[] { _row, _data.Label, _data.Ignore, _data.Header }.FirstOrDefault(flag => parsed.GetResult(flag) is not null) is { } flag
                ? throw new UsageException($"{flag.Name} is about rows, but no --data is given; add it, or leave {flag.Name} out to start from zeros.")
                : code;
        }

        var row = parsed.GetValue(_row) ?? 0;
        if (row < 0)
        {
            throw new UsageException(Invariant($"--row is {row} but rows are counted from 0; choose another."));
        }

        var request = _data.Read(parsed, _environment);
        var source = DataOpener.OpenFor(model, request);
        model.Encode(RowPicker.Pick(model, source, request.Path, [row], _environment.Interrupt).AsSpan(), code);
        return code;
    }
}
