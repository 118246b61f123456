using System.Globalization;
using Vae.Core.Data;

namespace Vae.Cli.Output;

/// <summary>What the columns of a file were taken for, in one line.</summary>
internal static class ColumnSummary
{
    private const int MostNames = 12;

    /// <summary>As <c>columns: 38 numeric; 3 categorical: protocol (3 levels), service (66), flag (11)</c>.</summary>
    public static string Of(TableSchema columns) => "columns: " + string.Join("; ", columns.Columns
        .GroupBy(column => column.Kind)
        .OrderBy(group => group.Key)
        .Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Count()} {group.Key.ToString().ToLowerInvariant()}") + Names(group.Key, [.. group])));

    private static string Names(ColumnKind kind, TableColumn[] columns) => kind == ColumnKind.Numeric
        ? ""
        : ": " + string.Join(", ", columns.Take(MostNames).Select((column, index) => kind == ColumnKind.Categorical
            ? string.Create(CultureInfo.InvariantCulture, $"{column.Name} ({column.Levels.Length}{(index == 0 ? " levels" : "")})")
            : column.Name))
        + (columns.Length > MostNames ? string.Create(CultureInfo.InvariantCulture, $" and {columns.Length - MostNames} more") : "");
}
