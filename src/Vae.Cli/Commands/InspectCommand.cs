using System.CommandLine;
using Vae.Cli.Flags;
using Vae.Cli.Hosting;
using Vae.Cli.Inputs;
using Vae.Cli.Output;
using Vae.Cli.Progress;
using Vae.Core;
using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Data;
using Vae.Data.Columns;
using Vae.Data.Options;

namespace Vae.Cli.Commands;

/// <summary><c>vae inspect</c>: what each column of a file is taken for and why, and how the file differs from what a model was trained on.</summary>
internal sealed class InspectCommand : GroupedCommand
{
    private readonly DataFlags rows = new();
    private readonly ColumnFlags columns = new();
    private readonly Option<string?> model = Flag.Text("--model", "MODEL", "Also say how the file differs from the table that this model was trained on.");
    private readonly CommonFlags common = new();
    private readonly CliEnvironment environment;

    public InspectCommand(CliEnvironment environment)
        : base(
            "inspect",
            "Says what each column of a file holds, what training would take it for and why, and what to look at before. Nothing is trained. The exit code is 3 where training would refuse the file.",
            "vae inspect --data connections.csv --label label")
    {
        this.environment = environment;
        AddGroups(new FlagGroup("Files", [.. rows.All, model]), columns.Group, common.Group);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var request = rows.Read(parsed, environment);
        var model = parsed.GetValue(this.model) is { } path ? ModelLoader.Load(path, threads: null) : null;
        DataOpener.ThrowIfNotForLines(request);
        var csv = columns.In(request.Csv, parsed);
        var options = new RowSourceOptions
        {
            Label = request.Label,
            Inference = columns.Read(parsed, normalRowsOnly: false),
            Csv = csv with { Dates = csv.Dates.Count > 0 || model is null ? csv.Dates : DatesOf(model), Header = request.Header ?? CsvHeader.Detect, IgnoredColumns = request.Ignored },
        };
        var inspection = RowSourceFactory.Inspect(request.Paths, options);
        if (model is not null && NamesThatMark(model, inspection.Profile, options.Inference!) is { Length: > 0 } names)
        {
            inspection = RowSourceFactory.Inspect(request.Paths, options with { Inference = options.Inference! with { MarkersAreNames = names } });
        }

        var differences = model is null ? [] : Differences(model, request, inspection.Profile);
        var report = new InspectionReport(model is null ? inspection : inspection with { Profile = WithContext(inspection.Profile, model) }, differences);
        if (parsed.GetValue(common.Json))
        {
            environment.Output.WriteLine(report.ToJson());
        }
        else
        {
            report.Print(environment.Output);
        }

        var isRefused = !inspection.Errors.IsEmpty || differences.Any(difference => difference.Code == "unusable")
            || (parsed.GetValue(rows.Strict) && (!inspection.Profile.Warnings.IsEmpty || differences.Count > 0));
        return isRefused ? ExitCodes.Data : ExitCodes.Success;
    }

    /// <summary>Columns in which the model knows a text as a name that marks a missing value elsewhere, such as NA; none where the table was read so already.</summary>
    private static string[] NamesThatMark(VaeModel model, TableProfile profile, ColumnInference inference)
    {
        string[] known = [.. ContinuedRows.NamesThatMark(model)
            .Where(name => !inference.Kinds.ContainsKey(name) && profile.Columns.Any(column => column.Name == name && column.Use is "feature" or "context"))];
        return known.Except(inference.MarkersAreNames).Any() ? [.. inference.MarkersAreNames.Union(known)] : [];
    }

    /// <summary>Columns of times of the table that the model was trained on, and the parts of them that it learned.</summary>
    private static Dictionary<string, IReadOnlyList<DatePart>> DatesOf(VaeModel model) => (model.Columns?.Columns.Select(column => column.Name) ?? model.FeatureNames ?? [])
        .Select(name => TimePart.Of(model, name)).OfType<DateFeature>().GroupBy(feature => feature.Source)
        .ToDictionary(column => column.Key, IReadOnlyList<DatePart> (column) => [.. column.Select(feature => feature.Part).Distinct()]);

    /// <summary>Columns that the model is told, and does not score, are context; so are dates of whose parts some are.</summary>
    private static TableProfile WithContext(TableProfile profile, VaeModel model)
    {
        var names = (model.ContextColumnNames ?? []).SelectMany(name => TimePart.Of(model, name) is { } part ? [name, part.Source] : new[] { name }).ToHashSet(StringComparer.Ordinal);
        return profile with { Columns = [.. profile.Columns.Select(column => column.Use == "feature" && names.Contains(column.Name) ? column with { Use = "context" } : column)] };
    }

    private List<DataWarning> Differences(VaeModel model, DataRequest request, TableProfile profile)
    {
        var differences = new List<DataWarning>();
        try
        {
            // A log of its own: what there is to tell is told here once, with all else.
            var log = new DataWarningLog(new CliEnvironment { Output = TextWriter.Null, Error = TextWriter.Null }, isStrict: false);
            var source = DataOpener.OpenFor(model, request with { Log = log });
            var range = new RangeCounter(model);
            RowPass.Run(RelativeRowSource.Of(source, model.Parts.Origin), (rows, _) => range.AddRelative(rows), new ScoringProgress(environment, quiet: true, null), environment.Interrupt);
            DataOpener.TellOfPass(source, request with { Log = log });
            differences.AddRange(log.Told.Except(profile.Warnings));

            // Ranges and missing values are compared with those of the training table below; what marks missing values by this table alone has been told.
            differences.AddRange(range.Warnings().Where(warning => warning.Code is not ("outside-range" or "other-missing") && !profile.Warnings.Any(known => known.Code == warning.Code && known.Column == warning.Column)));
        }
        catch (VaeDataException exception)
        {
            differences.Add(new DataWarning("unusable", null, exception.Message));
        }

        if (model.Report.Data is { } trained)
        {
            differences.AddRange(ProfileComparison.Of(trained, profile));
        }

        return differences;
    }
}
