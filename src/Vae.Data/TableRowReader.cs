using Vae.Data.Columns;
using Vae.Data.Tables;

namespace Vae.Data;

/// <summary>One pass over the rows of a table: on one thread at first and, where the table is long and its format allows it, on several from then on. Rows and findings are the same either way.</summary>
internal sealed class TableRowReader : ILabelledRowReader
{
    // Shorter tables are read before threads have started.
    private const int RowsOnOneThread = 2048;

    private readonly ITableReader reader;
    private readonly TableForm form;
    private readonly RowParser parser;
    private readonly RowFindings findings;
    private readonly Action<ReadTally> finished;
    private readonly double[] cells;
    private readonly double[] row;
    private readonly bool hasWeights;
    private readonly RowShare? share;
    private float[] weights = [];
    private int weighed;
    private ParallelRows? parallel;

    /// <param name="form">How rows are made of records.</param>
    /// <param name="finished">Told what was met when the pass has come to its end.</param>
    /// <param name="share">The rows that are wanted: what others hold is not made out, however odd it is. Null for all.</param>
    public TableRowReader(TableForm form, Action<ReadTally> finished, RowShare? share = null)
    {
        this.share = share;
        this.form = form;
        this.finished = finished;
        parser = new RowParser(form);
        findings = new RowFindings(form);
        cells = new double[form.Columns.Length];
        row = new double[form.Width];
        hasWeights = form.Layout.WeightField >= 0;
        Tally = new ReadTally(form.Layout.Table.Path, findings) { IsOfShare = share is not null };
        reader = form.Layout.OpenTable();
    }

    public long Position { get; private set; }

    public ReadOnlySpan<float> Weights => weights.AsSpan(0, weighed);

    /// <summary>What was met so far.</summary>
    public ReadTally Tally { get; }

    /// <summary>Whether <see cref="Text"/> will be asked for, so that rows are read on one thread. Default false.</summary>
    public bool KeepsTexts { get; init; }

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

    public void Dispose()
    {
        parallel?.Dispose();
        reader.Dispose();
    }

    private int ReadRows(Span<float> floats, Span<double> doubles, Span<float> labels, int wanted)
    {
        var read = 0;
        weighed = 0;
        if (hasWeights && weights.Length < wanted)
        {
            weights = new float[wanted];
        }

        while (read < wanted)
        {
            form.Cancellation.ThrowIfCancellationRequested();
            var place = read * row.Length;
            var label = labels.IsEmpty ? default : labels.Slice(read, 1);
            var floatRow = floats.IsEmpty ? default : floats.Slice(place, row.Length);
            var doubleRow = doubles.IsEmpty || KeepsTexts ? row.AsSpan() : doubles.Slice(place, row.Length);
            if (!(SharesWork() ? ReadParsed(floatRow, doubleRow, label, out var weight) : ReadNext(floatRow, doubleRow, label, out weight)))
            {
                finished(Tally);
                break;
            }

            if (hasWeights)
            {
                weights[read] = weight;
            }

            if (KeepsTexts && !doubles.IsEmpty)
            {
                row.CopyTo(doubles[place..]);
            }

            if (!label.IsEmpty)
            {
                Tally.UnlabelledRows += float.IsNaN(label[0]) ? 1 : 0;
            }

            weighed = hasWeights ? read + 1 : 0;
            read++;
            Position++;
            Tally.Rows++;
        }

        return read;
    }

    private bool SharesWork()
    {
        if (parallel is null && Position == RowsOnOneThread && form.Threads > 1 && !(KeepsTexts && !form.IsNumeric) && reader.CanShare)
        {
            parallel = ParallelRows.Start(reader, form, parser, findings, share, form.Threads);
        }

        return parallel is not null;
    }

    private bool ReadNext(Span<float> floats, Span<double> doubles, Span<float> label, out float weight)
    {
        weight = 1;
        if (!reader.Read())
        {
            return false;
        }

        if (share is { } wanted && !wanted.Has(Position))
        {
            return true;
        }

        weight = parser.ReadWeight(reader, findings);

        // Of a row that counts for nothing nothing is odd.
        IOddCells odd = weight == 0 ? Nobody.Instance : findings;
        Finish(cells, parser.Read(reader, cells, odd), floats, doubles, counts: weight != 0);
        if (!label.IsEmpty)
        {
            label[0] = parser.ReadLabel(reader, odd);
        }

        return true;
    }

    private bool ReadParsed(Span<float> floats, Span<double> doubles, Span<float> label, out float weight)
    {
        weight = 1;
        if (!parallel!.Read())
        {
            return false;
        }

        if (parallel.Current.Block is not { } block)
        {
            return true;
        }

        (_, var index, var state, var foundLabel, weight, var odd) = parallel.Current;
        foreach (var found in odd ?? [])
        {
            if (found.Kind != OddCellKind.Label || !label.IsEmpty)
            {
                findings.Add(found);
            }
        }

        Finish(block.Row(index), state, floats, doubles, counts: weight != 0);
        parallel.Release();
        if (!label.IsEmpty)
        {
            label[0] = foundLabel;
        }

        return true;
    }

    private void Finish(ReadOnlySpan<double> cells, RowState state, Span<float> floats, Span<double> doubles, bool counts)
    {
        if (state != RowState.Refused && counts)
        {
            findings.Gaps.Add(cells);
        }

        if (floats.IsEmpty || !form.IsNumeric || KeepsTexts)
        {
            form.Expand(cells, state == RowState.Refused, doubles);
            cells = doubles;
        }

        if (!floats.IsEmpty)
        {
            for (var i = 0; i < floats.Length; i++)
            {
                floats[i] = (float)cells[i];
            }
        }

        switch (state)
        {
            case RowState.Refused:
                Tally.InvalidRows += counts ? 1 : 0;
                floats.Fill(float.NaN);
                break;
            case RowState.Unseen when counts:
                findings.Unseen.AddRow();
                break;
            default:
                break;
        }
    }

    /// <summary>Whoever is told of what is odd in rows that count for nothing.</summary>
    private sealed class Nobody : IOddCells
    {
        public static Nobody Instance { get; } = new();

        public bool WantsUnseen(int column) => false;

        public void Add(in OddCell odd)
        {
        }
    }
}
