using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>One column of a text file: its type, and how it is read out of the fields of a line.</summary>
internal sealed class TextColumn
{
    private readonly int[] _fields;
    private readonly PrimitiveDataViewType _item;
    private readonly Delegate _parser;
    private readonly bool _isVector;

    public TextColumn(TextLoader.Column column, List<ReadOnlyMemory<char>> firstLine, TextLoader.Options options, bool namesFromHeader)
    {
        if (column.Source is not { Length: > 0 })
        {
            throw new ArgumentException($"Column '{column.Name}' names no fields.", nameof(column));
        }

        _fields = column.Source.SelectMany(range => Indices(range, firstLine.Count)).ToArray();
        _isVector = column.Source.Length > 1 || column.Source[0].ForceVector || column.Source[0].AutoEnd || column.Source[0].Max > column.Source[0].Min;
        (_item, _parser) = FieldParser.For(column.DataKind, options);
        PrimitiveDataViewType item = column.KeyCount is { } key ? new KeyDataViewType(_item.RawType, key.Count ?? RowMember.MaxCount(_item.RawType)) : _item;
        DataViewType type = _isVector ? new VectorDataViewType(item, _fields.Length) : item;
        Detached = new DataViewSchema.DetachedColumn(column.Name, type, _isVector && namesFromHeader && options.HasHeader ? SlotNames(firstLine) : null);
    }

    public DataViewSchema.DetachedColumn Detached { get; }

    public Delegate MakeGetter(List<ReadOnlyMemory<char>> fields, Func<int> line)
        => (Delegate)typeof(TextColumn)
            .GetMethod(_isVector ? nameof(Vector) : nameof(Scalar), BindingFlags.NonPublic | BindingFlags.Instance)
            .MakeGenericMethod(_item.RawType)
            .Invoke(this, [fields, line]);

    private static IEnumerable<int> Indices(TextLoader.Range range, int fieldCount)
    {
        int last = range.Max ?? (range.AutoEnd ? fieldCount - 1 : range.Min);
        return Enumerable.Range(range.Min, Math.Max(0, last - range.Min + 1));
    }

    private DataViewSchema.Annotations SlotNames(List<ReadOnlyMemory<char>> header)
    {
        ReadOnlyMemory<char>[] names = _fields.Select(field => field < header.Count ? header[field].Trim() : default).ToArray();
        var builder = new DataViewSchema.Annotations.Builder();
        builder.Add("SlotNames", new VectorDataViewType(TextDataViewType.Instance, names.Length), (ref VBuffer<ReadOnlyMemory<char>> value) => VBuffer<ReadOnlyMemory<char>>.Copy(names, 0, ref value, names.Length));
        return builder.ToAnnotations();
    }

    private ValueGetter<T> Scalar<T>(List<ReadOnlyMemory<char>> fields, Func<int> line)
    {
        var parser = (FieldParser<T>)_parser;
        return (ref T value) => value = Parse(parser, fields, _fields[0], line);
    }

    private ValueGetter<VBuffer<T>> Vector<T>(List<ReadOnlyMemory<char>> fields, Func<int> line)
    {
        var parser = (FieldParser<T>)_parser;
        return (ref VBuffer<T> value) =>
        {
            VBufferEditor<T> editor = VBufferEditor.Create(ref value, _fields.Length);
            for (int i = 0; i < _fields.Length; i++)
            {
                editor.Values[i] = Parse(parser, fields, _fields[i], line);
            }

            value = editor.Commit();
        };
    }

    private T Parse<T>(FieldParser<T> parser, List<ReadOnlyMemory<char>> fields, int field, Func<int> line)
    {
        ReadOnlySpan<char> text = field < fields.Count ? fields[field].Span.Trim() : default;
        return parser(text, out T value)
            ? value
            : throw new FormatException($"Could not parse value {text} in line {line()}, column {Detached.Name}");
    }
}
