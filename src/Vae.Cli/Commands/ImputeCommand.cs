using System.CommandLine;
using System.Diagnostics;
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
using Vae.Data;

namespace Vae.Cli.Commands;

/// <summary><c>vae impute</c>: a table in, the same table with what is missing filled in out.</summary>
internal sealed class ImputeCommand : GroupedCommand
{
    private readonly Option<string?> model = ModelFlag.Create();
    private readonly DataFlags rows = new();
    private readonly Option<string?> output = Flag.Text("--out", "FILE",
        "The table as it came, with all of its columns, in which what was missing is filled in. " + OutFlag.Formats,
        required: true);

    private readonly Option<int?> threads = Flag.Number<int>("--threads", "Threads; 0 is one a processor. Default 0.");
    private readonly CommonFlags common = new();
    private readonly CliEnvironment environment;

    public ImputeCommand(CliEnvironment environment)
        : base(
            "impute",
            "Fills in what is missing of rows, an empty field, NaN, NA, null or ?, with what a model trained with --missing observed makes of it; text columns get their most probable"
            + " level. All else stays as it is: what was observed, as it is written, columns that the model does not know, times, and rows with nothing observed, or an infinity.",
            "vae impute --model vitals.onnx --data vitals.csv --out filled.csv")
    {
        this.environment = environment;
        AddGroups(new FlagGroup("Files", [model, .. rows.AllForModel, output]), new FlagGroup("Imputing", threads), common.Group);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var model = ModelLoader.Load(parsed.GetValue(this.model)!, parsed.GetValue(threads));
        if (!FiniteRowSource.Allows(model))
        {
            throw new VaeDataException("The model was not trained to fill in missing values; train it with --missing observed.");
        }

        var request = rows.Read(parsed, environment);
        var source = DataOpener.OpenFor(model, request);
        using var output = TableOutput.Open(parsed.GetValue(this.output)!, environment);
        var totals = new Totals();
        var watch = Stopwatch.StartNew();
        Write(model, source, request, output.Writer, totals, parsed.GetValue(common.Quiet));
        DataOpener.TellOfPass(source, request);
        output.Commit();
        if (totals.Unusable - DataOpener.RefusedRows(source) is > 0 and var unusable)
        {
            environment.Warn(Invariant($"{unusable} of {totals.Rows} rows hold no value, or an infinity, and were left as they are."));
        }

        var figures = new Figures();
        figures.Add("rows", "rows", totals.Rows);
        figures.Add("imputedRows", "rows with missing values", totals.ImputedRows);
        figures.Add("imputedValues", "values filled in", totals.ImputedValues);
        figures.Add("rowsPerSecond", "speed", totals.Rows / watch.Elapsed.TotalSeconds, "N0", "rows/s");
        request.Log.AddTo(figures);
        figures.Write(output.Messages, parsed.GetValue(common.Json));
        return ExitCodes.Success;
    }

    private void Write(VaeModel model, ILabelledRowSource source, DataRequest request, ITableWriter writer, Totals totals, bool quiet)
    {
        var filledRow = new FilledRow(model, source.HasDoubles) { HasDecimalComma = request.Csv.DecimalComma };
        using var given = source is TableRowSource table ? new GivenTable(table, request.Csv, writer, filledRow) : null;
        if (given is null)
        {
            writer.WriteHeader([.. Columns(model), .. source.LabelName is null ? Array.Empty<OutputColumn>() : [new("label", OutputType.Single)]]);
        }
        else
        {
            given.WriteHeader();
            if (given.LeftOut() is { Count: > 0 } left)
            {
                environment.Warn($"'{request.Path}': {string.Join(", ", left.Select(name => $"'{name}'"))} hold what is not read, and are not written.");
            }
        }

        var width = source.ColumnCount;
        var imputed = new double[RowPass.BatchRows(width) * width];
        RowPass.RunDoubles(
            source,
            (rows, labels) =>
            {
                model.Impute(rows, imputed.AsSpan(0, rows.Length));
                for (var row = 0; row * width < rows.Length; row++)
                {
                    var filled = imputed.AsSpan(row * width, width);
                    totals.Count(model, rows.Slice(row * width, width), filled);
                    filledRow.Set(rows.Slice(row * width, width), filled);
                    if (given is null)
                    {
                        WriteRow(writer, filledRow, labels.IsEmpty ? null : labels[row]);
                    }
                    else
                    {
                        given.WriteRow();
                    }
                }
            },
            new ScoringProgress(environment, quiet, source.RowCount),
            environment.Interrupt);
    }

    // Pictures, which have no table to give back.
    private static void WriteRow(ITableWriter writer, FilledRow row, float? label)
    {
        for (var column = 0; column < row.ColumnCount; column++)
        {
            row.Write(writer, column);
        }

        if (label is { } known)
        {
            writer.Write(known);
        }

        writer.EndRow();
    }

    private static IEnumerable<OutputColumn> Columns(VaeModel model) => model.Columns?.Columns.Select(column => new OutputColumn(column.Name, column.Kind switch
    {
        ColumnKind.Categorical => OutputType.Text,
        ColumnKind.Binary => OutputType.Truth,
        _ => OutputType.Double,
    })) ?? OutputColumn.Of(model.FeatureNames ?? [.. Enumerable.Range(0, model.InputDimension).Select(i => string.Create(CultureInfo.InvariantCulture, $"x{i}"))], OutputType.Double);

    /// <summary>What was filled in.</summary>
    private sealed class Totals
    {
        public long Rows { get; private set; }

        public long ImputedRows { get; private set; }

        public long ImputedValues { get; private set; }

        public long Unusable { get; private set; }

        /// <summary>Counts a row, before and after; a categorical column is one value.</summary>
        public void Count(VaeModel model, ReadOnlySpan<double> before, ReadOnlySpan<double> after)
        {
            Rows++;
            if (double.IsNaN(after[0]))
            {
                Unusable++;
                return;
            }

            var missing = 0;
            var columns = model.Columns?.Columns.Length ?? before.Length;
            for (var column = 0; column < columns; column++)
            {
                missing += double.IsNaN(before[model.Columns?.Offset(column) ?? column]) ? 1 : 0;
            }

            ImputedValues += missing;
            ImputedRows += missing > 0 ? 1 : 0;
        }
    }
}
