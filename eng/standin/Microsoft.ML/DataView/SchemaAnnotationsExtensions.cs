namespace Microsoft.ML.Data;

/// <summary>The annotations that the library itself knows.</summary>
public static class SchemaAnnotationsExtensions
{
    private const string SlotNames = "SlotNames";

    public static bool HasSlotNames(this DataViewSchema.Column column)
        => column.Type is VectorDataViewType { IsKnownSize: true } vector
            && column.Annotations.Schema.GetColumnOrNull(SlotNames)?.Type is VectorDataViewType names
            && names.Size == vector.Size
            && names.ItemType is TextDataViewType;

    public static void GetSlotNames(this DataViewSchema.Column column, ref VBuffer<ReadOnlyMemory<char>> slotNames)
        => column.Annotations.GetValue(SlotNames, ref slotNames);

    public static bool IsNormalized(this DataViewSchema.Column column)
    {
        bool normalized = false;
        if (column.Annotations.Schema.GetColumnOrNull("IsNormalized")?.Type is BooleanDataViewType)
        {
            column.Annotations.GetValue("IsNormalized", ref normalized);
        }

        return normalized;
    }
}
