using System.Numerics;
using Vae.Core.Data;

namespace Vae.MLNet.Columns.Values;

/// <summary>Finds values that their column cannot have, in expanded rows: counts below 0, and binary values below 0 or above 1. What is missing passes.</summary>
internal sealed class ValueLimits
{
    private readonly TableSchema table;
    private readonly (int Column, int Feature, bool IsBinary)[] limited;

    private ValueLimits(TableSchema table, (int Column, int Feature, bool IsBinary)[] limited)
    {
        this.table = table;
        this.limited = limited;
    }

    /// <summary>The limits of a table's columns; null where none has any.</summary>
    public static ValueLimits? Of(TableSchema? table)
    {
        (int Column, int Feature, bool IsBinary)[] limited = table is null ? [] :
        [
            .. table.Columns.Index()
                .Where(column => column.Item.Kind is ColumnKind.Count or ColumnKind.Binary)
                .Select(column => (column.Index, table.Offset(column.Index), column.Item.Kind == ColumnKind.Binary)),
        ];
        return limited.Length == 0 ? null : new ValueLimits(table!, limited);
    }

    /// <summary>What is wrong with a row: the first value that its column cannot have, and what was wanted; null where nothing is.</summary>
    public string? Fault<T>(ReadOnlySpan<T> row)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (var (column, feature, isBinary) in limited)
        {
            if (row[feature] < T.Zero || (isBinary && row[feature] > T.One))
            {
                var found = row[feature].ToString(null, System.Globalization.CultureInfo.InvariantCulture);
                return $"column '{table.Columns[column].Name}': found {found}, {(isBinary ? "0 or 1 was wanted" : "a count was wanted, 0 or above")}";
            }
        }

        return null;
    }
}
