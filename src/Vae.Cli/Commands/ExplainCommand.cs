using System.CommandLine;
using System.Text.Json;
using Vae.Cli.Flags;
using Vae.Cli.Flags.Values;
using Vae.Cli.Hosting;
using Vae.Cli.Inputs;
using Vae.Cli.Output;
using Vae.Cli.Progress;
using Vae.Core;
using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Data;

namespace Vae.Cli.Commands;

/// <summary><c>vae explain</c>: why rows have their scores, in words.</summary>
internal sealed class ExplainCommand : GroupedCommand
{
    private const int DefaultTop = 5;
    private const int DefaultFeatures = 5;

    private readonly Option<string?> model = ModelFlag.Create();
    private readonly DataFlags data = new();
    private readonly Option<int[]?> rows = Flag.Parsed("--rows", "N,N,...", "Rows to explain, counted from 0. Default: those of --top.", WholeNumbers.Parse);
    private readonly Option<int?> top = Flag.Number<int>("--top", "Explain so many rows, those with the highest scores. Default 5.");
    private readonly Option<int?> features = Flag.Number<int>("--features", "Features to name of each row, those with the largest part of its score. Default 5.");
    private readonly Option<int?> threads = Flag.Number<int>("--threads", "Threads; 0 is one a processor. Default 0.");
    private readonly Option<string?> output = Flag.Text("--out", "FILE",
        "The explanations as a table, a line for each feature named of a row: row (from 0), score, isAnomaly, probability, column, value, expected, sigma, contribution. " + OutFlag.Formats);

    private readonly CommonFlags common = new();
    private readonly CliEnvironment environment;

    public ExplainCommand(CliEnvironment environment)
        : base(
            "explain",
            "Says why rows have their scores: the features with the largest parts of the score, their values, and what the other features of the row lead one to expect of them,"
            + " in their own units. The parts of all features add up to the score.",
            "vae explain --model shuttle.onnx --data shuttle.csv --label label --rows 12,40 --out why.csv")
    {
        this.environment = environment;
        AddGroups(new FlagGroup("Files", [model, .. data.AllForModel, output]), new FlagGroup("Rows", rows, top, features, threads), common.Group);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var given = parsed.GetResult(this.rows) is null ? null : parsed.GetValue(this.rows);
        if (given is not null && parsed.GetResult(this.top) is not null)
        {
            throw new UsageException("--rows and --top both choose the rows; leave out one of them.");
        }

        var (top, count) = (parsed.GetValue(this.top) ?? DefaultTop, parsed.GetValue(features) ?? DefaultFeatures);
        if (top < 1 || count < 1)
        {
            throw new UsageException("--top and --features must be at least 1.");
        }

        using var table = TableOutput.Open(parsed.GetValue(output), environment);
        var model = ModelLoader.Load(parsed.GetValue(this.model)!, parsed.GetValue(threads));
        var request = data.Read(parsed, environment);
        var source = DataOpener.OpenFor(model, request);
        if (model.ScoreDistribution is null)
        {
            throw new VaeDataException("The model is of format version 1, which keeps nothing of the training rows; train it again to have its scores explained.");
        }

        var numbers = given ?? DataOpener.Telling(source, request, () => Highest(model, source, top, parsed.GetValue(common.Quiet)));
        var rows = RowPicker.Pick(model, source, request.Path, numbers, environment.Interrupt);
        var texts = model.Columns is not null && source is TableRowSource file ? file.ReadTexts(numbers) : null;
        DataOpener.TellOfPass(source, request);
        var explained = numbers.Select((number, i) => ExplainedRow.Of(model, number, rows.AsSpan(i * model.InputDimension, model.InputDimension), texts?[i])).ToArray();
        if (table is not null)
        {
            ExplainedRow.WriteHeader(table.Writer, model);
            foreach (var row in explained)
            {
                row.Write(table.Writer, count);
            }

            table.Commit();
        }

        var messages = TableOutput.MessagesOf(table, environment);
        if (parsed.GetValue(common.Json))
        {
            messages.WriteLine(JsonSerializer.Serialize(new { rows = explained.Select(row => row.ToJson(count)), warnings = DataWarningLog.ToJson(request.Log.Told) }));
            return ExitCodes.Success;
        }

        foreach (var row in explained)
        {
            row.Print(messages, count);
        }

        return ExitCodes.Success;
    }

    private int[] Highest(VaeModel model, ILabelledRowSource source, int count, bool quiet)
    {
        var highest = new PriorityQueue<int, float>();
        var scores = new float[RowPass.BatchRows(source.ColumnCount)];
        var next = 0;
        RowPass.Run(
            RelativeRowSource.Of(source, model.Parts.Origin),
            (rows, _) =>
            {
                var batch = scores.AsSpan(0, rows.Length / source.ColumnCount);
                model.ScoreRelative(rows, batch);
                foreach (var score in batch)
                {
                    if (!float.IsNaN(score))
                    {
                        highest.Enqueue(next, score);
                        if (highest.Count > count)
                        {
                            highest.Dequeue();
                        }
                    }

                    next++;
                }
            },
            new ScoringProgress(environment, quiet, source.RowCount),
            environment.Interrupt);
        if (highest.Count == 0)
        {
            throw new VaeDataException("No row has a score: there are none, or all have a missing value, or one that cannot be read.");
        }

        var rows = new List<int>();
        while (highest.TryDequeue(out var row, out _))
        {
            rows.Add(row);
        }

        rows.Reverse();
        return [.. rows];
    }
}
