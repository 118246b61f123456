using System.Text.Unicode;
using Vae.Data.Columns;
using Vae.Data.Tables;

namespace Vae.Data;

/// <summary>One pass over the rows of a table.</summary>
internal sealed class TableRowReader : ILabelledRowReader
{
    private readonly ITableReader _reader;
    private readonly TableForm _form;
    private readonly Refusals _refusals;
    private readonly Refusals _labelRefusals;
    private readonly Action<ReadTally> _finished;
    private readonly double[] _row;
    private bool _isUnseen;

    /// <param name="form">How rows are made of records.</param>
    /// <param name="finished">Told what was met when the pass has come to its end.</param>
    public TableRowReader(TableForm form, Action<ReadTally> finished)
    {
        _form = form;
        _finished = finished;
        _refusals = form.NewRefusals();
        _labelRefusals = form.NewRefusals();
        _row = new double[form.Width];
        Tally = new ReadTally(form.Layout.Table.Path, _refusals, _labelRefusals, form.Columns);
        _reader = form.Layout.OpenTable();
    }

    public long Position { get; private set; }

    /// <summary>What was met so far.</summary>
    public ReadTally Tally { get; }

    public int Read(Span<float> rows)
    {
        RowBuffers.ThrowIfBelowOneRow(rows.Length, _form.Width, nameof(rows));
        return ReadRows(rows, default, [], rows.Length / _form.Width);
    }

    public int Read(Span<double> rows)
    {
        RowBuffers.ThrowIfBelowOneRow(rows.Length, _form.Width, nameof(rows));
        return ReadRows(default, rows, [], rows.Length / _form.Width);
    }

    public int Read(Span<float> rows, Span<float> labels)
    {
        RowBuffers.ThrowIfBelowOneRow(rows.Length, _form.Width, nameof(rows));
        RowBuffers.ThrowIfNoLabelFits(labels.Length, nameof(labels));
        return ReadRows(rows, default, labels, Math.Min(rows.Length / _form.Width, labels.Length));
    }

    public int Read(Span<double> rows, Span<float> labels)
    {
        RowBuffers.ThrowIfBelowOneRow(rows.Length, _form.Width, nameof(rows));
        RowBuffers.ThrowIfNoLabelFits(labels.Length, nameof(labels));
        return ReadRows(default, rows, labels, Math.Min(rows.Length / _form.Width, labels.Length));
    }

    /// <summary>
    /// The text of a categorical column in the row that was read last: its level, or what the file holds where that is none; empty where the value is missing or the row could not be read.
    /// </summary>
    /// <param name="column">Its number among those that hold features.</param>
    public string Text(int column)
    {
        var block = _row.AsSpan(_form.Offsets[column], _form.Offsets[column + 1] - _form.Offsets[column]);
        return double.IsNaN(block[0]) ? ""
            : block.IndexOf(1.0) is >= 0 and var level ? _form.Columns[column].Levels[level]
            : _reader.Cell(_form.Layout.Features[column].Field).ToString().Trim();
    }

    public void Dispose() => _reader.Dispose();

    private int ReadRows(Span<float> floats, Span<double> doubles, Span<float> labels, int wanted)
    {
        int read = 0;
        while (read < wanted)
        {
            if (!_reader.Read())
            {
                _finished(Tally);
                break;
            }

            ReadRow();
            if (doubles.IsEmpty)
            {
                var row = floats.Slice(read * _row.Length, _row.Length);
                for (var i = 0; i < row.Length; i++)
                {
                    row[i] = (float)_row[i];
                }
            }
            else
            {
                _row.CopyTo(doubles[(read * _row.Length)..]);
            }

            if (!labels.IsEmpty)
            {
                labels[read] = ReadLabel();
                Tally.UnlabelledRows += float.IsNaN(labels[read]) ? 1 : 0;
            }

            read++;
            Position++;
            Tally.Rows++;
        }

        return read;
    }

