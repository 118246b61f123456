using System.Collections.Immutable;
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.Core;
using Vae.Core.Data;
using Vae.Data.Columns;
using Vae.Data.Options;
using Vae.MLNet.Columns.Values;

namespace Vae.MLNet.Columns;

/// <summary>Finds the levels of the input columns that are categorical.</summary>
internal static class LevelSearch
{
    private const int RowsBetweenChecks = 1024;

    /// <summary>One list a column, empty where it is not categorical. Keys have the levels that their values name, and columns that know theirs (<see cref="ColumnMeaning"/>) have those; for other texts and numbers the
    /// rows are read once. Where <paramref name="label"/> is given levels are those of rows with label 0 alone, so that what only occurs among anomalies stays unseen; where <paramref name="weight"/> is, those of rows whose weight is not 0.</summary>
    /// <exception cref="VaeDataException">A column has too many levels or none, or a text that can be no level.</exception>
    /// <exception cref="OperationCanceledException">Cancelled meanwhile.</exception>
    /// <returns>The levels, and what the owner of the data should know of the texts.</returns>
    public static (ImmutableArray<string>[] Levels, ImmutableArray<DataWarning> Warnings) Run(
        IDataView data,
        DataViewSchema.Column[] columns,
        ImmutableArray<InputShape> shapes,
        ColumnKind[] kinds,
        ColumnInference inference,
        IRowLabel? label,
        CancellationToken cancellationToken,
        WeightColumn? weight = null)
    {
        var known = columns.Select((column, i) => kinds[i] == ColumnKind.Categorical && shapes[i].Type != InputType.Key ? ColumnMeaning.LevelsOf(column) : []).ToArray();
        var counted = Enumerable.Range(0, columns.Length).Where(i => kinds[i] == ColumnKind.Categorical && shapes[i].Type != InputType.Key && (known[i].IsEmpty || label is not null)).ToArray();
        var budget = new LevelBudget();

        // Of levels that are known those of normal rows are counted, whatever their number.
        var ofKnown = inference with { MinimumLevelCount = 1, MaximumLevels = TableColumn.MaximumLevels };
        var counters = counted.Select(i => known[i].IsEmpty ? new TextCounter(columns[i].Name, inference, budget) : new TextCounter(columns[i].Name, ofKnown, budget, [.. known[i]])).ToArray();
        if (counted.Length > 0)
        {
            using var cursor = data.GetRowCursor([.. counted.Select(i => columns[i]), .. label is null ? Array.Empty<DataViewSchema.Column>() : [label.Column], .. weight is null ? Array.Empty<DataViewSchema.Column>() : [weight.Column]]);
            var readLabel = label?.Reader(cursor, data);
            var readWeight = weight?.Reader(cursor, data);
            var readers = counted.Select((column, n) => Reader(cursor, columns[column], shapes[column], counters[n], FrameGaps.Of(data, cursor, columns[column]))).ToArray();
            for (long row = 0; cursor.MoveNext(); row++)
            {
                if (row % RowsBetweenChecks == 0 && cancellationToken.IsCancellationRequested)
                {
                    throw new OperationCanceledException("Training was cancelled before its first step, while the levels of the columns were read, so there is no model to return; start it again and let it take at least one step.", cancellationToken);
                }

                if ((readLabel is not null && readLabel() != 0) || (readWeight is not null && readWeight() == 0))
                {
                    continue;
                }

                foreach (var read in readers)
                {
                    read();
                }
            }
        }

        ImmutableArray<string>[] levels =
        [
            .. columns.Select((column, i) => kinds[i] == ColumnKind.Categorical && shapes[i].Type == InputType.Key ? KeyLevels(column, inference)
                : Array.IndexOf(counted, i) is >= 0 and var n ? counters[n].Levels()
                : known[i]),
        ];
        return (levels, [.. counted.Index().Where(column => shapes[column.Item].Type == InputType.Text && known[column.Item].IsEmpty).SelectMany(column => TextWarnings.Of(columns[column.Item].Name, counters[column.Index].Counts))]);
    }

    private static ImmutableArray<string> KeyLevels(DataViewSchema.Column column, ColumnInference inference)
    {
        var count = TableInput.KeyCount(column);
        if (count > (ulong)inference.MaximumLevels)
        {
            throw new VaeDataException(
                Invariant($"Column '{column.Name}' is a key of {count} values, at most {inference.MaximumLevels} levels are allowed; leave it out if it is an id, ")
                + "or allow more (ColumnInference.MaximumLevels).");
        }

        return KeyValues.Read(column, (int)count)?.Texts is { } texts && texts.All(text => text.Length > 0) && texts.Distinct().Count() == texts.Length
            ? [.. texts]
            : [.. Enumerable.Range(1, (int)count).Select(value => value.ToString(CultureInfo.InvariantCulture))];
    }

    private static Action Reader(DataViewRow row, DataViewSchema.Column column, InputShape shape, TextCounter counter, Func<bool>? isMissing) => shape.Type switch
    {
        InputType.Text => Reader<ReadOnlyMemory<char>>(row, column, shape, value => counter.Add(value.Span), null),
        InputType.SByte => Whole<sbyte>(row, column, shape, counter, isMissing),
        InputType.Byte => Whole<byte>(row, column, shape, counter, isMissing),
        InputType.Int16 => Whole<short>(row, column, shape, counter, isMissing),
        InputType.UInt16 => Whole<ushort>(row, column, shape, counter, isMissing),
        InputType.Int32 => Whole<int>(row, column, shape, counter, isMissing),
        InputType.UInt32 => Whole<uint>(row, column, shape, counter, isMissing),
        InputType.Int64 => Whole<long>(row, column, shape, counter, isMissing),
        _ => Whole<ulong>(row, column, shape, counter, isMissing),
    };

    private static Action Whole<T>(DataViewRow row, DataViewSchema.Column column, InputShape shape, TextCounter counter, Func<bool>? isMissing)
        where T : ISpanFormattable => Reader<T>(row, column, shape, value =>
        {
            Span<char> text = stackalloc char[24];
            value.TryFormat(text, out var length, default, CultureInfo.InvariantCulture);
            counter.Add(text[..length]);
        }, isMissing);

    private static Action Reader<T>(DataViewRow row, DataViewSchema.Column column, InputShape shape, Action<T> add, Func<bool>? isMissing)
    {
        if (shape.Size == 0)
        {
            var getter = row.GetGetter<T>(column);
            return () =>
            {
                if (isMissing is not null && isMissing())
                {
                    return;
                }

                var value = default(T)!;
                getter(ref value);
                add(value);
            };
        }

        var vector = row.GetGetter<VBuffer<T>>(column);
        var buffer = default(VBuffer<T>);
        return () =>
        {
            vector(ref buffer);
            foreach (var value in buffer.DenseValues())
            {
                add(value);
            }
        };
    }
}
