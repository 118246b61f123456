using System.Globalization;
using System.Numerics;
using Microsoft.ML.Data;
using Microsoft.ML;
using Vae.Core.Data;
using Vae.Core;
using Vae.Data.Columns;
using Vae.MLNet.Columns.Names;

namespace Vae.MLNet.Columns.Values;

/// <summary>The column of labels of rows to measure on: 0 for a normal row, another number for an anomaly, NaN where there is none. The rules are those of files (<c>TableOptions.NormalLabel</c>).</summary>
internal sealed class RowLabel : IRowLabel
{
    private const int Listed = 6;

    private readonly string? normal;
    private readonly double normalNumber;
    private readonly TableEncoder texts;

    private RowLabel(DataViewSchema.Column column, string? normal)
    {
        Column = column;
        this.normal = normal?.Trim();
        normalNumber = this.normal is null ? 0 : Number(this.normal) ?? double.NaN;
        try
        {
            texts = new TableEncoder(new TableSchema(TableColumn.Categorical("label", this.normal ?? "0")), marksMissing: true);
        }
        catch (ArgumentException error)
        {
            throw new ArgumentException($"normalLabel cannot be '{this.normal}': {error.Message}", error);
        }
    }

    public DataViewSchema.Column Column { get; }

    /// <summary>Finds the column.</summary>
    /// <param name="schema">The data's schema.</param>
    /// <param name="name">The column.</param>
    /// <param name="normalLabel">The label of normal rows; null for 0, false, or the first value of a key.</param>
    /// <exception cref="VaeDataException">It is missing, no label, or cannot hold the normal one.</exception>
    public static RowLabel Find(DataViewSchema schema, string name, string? normalLabel)
    {
        var column = schema.GetColumnOrNull(name) ?? throw Missing(name, schema.Select(known => known.Name));
        if (column.Type is not (BooleanDataViewType or KeyDataViewType or NumberDataViewType or TextDataViewType))
        {
            throw WrongType(name, $"{column.Type}");
        }

        var label = new RowLabel(column, normalLabel);
        if (column.Type is BooleanDataViewType or NumberDataViewType && double.IsNaN(label.normalNumber))
        {
            throw new VaeDataException($"Label column '{name}' is {column.Type} but the normal label '{normalLabel}' is no number; name the number that normal rows have, or the column that holds '{normalLabel}'.");
        }

        return label;
    }

    /// <summary>Checks the column in the shape of data that are not there yet.</summary>
    /// <exception cref="VaeDataException">It is missing or no label.</exception>
    public static void Check(SchemaShape shape, string name)
    {
        var column = shape.Where(column => column.Name == name).Select(column => (SchemaShape.Column?)column).LastOrDefault() ?? throw Missing(name, shape.Select(known => known.Name));
        if (column.Kind != SchemaShape.Column.VectorKind.Scalar || column.ItemType is not (BooleanDataViewType or KeyDataViewType or NumberDataViewType or TextDataViewType))
        {
            throw WrongType(name, column.Kind == SchemaShape.Column.VectorKind.Scalar ? $"{column.ItemType}" : $"Vector<{column.ItemType}>");
        }
    }

    /// <summary>Reads the label of whichever row a cursor stands on.</summary>
    /// <param name="row">The row.</param>
    /// <param name="data">The data view that it is a row of.</param>
    public Func<float> Reader(DataViewRow row, IDataView data)
    {
        var read = Reader(row);
        return FrameGaps.Of(data, row, Column) is { } isMissing ? () => isMissing() ? float.NaN : read() : read;
    }

    private static VaeDataException Missing(string name, IEnumerable<string> present)
    {
        const int Listed = 20;
        var names = present.Distinct().ToArray();
        var hint = NearestName.Find(name, names) is { } near ? $" Did you mean '{near}'?" : "";
        return new($"There is no label column '{name}' in the data; name one that is there: {string.Join(", ", names.Take(Listed).Select(known => $"'{known}'"))}{(names.Length > Listed ? Invariant($" and {names.Length - Listed} more") : "")}.{hint}");
    }

    private static VaeDataException WrongType(string name, string found) => new($"Label column '{name}' is of type {found} but a Boolean, a number, a text or a key was wanted; convert it.");

