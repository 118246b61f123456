using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Vae.MLNet.Columns.Values;

/// <summary>The values that a key stands for, as an annotation of ML.NET's keeps them: one a class, of whatever type they had before they became keys.</summary>
internal abstract class KeyValues
{
    /// <summary>Kind of the annotation.</summary>
    public const string Kind = "KeyValues";

    /// <summary>Type of one value.</summary>
    public abstract PrimitiveDataViewType ItemType { get; }

    /// <summary>Values as people read them.</summary>
    public abstract string[] Texts { get; }

    /// <summary>The values of a key column, or null where the annotation is missing or not as long as there are keys.</summary>
    public static KeyValues? Read(DataViewSchema.Column column, int count)
    {
        var annotation = column.Annotations.Schema.GetColumnOrNull(Kind);
        if (annotation?.Type is not VectorDataViewType { ItemType: PrimitiveDataViewType item } type || type.Size != count)
        {
            return null;
        }

        return (KeyValues)Activator.CreateInstance(
            typeof(Of<>).MakeGenericType(item.RawType), BindingFlags.Instance | BindingFlags.Public | BindingFlags.DoNotWrapExceptions, null, [column, item], null)!;
    }

    /// <summary>Names as values.</summary>
    public static KeyValues FromNames(IEnumerable<string> names) =>
        new Of<ReadOnlyMemory<char>>(TextDataViewType.Instance, [.. names.Select(name => name.AsMemory())]);

    /// <summary>Adds them to the annotations of a column.</summary>
    public abstract void AddTo(DataViewSchema.Annotations.Builder builder, string kind);

    /// <summary>Adds them to a column of rows in memory, whose type is that of the key.</summary>
    public abstract void AddTo(SchemaDefinition.Column column);

    private sealed class Of<T> : KeyValues
    {
        private readonly T[] values;

        public Of(PrimitiveDataViewType item, T[] values) => (ItemType, this.values) = (item, values);

        public Of(DataViewSchema.Column column, PrimitiveDataViewType item)
        {
            ItemType = item;
            var values = default(VBuffer<T>);
            column.Annotations.GetValue(Kind, ref values);
            this.values = [.. values.DenseValues()];
        }

        public override PrimitiveDataViewType ItemType { get; }

        public override string[] Texts => Array.ConvertAll(values, value => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) ?? "");

        public override void AddTo(DataViewSchema.Annotations.Builder builder, string kind)
        {
            var buffer = new VBuffer<T>(values.Length, values);
            builder.Add(
                kind, new VectorDataViewType(ItemType, values.Length), (ref VBuffer<T> destination) => buffer.CopyTo(ref destination));
        }

        public override void AddTo(SchemaDefinition.Column column) =>
            column.AddAnnotation(Kind, new VBuffer<T>(values.Length, values), new VectorDataViewType(ItemType, values.Length));
    }
}
