using System.Collections.Immutable;
using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.Core.Data;

namespace Vae.MLNet.Columns;

/// <summary>
/// What the values of a column mean where its type does not say it, in annotations of the column: a table out of a file knows which numbers are counts or binary, and the levels of its texts.
/// Annotations stay with a column behind steps that leave it as it is.
/// </summary>
internal static class ColumnMeaning
{
    private const string KindName = "VaeKind";
    private const string LevelsName = "VaeLevels";

    /// <summary>The annotations of a column; none for numbers, which say it themselves.</summary>
    public static DataViewSchema.Annotations? Annotate(TableColumn column)
    {
        if (column.Kind == ColumnKind.Numeric)
        {
            return null;
        }

        var builder = new DataViewSchema.Annotations.Builder();
        var kind = column.Kind.ToString().AsMemory();
        builder.Add(KindName, TextDataViewType.Instance, (ref ReadOnlyMemory<char> value) => value = kind);
        if (column.Kind == ColumnKind.Categorical)
        {
            ReadOnlyMemory<char>[] levels = [.. column.Levels.Select(level => level.AsMemory())];
            builder.Add(LevelsName, new VectorDataViewType(TextDataViewType.Instance, levels.Length), (ref VBuffer<ReadOnlyMemory<char>> value) => value = new(levels.Length, levels));
        }

        return builder.ToAnnotations();
    }

    /// <summary>The kind of a column; null where nothing says it.</summary>
    public static ColumnKind? KindOf(DataViewSchema.Column column)
    {
        if (column.Annotations.Schema.GetColumnOrNull(KindName)?.Type is not TextDataViewType)
        {
            return null;
        }

        var name = default(ReadOnlyMemory<char>);
        column.Annotations.GetValue(KindName, ref name);
        return Enum.TryParse<ColumnKind>(name.Span, out var kind) && Enum.IsDefined(kind) ? kind : null;
    }

    /// <summary>The levels of a column of text; empty where nothing says them.</summary>
    public static ImmutableArray<string> LevelsOf(DataViewSchema.Column column)
    {
        if (column.Annotations.Schema.GetColumnOrNull(LevelsName)?.Type is not VectorDataViewType { ItemType: TextDataViewType })
        {
            return [];
        }

        var levels = default(VBuffer<ReadOnlyMemory<char>>);
        column.Annotations.GetValue(LevelsName, ref levels);
        return [.. levels.DenseValues().Select(level => level.ToString())];
    }
}
