using System.CommandLine;
using System.Globalization;
using System.Text;
using Vae.Cli.Flags.Values;
using Vae.Cli.Hosting;
using Vae.Core;
using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Core.Parts;
using Vae.Data.Columns;

namespace Vae.Cli.Generation;

/// <summary>The context that rows are drawn in, as a command line says it: <c>hour=12,day=Mon</c>.</summary>
internal static class GivenContext
{
    // Of the range that training saw: less beyond it is told of nobody.
    private const float SmallExcess = 0.1f;

    /// <summary>The flag that says it.</summary>
    /// <param name="description">What the command does with it.</param>
    public static Option<IReadOnlyList<string>?> Flag(string description) => Flags.Flag.Parsed<IReadOnlyList<string>?>("--given", "COLUMN=VALUE,...", description, NameList.Parse);

    /// <summary>The context of a row of data.</summary>
    public static float[] OfRow(VaeModel model, ReadOnlySpan<double> row) => Array.ConvertAll(row[^model.ContextDimension..].ToArray(), value => (float)value);

    /// <summary>What a command line may say for a model.</summary>
    public static string Example(VaeModel model) => Example(Names(model));

    /// <summary>Reads it.</summary>
    /// <param name="given">Columns with their values; null where nothing was said.</param>
    /// <param name="model">The model.</param>
    /// <param name="environment">Where it is told of values outside of those that training saw.</param>
    /// <returns>The context in raw units, empty of a model without.</returns>
    /// <exception cref="UsageException">The model has no context, a column of it has no value, or a value cannot be its.</exception>
    public static float[] Read(IReadOnlyList<string>? given, VaeModel model, CliEnvironment environment)
    {
        if (model.ContextDimension == 0)
        {
            return given is null ? [] : throw new UsageException("--given names a context but the model was trained without; leave it out, or train a model with --given.");
        }

        var names = Names(model);
        var schema = model.Columns is { } columns ? new TableSchema(columns.Columns[^names.Length..]) : TableSchema.Numeric(names);
        var encoder = new TableEncoder(schema);
        var row = new double[schema.Width];
        row.AsSpan().Fill(double.NaN);
        foreach (var item in given ?? [])
        {
            Set(item, names, encoder, row);
        }

        for (var column = 0; column < names.Length; column++)
        {
            if (double.IsNaN(row[schema.Offset(column)]))
            {
                throw new UsageException($"--given lacks a value of '{names[column]}': the model was trained in a context, so that rows are made in one; give {Example(names)}.");
            }
        }

        WarnOfValuesOutside(model, names, schema, row, environment);
        return Array.ConvertAll(row, value => (float)value);
    }

    private static void WarnOfValuesOutside(VaeModel model, string[] names, TableSchema schema, double[] context, CliEnvironment environment)
    {
        if (model.Parts.Range is not { } range)
        {
            return;
        }

        var before = model.InputDimension - model.ContextDimension;
        var (relative, scaled) = (new float[model.InputDimension], new float[model.InputDimension]);
        RowOrigin.Subtract(model.Parts.Origin, [.. Enumerable.Repeat(double.NaN, before), .. context], relative);
        model.Scaler.Scale(relative, scaled);
        for (var column = 0; column < names.Length; column++)
        {
            var start = schema.Offset(column);
            var (low, high) = (range.Lower[before + start], range.Upper[before + start]);
            var excess = Math.Max(low - scaled[before + start], scaled[before + start] - high);
            if (schema.Columns[column].Kind != ColumnKind.Categorical && excess > SmallExcess * Math.Max(high - low, SmallExcess))
            {
                var seen = model.Report.Data?.Columns.FirstOrDefault(known => known.Name == names[column]) is { Minimum: { } least, Maximum: { } most } ? Invariant($", which was {least} to {most}") : "";
                environment.Warn(Invariant($"--given {names[column]}={context[start]} lies outside of what training saw{seen}; what is made there rests on nothing that was learned."));
            }
        }
    }

    private static string[] Names(VaeModel model) => model.ContextColumnNames is { Count: > 0 } names
        ? [.. names]
        : [.. Enumerable.Range(model.InputDimension - model.ContextDimension + 1, model.ContextDimension).Select(number => Invariant($"{number}"))];

    private static void Set(string item, string[] names, TableEncoder encoder, double[] row)
    {
        // Of names that begin alike the longest is meant.
        var column = names.Index().Where(name => item.StartsWith(name.Item + "=", StringComparison.Ordinal)).OrderByDescending(name => name.Item.Length).Select(name => name.Index).FirstOrDefault(-1);
        try
        {
            if (column >= 0)
            {
                ThrowIfSet(row[encoder.Schema.Offset(column)], names[column]);
                encoder.EncodeText(column, item.AsSpan(names[column].Length + 1), row);
            }
            else if (!TrySetTime(item, names, encoder, row))
            {
                throw new UsageException($"--given '{item}' is no column of the context with its value; give {Example(names)}.");
            }
        }
        catch (VaeDataException exception)
        {
            throw new UsageException($"--given '{item}': {exception.Message}", exception);
        }

        if (column >= 0 && encoder.Schema.Columns[column] is { Kind: ColumnKind.Categorical } levels && row.AsSpan(encoder.Schema.Offset(column), levels.Width).IndexOf(1) < 0)
        {
            throw new UsageException($"--given '{item}' is a level that training never saw; it saw {string.Join(", ", levels.Levels)}.");
        }
    }

    /// <summary>A time gives its parts: when=2026-05-01T12:00 is what when.hour.sin and when.hour.cos are made of.</summary>
    private static bool TrySetTime(string item, string[] names, TableEncoder encoder, double[] row)
    {
        var isTime = false;
        foreach (var (index, name) in names.Index())
        {
            if (DateFeature.Parse(name) is { } part && item.StartsWith(part.Source + "=", StringComparison.Ordinal)
                && TryReadTime(item[(part.Source.Length + 1)..], out var time))
            {
                ThrowIfSet(row[encoder.Schema.Offset(index)], part.Source);
                row[encoder.Schema.Offset(index)] = part.Of(time);
                isTime = true;
            }
        }

        return isTime;
    }

    private static bool TryReadTime(string text, out DateTime time) =>
        DateText.TryRead(Encoding.UTF8.GetBytes(text), out time)
        || (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && DateText.TryReadUnix(seconds, out time));

    private static void ThrowIfSet(double value, string name)
    {
        if (!double.IsNaN(value))
        {
            throw new UsageException($"--given has two values of '{name}'; give one.");
        }
    }

    private static string Example(string[] names) =>
        string.Join(",", names.Select(name => DateFeature.Parse(name) is { } part ? part.Source + "=TIME" : name + "=VALUE").Distinct());
}
