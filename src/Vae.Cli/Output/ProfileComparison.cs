using System.Globalization;
using Vae.Core.Data;

namespace Vae.Cli.Output;

/// <summary>How the columns of a table differ from those of another that has the same names.</summary>
internal static class ProfileComparison
{
    private const double MuchMissing = 0.1;

    /// <summary>The differences that may matter to a model of the first.</summary>
    /// <param name="trained">The table that the model was trained on.</param>
    /// <param name="found">The other.</param>
    public static IEnumerable<DataWarning> Of(TableProfile trained, TableProfile found)
    {
        var others = found.Columns.GroupBy(column => column.Name).ToDictionary(same => same.Key, same => same.First());
        foreach (var before in trained.Columns.Where(column => column.Kind is not null))
        {
            if (!others.TryGetValue(before.Name, out var now) || now.Kind is null)
            {
                continue;
            }

            if (now.Kind != before.Kind && now.Kind == ColumnKind.Categorical != (before.Kind == ColumnKind.Categorical))
            {
                yield return new DataWarning("other-kind", before.Name, $"'{before.Name}' was {Kind(before)} in training and looks {Kind(now)} here: {now.Reason}.");
            }

            if (before is { Minimum: { } low, Maximum: { } high } && now is { Minimum: { } least, Maximum: { } greatest } && (least < low || greatest > high))
            {
                yield return new DataWarning("other-range", before.Name, string.Create(
                    CultureInfo.InvariantCulture, $"'{before.Name}' ran from {low:G9} to {high:G9} in training and runs from {least:G9} to {greatest:G9} here."));
            }

            var (missingBefore, missingNow) = (Share(before, trained), Share(now, found));
            if (Math.Abs(missingNow - missingBefore) > MuchMissing)
            {
                yield return new DataWarning("other-missing", before.Name, string.Create(
                    CultureInfo.InvariantCulture, $"'{before.Name}' was missing in {100 * missingBefore:F1} % of the rows in training and is in {100 * missingNow:F1} % here."));
            }
        }
    }

    private static string Kind(ProfiledColumn column) => column.Kind!.Value.ToString().ToLowerInvariant();

    private static double Share(ProfiledColumn column, TableProfile table) => (double)column.Missing / Math.Max(1, table.Rows);
}
