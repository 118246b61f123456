using System.Globalization;
using System.Numerics;
using Microsoft.Data.Analysis;
using Vae.Core;
using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Data.Columns;
using Vae.MLNet.Columns;
using Vae.MLNet.Columns.Names;
using Vae.MLNet.Columns.Values;

namespace Vae.MLNet.DataFrames;

/// <summary>Reads the rows that a model wants out of the columns of a data frame.</summary>
internal sealed class FrameFeatures
{
    private readonly Cell[] columns;
    private readonly ValueLimits? limits;
    private readonly UnseenLevels.Row? unseen;
    private string? fault;

    /// <param name="frame">The rows.</param>
    /// <param name="model">The model.</param>
    /// <param name="names">The columns to read; null for those that the model knows.</param>
    /// <param name="unseen">Counts levels that training never saw; null for nobody.</param>
    /// <param name="outputs">Columns that the call writes: where they are there already, a call before has written them, and nobody is told that they are left out.</param>
    /// <exception cref="VaeDataException">A column is missing or holds no numbers where numbers are wanted, or there are not as many as the model has
    /// columns.</exception>
    public FrameFeatures(DataFrame frame, VaeModel model, IReadOnlyList<string>? names, UnseenLevels.Row? unseen, IReadOnlyList<string> outputs)
    {
        var warnings = new List<DataWarning>();
        var columns = Choose(frame, model, names, outputs, warnings);
        Warnings = warnings;
        var encoder = model.Columns is { } table ? new TableEncoder(table) : null;
        limits = ValueLimits.Of(model.Columns);
        this.unseen = unseen;
        this.columns = [.. columns.Select((column, i) => column.Date is { } date ? Dated(column.Column, date, encoder?.Schema.Offset(i) ?? i) : encoder is null ? Plain(column.Column, i) : Encoded(column.Column, encoder, i, unseen))];
    }

    /// <summary>What the owner of the frame should know of its columns.</summary>
    public IReadOnlyList<DataWarning> Warnings { get; }

    private delegate void Cell(long row, Span<double> values);

    /// <summary>Copies a row; a value that is missing becomes NaN.</summary>
    /// <returns>What is wrong with the row, which is NaN then; null where nothing is.</returns>
    public string? Read(long row, Span<double> values)
    {
        this.fault = null;
        foreach (var column in columns)
        {
            column(row, values);
        }

        unseen?.End();
        if ((this.fault ?? limits?.Fault<double>(values)) is { } fault)
        {
            values.Fill(double.NaN);
            return fault;
        }

        return null;
    }

    /// <summary>A feature that is made of a column of times.</summary>
    private Cell Dated(DataFrameColumn column, DateFeature date, int offset)
    {
        var read = FrameTimes.Reader(column) ?? throw FrameTimes.NoTimes(column);
        return (row, values) =>
        {
            values[offset] = double.NaN;
            if (read(row) is { } time)
            {
                values[offset] = date.Of(time);
            }
            else if (FrameTimes.Found(column, row) is { } found)
            {
                fault ??= $"column '{column.Name}': found '{found}', {ColumnJudge.Wanted}";
            }
        };
    }

    private static Cell Plain(DataFrameColumn column, int index)
    {
        var read = Reader(column) ?? throw NoNumbers(column);
        return (row, values) => values[index] = read(row);
    }

    private static Cell Encoded(DataFrameColumn column, TableEncoder encoder, int index, UnseenLevels.Row? unseen)
    {
        var offset = encoder.Schema.Offset(index);
        if (encoder.Schema.Columns[index].Kind == ColumnKind.Categorical)
        {
            if (column is PrimitiveDataFrameColumn<DateTime>)
            {
                throw new VaeDataException(
                    $"Column '{column.Name}' of the data frame holds DateTime but this model was trained on texts there, such as '{encoder.Schema.Columns[index].Levels[0]}'; make it a column of texts that are written so.");
            }

            var end = encoder.Schema.Offset(index + 1);
            return (row, values) =>
            {
                var text = column[row] is bool truth ? (truth ? "true" : "false") : Convert.ToString(column[row], CultureInfo.InvariantCulture);
                encoder.EncodeText(index, text, values);
                if (values[offset..end].ContainsAnyExcept(0.0))
                {
                    return;
                }

                if (MissingText.Is(text))
                {
                    values[offset..end].Fill(double.NaN);
                }
                else
                {
                    unseen?.Add(index, text);
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

    /// <summary>The columns of the model: by name where it or the caller has names, else those that hold numbers, by their place.</summary>
    private static (DataFrameColumn Column, DateFeature? Date)[] Choose(DataFrame frame, VaeModel model, IReadOnlyList<string>? names, IReadOnlyList<string> outputs, List<DataWarning> warnings)
    {
        var count = model.Columns?.Columns.Length ?? model.InputDimension;
        var wanted = names ?? model.Columns?.Columns.Select(column => column.Name).ToArray() ?? model.FeatureNames;
        (DataFrameColumn Column, DateFeature? Date)[] columns = wanted is null
            ? [.. frame.Columns.Where(column => Reader(column) is not null).Select(column => (column, (DateFeature?)null))]
            : [.. wanted.Select(name => Find(frame, name))];
        if (columns.Length != count)
        {
            throw new VaeDataException(
                $"{columns.Length} columns of the data frame {(names is null ? "hold numbers" : "are named")} "
                + Invariant($"but this model was trained on {count}; ")
                + "pass the names of the columns to read, in the order that it was trained on.");
        }

        string[] left = [.. frame.Columns.Except(columns.Select(column => column.Column)).Select(column => column.Name).Except(outputs)];
        if (left.Length > 0 && names is null)
        {
            warnings.Add(new DataWarning(
                "columns-left-out",
                left[0],
                wanted is null ? $"The model has no names of columns, so those of the data frame that hold numbers were taken by their place; {InputErrors.List(left)} hold none and were left out."
                : $"The model does not know {InputErrors.List(left)} of the data frame, which were left out."));
        }

        return columns;
    }

    private static (DataFrameColumn Column, DateFeature? Date) Find(DataFrame frame, string name)
    {
        if (FindExactly(frame, name) is { } exact)
        {
            return (exact, null);
        }

        if (DateFeature.Parse(name) is { } date && FindExactly(frame, date.Source) is { } times)
        {
            return (times, date);
        }

        string[] there = [.. frame.Columns.Select(column => column.Name)];
        throw new VaeDataException(
            $"The data frame has no column '{name}', which the model reads; "
            + (NearestName.Find(name, there) is { } near ? $"did you mean '{near}'? " : there.Length == 0 ? "it has none at all. " : $"it has {InputErrors.List(there)}. ")
            + "Columns are found by name, in whatever order: rename them, or pass the names of those to read in the order that the model was trained on.");
    }

    /// <summary>The column of a name, but for blanks around it; null where there is none.</summary>
    private static DataFrameColumn? FindExactly(DataFrame frame, string name)
    {
        if (frame.Columns.IndexOf(name) is >= 0 and var exact)
        {
            return frame.Columns[exact];
        }

        DataFrameColumn[] alike = [.. frame.Columns.Where(column => PlainName.Of(column.Name) == PlainName.Of(name))];
        return alike.Length < 2 ? alike.FirstOrDefault() : throw new VaeDataException(
            $"Several columns of the data frame are called '{name}' but for blanks around it: {InputErrors.List([.. alike.Select(column => column.Name)])}; rename or remove all but one.");
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