    private Func<float> Reader(DataViewRow row) => Column.Type switch
    {
        BooleanDataViewType => Reader<bool>(row, value => Of(value ? 1 : 0)),
        TextDataViewType => Reader<ReadOnlyMemory<char>>(row, value => Of(value.Span)),
        KeyDataViewType key => KeyReader(row, key),
        { RawType.Name: nameof(Single) } => Reader<float>(row, value => Of(value)),
        { RawType.Name: nameof(Double) } => Reader<double>(row, Of),
        { RawType.Name: nameof(SByte) } => Reader<sbyte>(row, value => Of(value)),
        { RawType.Name: nameof(Byte) } => Reader<byte>(row, value => Of(value)),
        { RawType.Name: nameof(Int16) } => Reader<short>(row, value => Of(value)),
        { RawType.Name: nameof(UInt16) } => Reader<ushort>(row, value => Of(value)),
        { RawType.Name: nameof(Int32) } => Reader<int>(row, value => Of(value)),
        { RawType.Name: nameof(UInt32) } => Reader<uint>(row, value => Of(value)),
        { RawType.Name: nameof(Int64) } => Reader<long>(row, value => Of(value)),
        _ => Reader<ulong>(row, value => Of(value)),
    };

    private Func<float> Reader<T>(DataViewRow row, Func<T, float> label)
    {
        var read = row.GetGetter<T>(Column);
        var value = default(T)!;
        return () =>
        {
            read(ref value);
            return label(value);
        };
    }

    private Func<float> KeyReader(DataViewRow row, KeyDataViewType key)
    {
        if (key.Count > int.MaxValue)
        {
            throw new VaeDataException($"Label column '{Column.Name}' is a key without a count; make it with Transforms.Conversion.MapValueToKey.");
        }

        // Which numbers of the key are normal, from 1 as columns have them.
        var isNormal = new bool[(int)key.Count + 1];
        if (normal is null)
        {
            isNormal[Math.Min(1, isNormal.Length - 1)] = true;
        }
        else
        {
            var texts = KeyValues.Read(Column, (int)key.Count)?.Texts ?? [.. Enumerable.Range(1, (int)key.Count).Select(value => value.ToString(CultureInfo.InvariantCulture))];
            for (var i = 0; i < texts.Length; i++)
            {
                isNormal[i + 1] = Of(texts[i]) == 0;
            }

            if (!isNormal.Contains(true))
            {
                throw new VaeDataException(
                    $"Label column '{Column.Name}' has no value '{normal}', the normal label; its values are {string.Join(", ", texts.Take(Listed).Select(text => $"'{text}'"))}"
                    + (texts.Length > Listed ? " and others." : "."));
            }
        }

        return key.RawType.Name switch
        {
            nameof(Byte) => KeyReader<byte>(row, isNormal),
            nameof(UInt16) => KeyReader<ushort>(row, isNormal),
            nameof(UInt32) => KeyReader<uint>(row, isNormal),
            _ => KeyReader<ulong>(row, isNormal),
        };
    }

    private Func<float> KeyReader<T>(DataViewRow row, bool[] isNormal)
        where T : IBinaryInteger<T> => Reader<T>(row, key => T.IsZero(key) ? float.NaN : isNormal[Math.Min(int.CreateSaturating(key), isNormal.Length - 1)] ? 0 : 1);

    /// <summary>A number as it stands where 0 is normal; else 0 for the normal one and 1 for the others.</summary>
    private float Of(double number) => normal is null || double.IsNaN(number) ? (float)number : number == normalNumber ? 0 : 1;

    private float Of(ReadOnlySpan<char> text)
    {
        Span<float> same = stackalloc float[1];
        text = text.Trim();
        texts.EncodeText(0, text, same);
        if (normal is not null || same[0] is not 0)
        {
            return 1 - same[0];
        }

        return Number(text) is { } number
            ? (float)number
            : throw new VaeDataException(
                $"Label column '{Column.Name}' holds '{(text.Length > 40 ? $"{text[..40]}..." : text)}', which is no number; name the label of normal rows (normalLabel), such as '{(text.Length > 40 ? "..." : text)}' if it is that.");
    }

    private static double? Number(ReadOnlySpan<char> text) =>
        bool.TryParse(text, out var truth) ? (truth ? 1 : 0) : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}
