using System.CommandLine;
using System.Globalization;
using Vae.Cli.Flags;
using Vae.Cli.Hosting;
using Vae.Cli.Inputs;
using Vae.Cli.Output;
using Vae.Cli.Progress;
using Vae.Core;
using Vae.Core.Data;
using Vae.Core.Files;
using Vae.Core.Models;
using Vae.Core.Numerics;

namespace Vae.Cli.Commands;

/// <summary><c>vae classify</c>: the class of each row, and how well it is found where labels are known.</summary>
internal sealed class ClassifyCommand : GroupedCommand
{
    private readonly Option<string?> model = Flag.Text("--model", "CLASSIFIER", "A classifier that 'vae train-classifier' wrote.", required: true);
    private readonly DataFlags rows = new();
    private readonly Option<string?> output = Flag.Text("--out", "FILE",
        "The classes: row (from 0), class, the probability of each class, and label where one is named. " + OutFlag.Formats);

    private readonly CommonFlags common = new();
    private readonly CliEnvironment environment;

    public ClassifyCommand(CliEnvironment environment)
        : base(
            "classify",
            "Tells the class of each row; with --label also the accuracy. A row with a missing value has no class.",
            "vae classify --model classifier.onnx --data later.csv --label class --out classes.csv")
    {
        this.environment = environment;
        AddGroups(new FlagGroup("Files", [model, .. rows.AllForModel, output]), common.Group);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var classifier = VaeClassifier.Load(parsed.GetValue(model)!);
        var request = rows.Read(parsed, environment);
        var source = DataOpener.Open(request with { Columns = DataOpener.Numbers(classifier.FeatureNames, classifier.InputDimension) });
        if (source.ColumnCount != classifier.InputDimension)
        {
            throw new VaeDataException(
                Invariant($"'{request.Path}' has {source.ColumnCount} feature columns but the classifier was trained on {classifier.InputDimension};")
                + " feed the columns it was trained on, name the label with --label and leave others out with --ignore.");
        }

        var path = parsed.GetValue(this.output);
        using var output = TableOutput.Open(path, environment);
        var totals = Write(classifier, source, output?.Writer, parsed.GetValue(common.Quiet));
        DataOpener.TellOfPass(source, request);
        output?.Commit();
        var figures = new Figures();
        figures.Add("rows", "rows", totals.Rows);
        figures.Add("unclassified", "without a class", totals.Unclassified);
        if (source.LabelName is not null)
        {
            figures.Add("accuracy", "accuracy", (double)totals.Correct / Math.Max(1, totals.Rows), "P2");
        }

        request.Log.AddTo(figures);
        figures.Write(TableOutput.MessagesOf(output, environment), parsed.GetValue(common.Json));
        return ExitCodes.Success;
    }

    private (long Rows, long Correct, long Unclassified) Write(VaeClassifier classifier, ILabelledRowSource source, ITableWriter? writer, bool quiet)
    {
        var (classes, correct, unclassified, number) = (classifier.ClassCount, 0L, 0L, 0L);
        var names = classifier.ClassNames.Select(name => float.TryParse(name, CultureInfo.InvariantCulture, out var value) ? value : float.NaN).ToArray();
        string[] columns = ["class", .. classifier.ClassNames.Select(name => "p(" + name + ")"), .. source.LabelName is null ? Array.Empty<string>() : ["label"]];
        writer?.WriteHeader([new("row", OutputType.Whole), .. OutputColumn.Of(columns, OutputType.Single)]);
        var probabilities = new float[RowPass.BatchRows(source.ColumnCount) * classes];
        var rowCount = RowPass.Run(
            RelativeRowSource.Of(source, classifier.Parts.Origin),
            (rows, labels) =>
            {
                var count = rows.Length / source.ColumnCount;
                classifier.ProbabilitiesRelative(rows, probabilities.AsSpan(0, count * classes));
                for (var row = 0; row < count; row++)
                {
                    var here = probabilities.AsSpan(row * classes, classes);
                    var best = LargestValue.PlaceIn(here);
                    var found = best < 0 ? float.NaN : names[best];
                    unclassified += best < 0 ? 1 : 0;
                    correct += !labels.IsEmpty && found == labels[row] ? 1 : 0;
                    writer?.Write(number++);
                    writer?.Write(found);
                    foreach (var probability in here)
                    {
                        writer?.Write(probability);
                    }

                    if (!labels.IsEmpty)
                    {
                        writer?.Write(labels[row]);
                    }

                    writer?.EndRow();
                }
            },
            new ScoringProgress(environment, quiet, source.RowCount),
            environment.Interrupt);
        return (rowCount, correct, unclassified);
    }
}
