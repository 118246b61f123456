using Microsoft.ML;
using Microsoft.ML.Data;

namespace Vae.MLNet.Columns.Names;

/// <summary>The names that a vector column gives its slots, by an annotation of ML.NET's.</summary>
internal static class SlotNames
{
    /// <summary>Kind of the annotation.</summary>
    public const string Kind = "SlotNames";

    /// <summary>One name a slot, empty where a slot has none; null where the column gives no names, or not as many as it has slots.</summary>
    public static string[]? Read(DataViewSchema.Column column, int size)
    {
        var annotation = column.Annotations.Schema.GetColumnOrNull(Kind);
        if (annotation?.Type is not VectorDataViewType { ItemType: TextDataViewType } type || type.Size != size)
        {
            return null;
        }

        var names = default(VBuffer<ReadOnlyMemory<char>>);
        column.Annotations.GetValue(Kind, ref names);
        return [.. names.DenseValues().Select(name => name.ToString())];
    }
}
