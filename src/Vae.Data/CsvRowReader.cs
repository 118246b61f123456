using System.Numerics;
using CsvHelper;

namespace Vae.Data;

/// <summary>One pass over a CSV file.</summary>
internal sealed class CsvRowReader : ILabelledRowReader
{
    private readonly CsvReader _csv;
    private readonly string _path;
    private readonly CsvLayout _layout;
    private readonly TableEncoder? _encoder;
    private readonly int _columnCount;

    public CsvRowReader(CsvReader csv, string path, CsvLayout layout)
    {
        _csv = csv;
        _path = path;
        _layout = layout;
        _encoder = layout.Encoder;
        _columnCount = layout.FeatureNames.Count;
        try
        {
            layout.SkipHeader(csv, path);
        }
        catch
        {
            csv.Dispose();
            throw;
        }
    }

    public long Position { get; private set; }

    public int Read(Span<float> rows) => ReadAlone(rows);

    public int Read(Span<double> rows) => ReadAlone(rows);

    public int Read(Span<float> rows, Span<float> labels) => ReadLabelled(rows, labels);

    public int Read(Span<double> rows, Span<float> labels) => ReadLabelled(rows, labels);

    public void Dispose() => _csv.Dispose();

    /// <summary>Moves to the next record, with errors that name the file.</summary>
    /// <returns>False at the end of the file.</returns>
    internal static bool ReadRecord(CsvReader csv, string path)
    {
        try
        {
            return csv.Read();
        }
        catch (CsvFormatException error)
        {
            string place = error.LineNumber > 0 ? Invariant($"'{path}', line {error.LineNumber}") : $"'{path}'";
            throw new VaeDataException(
                $"{place}: {error.Message} Check the quotes and line ends there, or whether this is a CSV file at all.", error);
        }
    }

    private int ReadAlone<T>(Span<T> rows)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RowBuffers.ThrowIfBelowOneRow(rows.Length, _columnCount, nameof(rows));
        return ReadRows(rows, [], rows.Length / _columnCount);
    }

    private int ReadLabelled<T>(Span<T> rows, Span<float> labels)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RowBuffers.ThrowIfBelowOneRow(rows.Length, _columnCount, nameof(rows));
        RowBuffers.ThrowIfNoLabelFits(labels.Length, nameof(labels));
        return ReadRows(rows, labels, Math.Min(rows.Length / _columnCount, labels.Length));
    }

    private int ReadRows<T>(Span<T> rows, Span<float> labels, int wanted)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int read = 0;
        while (read < wanted && ReadRecord(_csv, _path))
        {
            _layout.ThrowIfRagged(_csv, _path);
            ReadFields(rows.Slice(read * _columnCount, _columnCount), labels.IsEmpty ? [] : labels.Slice(read, 1));
            read++;
            Position++;
        }

        return read;
    }

    private void ReadFields<T>(Span<T> row, Span<float> label)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ReadOnlySpan<int> targets = _layout.Targets;
        for (int field = 0; field < targets.Length; field++)
        {
            int target = targets[field];
            if (target >= 0)
            {
                if (_encoder is null ? !CellText.TryRead(_csv.GetSpan(field), out row[target]) : !_encoder.TryEncode(target, _csv.GetSpan(field), row))
                {
                    throw NotANumber(field);
                }
            }
            else if (target == CsvLayout.Label && !label.IsEmpty
                && (!CellText.TryRead(_csv.GetSpan(field), out label[0]) || float.IsNaN(label[0])))
            {
                throw NotALabel(field);
            }
        }
    }

    private VaeDataException NotANumber(int field)
    {
        ReadOnlySpan<byte> value = _csv.GetSpan(field);
        string place = Invariant($"'{_path}', line {_csv.LineNumber}, {_layout.Describe(field)}: found '{CellText.Excerpt(value)}'");
        return new VaeDataException(CellText.IsNumber(value) && !CellText.TryRead(value, out float _)
            ? $"{place}, which is beyond a 32-bit float (largest 3.4e38); rescale the column, or leave the field empty if the value "
                + "is missing."
            : $"{place}, {_encoder?.Wanted(_layout.Targets[field]) ?? "a number was wanted (with a point, as in 1.5)"}; correct the value, leave the column out, or "
                + $"write NA if it is missing{(_layout.MayDeclare ? ", or declare the column categorical (ColumnInference.Kinds)" : "")}.");
    }

    private VaeDataException NotALabel(int field) => new(
        Invariant($"'{_path}', line {_csv.LineNumber}, label {_layout.Describe(field)}: found '{CellText.Excerpt(_csv.GetSpan(field))}', ")
        + "a number was wanted: 0 for a normal row, another for an anomaly. Replace the labels by numbers, or name another column.");
}
