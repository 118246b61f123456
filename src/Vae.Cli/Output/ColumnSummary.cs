using System.Globalization;
using Vae.Core.Data;

namespace Vae.Cli.Output;

/// <summary>What the columns of a file were taken for, in one line.</summary>
internal static class ColumnSummary
{
    private const int MostNames = 12;

    /// <summary>As <c>columns: 38 numeric; 3 categorical: protocol (3 levels), service (66), flag (11); context: hour; label: class (column 42); ignored: id</c>.</summary>
    public static string Of(TableProfile profile) => "columns: " + string.Join("; ",
    [
        .. profile.Columns
            .Where(column => column.Kind is not null)
            .GroupBy(column => column.Kind!.Value)
            .OrderBy(group => group.Key)
            .Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Count()} {group.Key.ToString().ToLowerInvariant()}") + Names(group.Key, [.. group])),
        .. Named(profile, "context"),
        .. profile.Columns.Where(column => column.Use == "label").Select(column => string.Create(CultureInfo.InvariantCulture, $"label: {column.Name} (column {column.Number})")),
        .. Named(profile, "ignored"),
    ]);

    /// <summary>The columns of a use, where there are such.</summary>
    private static string[] Named(TableProfile profile, string use) =>
        profile.Columns.Where(column => column.Use == use).Select(column => column.Name).ToArray() is { Length: > 0 } names ? [$"{use}: {Listed(names)}"] : [];

    private static string Names(ColumnKind kind, ProfiledColumn[] columns) => kind == ColumnKind.Numeric
        ? ""
        : ": " + Listed([.. columns.Select((column, index) => kind == ColumnKind.Categorical
            ? string.Create(CultureInfo.InvariantCulture, $"{column.Name} ({column.Distinct}{(index == 0 ? " levels" : "")})")
            : column.Name)]);

    private static string Listed(string[] names) =>
        string.Join(", ", names.Take(MostNames)) + (names.Length > MostNames ? string.Create(CultureInfo.InvariantCulture, $" and {names.Length - MostNames} more") : "");
}
