using System.Globalization;
using System.Numerics;
using Microsoft.Data.Analysis;
using Vae.Core;
using Vae.Core.Data;
using Vae.Core.Models;

namespace Vae.MLNet.DataFrames;

/// <summary>Reads the rows that a model wants out of the columns of a data frame.</summary>
internal sealed class FrameFeatures
{
    private readonly Cell[] _columns;

    /// <exception cref="VaeDataException">A column is missing or holds no numbers where numbers are wanted, or there are not as many as the model has
    /// columns.</exception>
    public FrameFeatures(DataFrame frame, VaeModel model, IReadOnlyList<string>? names)
    {
        var columns = Choose(frame, model, names);
        var encoder = model.Columns is { } table ? new TableEncoder(table) : null;
        _columns = [.. columns.Select((column, i) => encoder is null ? Plain(column, i) : Encoded(column, encoder, i))];
    }

    private delegate void Cell(long row, Span<double> values);

    /// <summary>Copies a row; a value that is missing becomes NaN.</summary>
    public void Read(long row, Span<double> values)
    {
        foreach (var column in _columns)
        {
            column(row, values);
        }
    }

    private static Cell Plain(DataFrameColumn column, int index)
    {
        var read = Reader(column) ?? throw NoNumbers(column);
        return (row, values) => values[index] = read(row);
    }

    private static Cell Encoded(DataFrameColumn column, TableEncoder encoder, int index)
    {
        var offset = encoder.Schema.Offset(index);
        if (encoder.Schema.Columns[index].Kind == ColumnKind.Categorical)
        {
            var end = encoder.Schema.Offset(index + 1);
            return (row, values) =>
            {
                var text = Convert.ToString(column[row], CultureInfo.InvariantCulture);
                if (string.IsNullOrEmpty(text))
                {
                    values[offset..end].Fill(double.NaN);
                }
                else
                {
                    encoder.EncodeText(index, text, values);
                }
            };
        }

        if (column is PrimitiveDataFrameColumn<bool> truths && encoder.Schema.Columns[index].Kind == ColumnKind.Binary)
        {
            return (row, values) => values[offset] = truths[row] is { } truth ? (truth ? 1 : 0) : double.NaN;
        }

        var read = Reader(column) ?? throw NoNumbers(column);
        return (row, values) => values[offset] = read(row);
    }

    private static DataFrameColumn[] Choose(DataFrame frame, VaeModel model, IReadOnlyList<string>? names)
    {
        var wanted = names
            ?? model.Columns?.Columns.Select(column => column.Name).ToArray()
            ?? model.FeatureNames
            ?? [.. frame.Columns.Where(column => Reader(column) is not null).Select(column => column.Name)];
        var missing = wanted.Where(name => frame.Columns.IndexOf(name) < 0).ToArray();
        if (missing.Length > 0)
        {
            throw new VaeDataException(
                $"The data frame has no column '{missing[0]}'"
                + (missing.Length > 1 ? Invariant($", nor {missing.Length - 1} more that the model reads; ") : "; ")
                + "features are read by name: rename the columns, or pass the names of those to read "
                + "in the order that the model was trained on.");
        }

        var count = model.Columns?.Columns.Length ?? model.InputDimension;
        return wanted.Count == count
            ? [.. wanted.Select(name => frame.Columns[name])]
            : throw new VaeDataException(
                $"{wanted.Count} columns of the data frame {(names is null ? "hold numbers" : "are named")} "
                + Invariant($"but this model was trained on {count}; ")
                + "pass the names of the columns to read, in the order that it was trained on.");
    }

    private static VaeDataException NoNumbers(DataFrameColumn column) => new(
        $"Column '{column.Name}' of the data frame holds {column.DataType.Name} but features must be numbers; convert it first.");

    /// <summary>Reads the numbers of a column, NaN where one is missing; null where it holds no numbers.</summary>
    public static Func<long, double>? Reader(DataFrameColumn column) => column switch
    {
        PrimitiveDataFrameColumn<float> numbers => row => numbers[row] ?? double.NaN,
        PrimitiveDataFrameColumn<double> numbers => Reader(numbers),
        PrimitiveDataFrameColumn<decimal> numbers => Reader(numbers),
        PrimitiveDataFrameColumn<sbyte> numbers => Reader(numbers),
        PrimitiveDataFrameColumn<byte> numbers => Reader(numbers),
        PrimitiveDataFrameColumn<short> numbers => Reader(numbers),
        PrimitiveDataFrameColumn<ushort> numbers => Reader(numbers),
        PrimitiveDataFrameColumn<int> numbers => Reader(numbers),
        PrimitiveDataFrameColumn<uint> numbers => Reader(numbers),
        PrimitiveDataFrameColumn<long> numbers => Reader(numbers),
        PrimitiveDataFrameColumn<ulong> numbers => Reader(numbers),
        _ => null,
    };

    private static Func<long, double> Reader<T>(PrimitiveDataFrameColumn<T> column)
        where T : unmanaged, INumberBase<T> => row => column[row] is { } value ? double.CreateSaturating(value) : double.NaN;
}
