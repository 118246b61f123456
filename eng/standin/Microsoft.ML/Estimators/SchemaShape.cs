using System.Collections;
using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>What is known of a schema before any data is seen: vectors, but not their sizes.</summary>
public sealed class SchemaShape : IReadOnlyList<SchemaShape.Column>
{
    private readonly Column[] _columns;

    public SchemaShape(IEnumerable<Column> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        _columns = columns.ToArray();
        if (_columns.Any(column => column.Name is null))
        {
            throw new ArgumentException("A column of the shape was never given a name.", nameof(columns));
        }
    }

    public int Count => _columns.Length;

    public Column this[int index] => _columns[index];

    public IEnumerator<Column> GetEnumerator() => ((IEnumerable<Column>)_columns).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal static SchemaShape Create(DataViewSchema schema)
        => new(schema.Where(column => !column.IsHidden).Select(column => Column.Of(column.Name, column.Type, Create(column.Annotations.Schema))));

    internal bool TryFindColumn(string name, out Column column)
    {
        column = Array.Find(_columns, candidate => candidate.Name == name);
        return column.Name is not null;
    }

    internal Column Find(string name) => TryFindColumn(name, out Column column)
        ? column
        : throw SchemaErrors.Missing(name);

    /// <summary>This shape with <paramref name="added"/>, which take the place of columns of the same name.</summary>
    internal SchemaShape With(IEnumerable<Column> added)
    {
        Dictionary<string, Column> columns = _columns.ToDictionary(column => column.Name);
        foreach (Column column in added)
        {
            columns[column.Name] = column;
        }

        return new SchemaShape(columns.Values);
    }

    /// <summary>One column of a shape.</summary>
    public struct Column
    {
        public readonly string Name;

        public readonly VectorKind Kind;

        public readonly DataViewType ItemType;

        public readonly bool IsKey;

        public readonly SchemaShape Annotations;

        internal Column(string name, VectorKind vecKind, DataViewType itemType, bool isKey, SchemaShape annotations = null)
        {
            ArgumentException.ThrowIfNullOrEmpty(name);
            Name = name;
            Kind = vecKind;
            ItemType = itemType;
            IsKey = isKey;
            Annotations = annotations ?? new SchemaShape([]);
        }

        /// <summary>How many values a row has in the column.</summary>
        public enum VectorKind
        {
            Scalar,
            Vector,
            VariableVector,
        }

        internal static Column Of(string name, DataViewType type, SchemaShape annotations)
        {
            VectorKind kind = type is not VectorDataViewType vector ? VectorKind.Scalar : vector.IsKnownSize ? VectorKind.Vector : VectorKind.VariableVector;
            DataViewType item = type.ItemOrSelf;
            return item is KeyDataViewType
                ? new Column(name, kind, NumberDataViewType.All.First(number => number.RawType == item.RawType), true, annotations)
                : new Column(name, kind, item, false, annotations);
        }

        internal string GetTypeString()
        {
            string item = IsKey ? $"Key<{ItemType}>" : ItemType.ToString();
            return Kind switch
            {
                VectorKind.Scalar => item,
                VectorKind.Vector => $"Vector<{item}>",
                _ => $"VarVector<{item}>",
            };
        }
    }
}