    private void ReadRow()
    {
        var before = _refusals.Count;
        _isUnseen = false;
        if (_reader.Fault is { } fault)
        {
            _refusals.Refuse(_reader.Place, fault);
        }
        else
        {
            for (var column = 0; column < _form.Columns.Length && _refusals.Count == before; column++)
            {
                ReadCell(column);
            }
        }

        if (_refusals.Count > before)
        {
            _row.AsSpan().Fill(double.NaN);
            Tally.InvalidRows++;
        }
        else if (_isUnseen)
        {
            Tally.UnseenRows++;
        }
    }

    private float ReadLabel()
    {
        if (_reader.Fault is not null)
        {
            return float.NaN;
        }

        var cell = _reader.Cell(_form.Layout.LabelField);
        if (!_form.Labels.TryRead(cell, out var label))
        {
            _labelRefusals.RefuseLabel(_reader.Place, _form.Layout.LabelField, CellText.Excerpt(cell.ToString()));
            return float.NaN;
        }

        return label;
    }

    private void ReadCell(int column)
    {
        var feature = _form.Layout.Features[column];
        var cell = _reader.Cell(feature.Field);
        var meaning = _form.Cells.Read(cell, out var number);
        if (meaning == CellMeaning.Missing || (meaning == CellMeaning.Infinite && _form.Levels[column] is null))
        {
            if (_form.RefusesMissing)
            {
                _refusals.RefuseMissing(_reader.Place, feature.Field, meaning == CellMeaning.Missing ? "no value" : "an infinity");
            }

            _row.AsSpan(_form.Offsets[column], _form.Offsets[column + 1] - _form.Offsets[column]).Fill(number);
        }
        else if (feature.Date is { } date)
        {
            ReadDate(column, feature, date, cell, meaning, number);
        }
        else if (_form.Levels[column] is { } levels)
        {
            ReadLevel(column, feature, levels, cell);
        }
        else
        {
            ReadNumber(column, feature, cell, meaning, number);
        }
    }

    private void ReadNumber(int column, FeatureField feature, TableCell cell, CellMeaning meaning, double number)
    {
        var kind = _form.Columns[column].Kind;
        var fits = kind switch
        {
            ColumnKind.Binary => meaning is CellMeaning.Number or CellMeaning.Truth && number is 0 or 1,
            ColumnKind.Count => meaning == CellMeaning.Number && number >= 0,
            _ => meaning == CellMeaning.Number,
        };
        if (!fits)
        {
            _refusals.RefuseValue(_reader.Place, feature.Field, CellText.Excerpt(cell.ToString()), TableEncoder.Wanted(kind));
        }
        else if (float.IsInfinity((float)number))
        {
            _refusals.RefuseHuge(_reader.Place, feature.Field, CellText.Excerpt(cell.ToString()));
        }

        _row[_form.Offsets[column]] = number;
    }

    private void ReadDate(int column, FeatureField feature, DateFeature date, TableCell cell, CellMeaning meaning, double number)
    {
        if (!(cell.Type == CellType.Text && DateText.TryRead(cell.Text.Trim(" \t"u8), out var time)) && !(meaning == CellMeaning.Number && DateText.TryReadUnix(number, out time)))
        {
            _refusals.RefuseValue(_reader.Place, feature.Field, CellText.Excerpt(cell.ToString()), ColumnJudge.Wanted);
            return;
        }

        _row[_form.Offsets[column]] = date.Of(time);
    }

    private void ReadLevel(int column, FeatureField feature, LevelIndex levels, TableCell cell)
    {
        var block = _row.AsSpan(_form.Offsets[column], levels.Count);
        block.Clear();
        var text = cell.Type == CellType.Text ? cell.Text.Trim(" \t"u8) : System.Text.Encoding.UTF8.GetBytes(cell.ToString());
        var level = cell.Type == CellType.Number && levels.IsNumeric ? levels.Find(cell.Number) : levels.Find(text);
        if (level >= 0)
        {
            block[level] = 1;
            return;
        }

        if (!Utf8.IsValid(text))
        {
            // The whole file is written so, and not one row of it wrong.
            throw new VaeDataException($"{_refusals.At(_reader.Place, feature.Field)}: found '{CellText.Excerpt(text)}', which is not UTF-8 text; save the file as UTF-8.");
        }

        _isUnseen = true;
        Tally.CountUnseen(column, text);
    }
}
