using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Vae.Cli.Flags;
using Vae.Cli.Hosting;
using Vae.Cli.Inputs;
using Vae.Core;
using Vae.Core.Models;
using Vae.Core.Reports;

namespace Vae.Cli.Commands;

/// <summary><c>vae compare</c>: how far a batch has moved from the rows that a model was trained on.</summary>
internal sealed class CompareCommand : GroupedCommand
{
    private const int MostFeatures = 10;

    private readonly Option<string?> model = ModelFlag.Create();
    private readonly DataFlags data = new();
    private readonly Option<double?> level = Flag.Number<double>("--level", "Chance of a false alarm, 0 to 0.5. Default 0.01.");
    private readonly Option<int?> threads = Flag.Number<int>("--threads", "Threads; 0 is one a processor. Default 0.");
    private readonly CommonFlags common = new();
    private readonly CliEnvironment environment;

    public CompareCommand(CliEnvironment environment)
        : base(
            "compare",
            "Tells whether the rows of a file have drifted away from the rows that the model was trained on: the scores by the test of Kolmogorov and Smirnov, each feature beside the"
            + " others by Welch's test, adjusted for their number (Holm). Drift is a finding, not a failure: the exit code is 0 either way.",
            "vae compare --model shuttle.onnx --data this-week.csv")
    {
        this.environment = environment;
        AddGroups(new FlagGroup("Files", [model, .. data.AllForModel]), new FlagGroup("Test", level, threads), common.Group);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var model = ModelLoader.Load(parsed.GetValue(this.model)!, parsed.GetValue(threads));
        var request = data.Read(parsed, environment);
        var source = DataOpener.OpenFor(model, request);
        var report = DataOpener.Telling(source, request, () => Compare(model, source, parsed.GetValue(level) ?? 0.01));
        if (parsed.GetValue(common.Json))
        {
            environment.Output.WriteLine(Json(report, request.Log.Told));
            return ExitCodes.Success;
        }

        environment.Output.WriteLine(report.Verdict);
        foreach (var feature in report.Moved.Take(MostFeatures))
        {
            environment.Output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"  {feature.Name}: shift {feature.Shift:+0.00;-0.00;0.00} sigma, spread {feature.Spread:F2}, p {feature.PValue:G2}"));
        }

        return ExitCodes.Success;
    }

    private DriftReport Compare(VaeModel model, Core.Data.IRowSource source, double level)
    {
        try
        {
            return model.Compare(source, level, environment.Interrupt);
        }
        catch (ArgumentException exception)
        {
            throw new UsageException(exception.Message, exception);
        }
        catch (InvalidOperationException exception)
        {
            throw new VaeDataException(exception.Message, exception);
        }
    }

    private static string Json(DriftReport report, IReadOnlyList<Core.Data.DataWarning> warnings) => JsonSerializer.Serialize(new
    {
        rows = report.Rows,
        referenceRows = report.ReferenceRows,
        statistic = report.Statistic,
        pValue = report.PValue,
        flaggedRate = report.FlaggedRate,
        hasDrifted = report.HasDrifted,
        verdict = report.Verdict,
        warnings = Output.DataWarningLog.ToJson(warnings),
        moved = report.Moved.Select(feature => new { name = feature.Name, shift = feature.Shift, spread = feature.Spread, pValue = feature.PValue }),
    });
}
