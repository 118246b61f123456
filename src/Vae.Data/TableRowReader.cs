using System.Text.Unicode;
using Vae.Data.Columns;
using Vae.Data.Tables;

namespace Vae.Data;

/// <summary>One pass over the rows of a table.</summary>
internal sealed class TableRowReader : ILabelledRowReader
{
    private readonly ITableReader reader;
    private readonly TableForm form;
    private readonly Refusals refusals;
    private readonly Refusals labelRefusals;
    private readonly Action<ReadTally> finished;
    private readonly double[] row;
    private bool isUnseen;

    /// <param name="form">How rows are made of records.</param>
    /// <param name="finished">Told what was met when the pass has come to its end.</param>
    public TableRowReader(TableForm form, Action<ReadTally> finished)
    {
        this.form = form;
        this.finished = finished;
        refusals = form.NewRefusals();
        labelRefusals = form.NewRefusals();
        row = new double[form.Width];
        Tally = new ReadTally(form.Layout.Table.Path, refusals, labelRefusals, form.Schema);
        reader = form.Layout.OpenTable();
    }

    public long Position { get; private set; }

    /// <summary>What was met so far.</summary>
    public ReadTally Tally { get; }

    public int Read(Span<float> rows)
    {
        RowBuffers.ThrowIfBelowOneRow(rows.Length, form.Width, nameof(rows));
        return ReadRows(rows, default, [], rows.Length / form.Width);
    }

    public int Read(Span<double> rows)
    {
        RowBuffers.ThrowIfBelowOneRow(rows.Length, form.Width, nameof(rows));
        return ReadRows(default, rows, [], rows.Length / form.Width);
    }

    public int Read(Span<float> rows, Span<float> labels)
    {
        RowBuffers.ThrowIfBelowOneRow(rows.Length, form.Width, nameof(rows));
        RowBuffers.ThrowIfNoLabelFits(labels.Length, nameof(labels));
        return ReadRows(rows, default, labels, Math.Min(rows.Length / form.Width, labels.Length));
    }

    public int Read(Span<double> rows, Span<float> labels)
    {
        RowBuffers.ThrowIfBelowOneRow(rows.Length, form.Width, nameof(rows));
        RowBuffers.ThrowIfNoLabelFits(labels.Length, nameof(labels));
        return ReadRows(default, rows, labels, Math.Min(rows.Length / form.Width, labels.Length));
    }

    /// <summary>
    /// The text of a categorical column in the row that was read last: its level, or what the file holds where that is none; empty where the value is missing or the row could not be read.
    /// </summary>
    /// <param name="column">Its number among those that hold features.</param>
    public string Text(int column)
    {
        var block = row.AsSpan(form.Offsets[column], form.Offsets[column + 1] - form.Offsets[column]);
        return double.IsNaN(block[0]) ? ""
            : block.IndexOf(1.0) is >= 0 and var level ? form.Columns[column].Levels[level]
            : reader.Cell(form.Layout.Features[column].Field).ToString().Trim();
    }

    public void Dispose() => reader.Dispose();

    private int ReadRows(Span<float> floats, Span<double> doubles, Span<float> labels, int wanted)
    {
        int read = 0;
        while (read < wanted)
        {
            if (!reader.Read())
            {
                finished(Tally);
                break;
            }

            ReadRow();
            if (doubles.IsEmpty)
            {
                var row = floats.Slice(read * this.row.Length, this.row.Length);
                for (var i = 0; i < row.Length; i++)
                {
                    row[i] = (float)this.row[i];
                }
            }
            else
            {
                this.row.CopyTo(doubles[(read * this.row.Length)..]);
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
        var before = refusals.Count;
        isUnseen = false;
        if (reader.Fault is { } fault)
        {
            refusals.Refuse(reader.Place, fault);
        }
        else
        {
            for (var column = 0; column < form.Columns.Length && refusals.Count == before; column++)
            {
                ReadCell(column);
            }
        }

        if (refusals.Count > before)
        {
            row.AsSpan().Fill(double.NaN);
            Tally.InvalidRows++;
        }
        else if (isUnseen)
        {
            Tally.Unseen.AddRow();
        }
    }

    private float ReadLabel()
    {
        if (reader.Fault is not null)
        {
            return float.NaN;
        }

        var cell = reader.Cell(form.Layout.LabelField);
        if (!form.Labels.TryRead(cell, out var label))
        {
            labelRefusals.RefuseLabel(reader.Place, form.Layout.LabelField, CellText.Excerpt(cell.ToString()));
            return float.NaN;
        }

        return label;
    }

    private void ReadCell(int column)
    {
        var feature = form.Layout.Features[column];
        var cell = reader.Cell(feature.Field);
        var meaning = form.Cells.Read(cell, out var number);
        if (meaning == CellMeaning.Missing || (meaning == CellMeaning.Infinite && form.Levels[column] is null))
        {
            if (form.RefusesMissing)
            {
                refusals.RefuseMissing(reader.Place, feature.Field, meaning == CellMeaning.Missing ? "no value" : "an infinity");
            }

            row.AsSpan(form.Offsets[column], form.Offsets[column + 1] - form.Offsets[column]).Fill(number);
        }
        else if (feature.Date is { } date)
        {
            ReadDate(column, feature, date, cell, meaning, number);
        }
        else if (form.Levels[column] is { } levels)
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
        var kind = form.Columns[column].Kind;
        var fits = kind switch
        {
            ColumnKind.Binary => meaning is CellMeaning.Number or CellMeaning.Truth && number is 0 or 1,
            ColumnKind.Count => meaning == CellMeaning.Number && number >= 0,
            _ => meaning == CellMeaning.Number,
        };
        if (!fits)
        {
            Refuse(feature, cell, kind);
        }
        else if (float.IsInfinity((float)number))
        {
            refusals.RefuseHuge(reader.Place, feature.Field, CellText.Excerpt(cell.ToString()));
        }

        row[form.Offsets[column]] = number;
    }

    // In a method of its own: what the function captures is made anew in every call, and rows that can be read are not to pay for it.
    private void Refuse(FeatureField feature, TableCell cell, ColumnKind kind) =>
        refusals.RefuseValue(reader.Place, feature.Field, CellText.Excerpt(cell.ToString()), found => form.Wanted(kind, found));

    private void ReadDate(int column, FeatureField feature, DateFeature date, TableCell cell, CellMeaning meaning, double number)
    {
        if (!(cell.Type == CellType.Text && DateText.TryRead(cell.Text.Trim(" \t"u8), out var time)) && !(meaning == CellMeaning.Number && DateText.TryReadUnix(number, out time)))
        {
            refusals.RefuseValue(reader.Place, feature.Field, CellText.Excerpt(cell.ToString()), _ => ColumnJudge.Wanted);
            return;
        }

        row[form.Offsets[column]] = date.Of(time);
    }

    private void ReadLevel(int column, FeatureField feature, LevelIndex levels, TableCell cell)
    {
        var block = row.AsSpan(form.Offsets[column], levels.Count);
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
            throw new VaeDataException($"{refusals.At(reader.Place, feature.Field)}: found '{CellText.Excerpt(text)}', which is not UTF-8 text; save the file as UTF-8.");
        }

        isUnseen = true;
        Tally.Unseen.Add(column, text);
    }
}
