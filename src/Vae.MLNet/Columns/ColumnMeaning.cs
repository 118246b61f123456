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
    private const string TruthsName = "VaeTruths";

    /// <summary>The annotations of a column; none for numbers, which say it themselves.</summary>
    /// <param name="column">The column.</param>
    /// <param name="truths">What the table calls its truth values; null where they are 0 and 1, or of another column.</param>
    public static DataViewSchema.Annotations? Annotate(TableColumn column, ColumnTruths? truths)
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
            AddTexts(builder, LevelsName, [.. column.Levels.Select(level => level.AsMemory())]);
        }
        else if (truths is not null)
        {
            AddTexts(builder, TruthsName, [truths.False.AsMemory(), truths.True.AsMemory()]);
        }

        return builder.ToAnnotations();
    }

    /// <summary>What a column calls its truth values: as its file does, or <c>false</c> and <c>true</c> of Booleans; null of another, and where they are 0 and 1.</summary>
    public static TruthWords? TruthsOf(DataViewSchema.Column column) =>
        Texts(column, TruthsName) is [var no, var yes] ? new TruthWords(no, yes)
        : (column.Type as VectorDataViewType)?.ItemType is BooleanDataViewType || column.Type is BooleanDataViewType ? new TruthWords("false", "true")
        : null;

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
    public static ImmutableArray<string> LevelsOf(DataViewSchema.Column column) => Texts(column, LevelsName);

    private static void AddTexts(DataViewSchema.Annotations.Builder builder, string name, ReadOnlyMemory<char>[] texts) =>
        builder.Add(name, new VectorDataViewType(TextDataViewType.Instance, texts.Length), (ref VBuffer<ReadOnlyMemory<char>> value) => value = new(texts.Length, texts));

    private static ImmutableArray<string> Texts(DataViewSchema.Column column, string name)
    {
        if (column.Annotations.Schema.GetColumnOrNull(name)?.Type is not VectorDataViewType { ItemType: TextDataViewType })
        {
            return [];
        }

        var texts = default(VBuffer<ReadOnlyMemory<char>>);
        column.Annotations.GetValue(name, ref texts);
        return [.. texts.DenseValues().Select(text => text.ToString())];
    }
}
