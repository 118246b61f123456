using System.Globalization;
using System.Text.Json;
using Vae.Cli.Hosting;
using Vae.Core.Data;
using Vae.Data;
using Vae.Data.Columns;

namespace Vae.Cli.Output;

/// <summary>What was found in a table, for people and for programs.</summary>
/// <param name="inspection">What was found.</param>
/// <param name="differences">How it differs from what a model was trained on.</param>
internal sealed class InspectionReport(TableInspection inspection, IReadOnlyList<DataWarning> differences)
{
    private const int LongestCell = 40;
    private const int MostAlike = 8;

    private static readonly string[] Titles = ["no", "column", "taken for", "missing", "distinct", "range", "examples", "because"];

    /// <summary>Prints a table of the columns, and what there is to say of them.</summary>
    public void Print(TextWriter output)
    {
        string[][] lines = [Titles, .. inspection.Profile.Columns.Select(Line)];
        var widths = Enumerable.Range(0, Titles.Length).Select(i => lines.Max(line => line[i].Length)).ToArray();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{inspection.Profile.Rows:N0} rows"));
        foreach (var line in lines)
        {
            output.WriteLine(string.Join("  ", line.Select((cell, i) => cell.PadRight(widths[i]))).TrimEnd());
        }

        Print(output, "error", inspection.Errors);
        Print(output, "warning", inspection.Profile.Warnings.Select(warning => warning.Message));
        foreach (var alike in differences.GroupBy(difference => difference.Code))
        {
            // One more is shown sooner than spoken of.
            var shown = alike.Count() > MostAlike + 1 ? MostAlike : alike.Count();
            Print(output, "differs", alike.Take(shown).Select(difference => difference.Message));
            Print(output, "differs", alike.Count() == shown ? [] : [Invariant($"{alike.Count() - shown} more columns differ in this way; --json names all.")]);
        }
    }

    /// <summary>The same as one JSON object.</summary>
    public string ToJson() => JsonSerializer.Serialize(new
    {
        rows = inspection.Profile.Rows,
        columns = inspection.Profile.Columns.Select(column => new
        {
            number = column.Number,
            name = column.Name,
            use = column.Use,
            kind = column.Kind?.ToString().ToLowerInvariant(),
            reason = column.Reason,
            missing = column.Missing,
            missingShare = (double)column.Missing / Math.Max(1, inspection.Profile.Rows),
            distinct = column.Distinct,
            distinctIsBound = column.DistinctIsBound,
            minimum = column.Minimum,
            maximum = column.Maximum,
            examples = column.Examples,
        }),
        errors = inspection.Errors.Select(FlagNames.Translate),
        warnings = DataWarningLog.ToJson(inspection.Profile.Warnings),
        differences = DataWarningLog.ToJson(differences),
    });

    private static void Print(TextWriter output, string what, IEnumerable<string> messages)
    {
        foreach (var message in messages)
        {
            output.WriteLine($"{what}: {FlagNames.Translate(message)}");
        }
    }

    private static string Short(string text) => text.Length > LongestCell ? text[..LongestCell] + "..." : text;

    private string[] Line(ProfiledColumn column) => column.Kind is null
        ? [Invariant($"{column.Number}"), Short(column.Name), column.Use, "", "", "", "", ""]
        :
        [
            Invariant($"{column.Number}"),
            Short(column.Name),
            IsRefused(column) ? "refused" : column.Kind.Value.ToString().ToLowerInvariant() + (column.Use == "context" ? ", context" : ""),
            Invariant($"{100.0 * column.Missing / Math.Max(1, inspection.Profile.Rows):F1} %"),
            Invariant($"{column.Distinct}{(column.DistinctIsBound ? "+" : "")}"),
            column is not { Minimum: { } low, Maximum: { } high } ? "" : column.Reason == ColumnJudge.TimeReason ? Invariant($"{Time(low)} to {Time(high)}") : Invariant($"{low:G9} to {high:G9}"),
            Short(string.Join(", ", column.Examples)),
            column.Reason,
        ];

    /// <summary>Whether an error is about the column, so that training takes it for nothing.</summary>
    private bool IsRefused(ProfiledColumn column) => inspection.RefusedColumns.Contains(column.Number);

    // Times are counted in seconds since 1970.
    private static string Time(double seconds) => DateTime.UnixEpoch.AddSeconds(seconds).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
