using System.CommandLine;
using Vae.Cli.Flags;
using Vae.Cli.Flags.Values;
using Vae.Cli.Generation;
using Vae.Cli.Hosting;
using Vae.Cli.Inputs;
using Vae.Core.Generation;
using Vae.Core.Models;
using Vae.Core.Objectives;

namespace Vae.Cli.Commands;

/// <summary><c>vae sample</c>: rows drawn from the model, as a picture or a table.</summary>
internal sealed class SampleCommand : GroupedCommand
{
    private readonly GenerationFlags flags = new(choosesColumns: true);
    private readonly Option<int?> count = Flag.Number<int>("--count", "Rows to draw. Default 100.");
    private readonly Option<int?> seed = Flag.Number<int>("--seed", "Which rows: the same seed gives the same ones. Default 0.");
    private readonly Option<float?> temperature = Flag.Number<float>("--temperature",
        "Factor on the standard deviation of the codes: below 1 rows are more typical and more alike. Default 1.");

    private readonly Option<bool> noise = Flag.Switch("--noise", "Draw each row from the decoder's distribution, noise and all, rather than taking its mean.");
    private readonly Option<IReadOnlyList<string>?> given = GivenContext.Flag(
        "The context to draw rows in, of a model that was trained with one (vae train --given): a value of each of its columns.");

    private readonly CommonFlags common = new();
    private readonly CliEnvironment environment;

    public SampleCommand(CliEnvironment environment)
        : base(
            "sample",
            "Draws codes from the prior and decodes them: new rows like those that the model was trained on, as a sheet of pictures or as a table.",
            "vae sample --model mnist.onnx --count 100 --out sheet.png")
    {
        this.environment = environment;
        AddGroups(flags.FilesGroup(), new FlagGroup("Sampling", count, seed, temperature, noise, given, flags.Threads), flags.PictureGroup, common.Group);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var model = ModelLoader.Load(parsed.GetValue(flags.Model)!, parsed.GetValue(flags.Threads));
        ThrowIfNothingToDrawFrom(model, parsed.GetValue(flags.Model)!);
        using var output = new GeneratedOutput(flags, parsed, model, environment);
        var count = parsed.GetValue(this.count) ?? 100;
        var options = new SamplingOptions { Temperature = parsed.GetValue(temperature) ?? 1, DecoderNoise = parsed.GetValue(noise), Context = [.. GivenContext.Read(parsed.GetValue(given), model, environment)] };
        var most = output.NeedsAllRows ? int.MaxValue : RowPass.BatchRows(model.InputDimension);
        do
        {
            environment.Interrupt.ThrowIfCancellationRequested();
            var part = Sample(model, Math.Min(most, count - (int)options.FirstRow), parsed.GetValue(seed) ?? 0, options);
            output.AddToTable(part);
            output.Draw(part.Rows);
            options = options with { FirstRow = options.FirstRow + part.Count };
        }
        while (options.FirstRow < count);

        output.Commit(parsed.GetValue(common.Json));
        return ExitCodes.Success;
    }

    private static void ThrowIfNothingToDrawFrom(VaeModel model, string path)
    {
        if (!model.HasPrior)
        {
            throw new UsageException(
                $"'{path}' is a plain autoencoder, whose codes follow no prior, so there is nothing to draw new rows from; try interpolate, traverse or reconstruct, or train it with --objective elbo or adversarial.");
        }

        if (model.Prior is SampledPrior { CanDraw: false } prior)
        {
            throw new UsageException(
                $"The prior of '{path}' was given as code ('{prior.Description}'), which a model file does not hold; draw from it where the code is, with VaeModel.WithPrior.");
        }
    }

    private static GeneratedRows Sample(VaeModel model, int count, int seed, SamplingOptions options)
    {
        try
        {
            return model.Sample(count, seed, options);
        }
        catch (ArgumentException exception)
        {
            throw UsageException.Of(exception);
        }
    }
}
