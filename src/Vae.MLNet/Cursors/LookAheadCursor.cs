using System.Runtime.ExceptionServices;
using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.Core.Engines.Managed.Panels;
using Vae.MLNet.Columns;

namespace Vae.MLNet.Cursors;

/// <summary>
/// Reads its input a batch ahead, runs the model over the whole batch, and hands the rows out one by one. Batches grow, so that whoever
/// takes a few rows pays for few; only the columns that are asked for are kept. Once they have grown, helpers compute
/// one batch while the one before it is handed out and the next is read; whoever reads joins them then, so that nobody sleeps.
/// </summary>
internal sealed class LookAheadCursor : DataViewRowCursor
{
    private const int FirstBatch = 8;
    private const int Growth = 4;
    private const int LargestBatch = 2048;

    /// <summary>Very wide rows come in smaller batches: this many features at most, 2 MB of them, twice.</summary>
    private const int LargestBatchFeatures = 1 << 19;

    private readonly DataViewRowCursor input;
    private readonly bool[] active;
    private readonly FeatureReader features;
    private readonly OutputBatch outputs;
    private readonly BufferedColumn[] buffered;
    private readonly Delegate?[] getters;
    private readonly ValueGetter<DataViewRowId> readId;
    private readonly int largestBatch;
    private readonly ScoringPass? pass;
    private DataViewRowId[] ids = [];
    private long[] batches = [];
    private readonly int helpers;
    private int capacity;
    private int end;
    private int index = -1;
    private long position = -1;
    private Coming? coming;
    private ExceptionDispatchInfo? failure;
    private bool inputEnded;
    private bool ended;

    /// <param name="input">The cursor to read; disposed with this one.</param>
    /// <param name="data">The data view that it is a cursor of.</param>
    /// <param name="binding">The model and its columns.</param>
    /// <param name="active">One flag an output column; at least one that the model adds.</param>
    /// <param name="pass">Told of the rows, and of their end; null where nobody asks.</param>
    public LookAheadCursor(DataViewRowCursor input, IDataView data, ColumnBinding binding, bool[] active, ScoringPass? pass)
    {
        this.pass = pass;
        this.input = input;
        this.active = active;
        Schema = binding.Output;
        features = binding.Feature.CreateReader(input, data, pass?.NewRow());
        outputs = binding.NewBatch(active, () => CurrentRow(), pass);
        readId = input.GetIdGetter();
        helpers = binding.Threads - 1;
        largestBatch = Math.Clamp(LargestBatchFeatures / binding.Feature.Size, 1, LargestBatch);
        getters = new Delegate?[active.Length];
        var buffered = new List<BufferedColumn>();
        for (var i = 0; i < active.Length; i++)
        {
            if (!active[i])
            {
                continue;
            }

            if (i < binding.Input.Count)
            {
                var column = BufferedColumn.Create(input, binding.Input[i]);
                buffered.Add(column);
                getters[i] = column.Getter(CurrentRow);
            }
            else
            {
                getters[i] = outputs.Getter(i);
            }
        }

        this.buffered = [.. buffered];
    }

    public override DataViewSchema Schema { get; }

    public override long Position => position;

    public override long Batch => batches[CurrentRow()];

    public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
        Getters.Cast<TValue>(getters[column.Index], column);

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId value) => value = ids[CurrentRow()];

    public override bool MoveNext()
    {
        if (ended)
        {
            return false;
        }

        if (index + 1 >= end && !Fill())
        {
            ended = true;
            pass?.End();
            index = -1;
            position = -1;
            return false;
        }

        index++;
        position++;
        outputs.Current = index;
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            coming?.Work?.Close();
            input.Dispose();
        }

        base.Dispose(disposing);
    }

    private int CurrentRow() => index >= 0 ? index : throw Getters.NoRow();

    /// <summary>Goes on to the next batch.</summary>
    /// <returns>Whether there is one.</returns>
    private bool Fill()
    {
        (index, end) = (-1, 0);
        var current = coming ?? Start();
        if (current is not { } batch)
        {
            return false;
        }

        coming = null;
        if (batch.Work is not null)
        {
            var room = batch.First == 0 ? capacity : 0;
            var read = Read(room);
            batch.Work.Join();
            coming = read > 0 ? Compute(room, read) : null;
            outputs.Tell(batch.First, batch.Count);
        }

        (index, end) = (batch.First - 1, batch.First + batch.Count);
        return true;
    }

    /// <summary>Reads a batch with none before it, and computes it or starts to; null where there are no rows.</summary>
    private Coming? Start()
    {
        failure?.Throw();
        Grow();
        var read = Read(first: 0);
        if (read == 0)
        {
            failure?.Throw();
            return null;
        }

        if (helpers > 0 && capacity == largestBatch)
        {
            return Compute(first: 0, read);
        }

        outputs.Compute(0, read);
        outputs.Tell(0, read);
        return new Coming(0, read, null);
    }

    /// <summary>Starts to compute a batch that was read, a panel at a time.</summary>
    private Coming Compute(int first, int count)
    {
        var (next, end) = (first, first + count);
        return new Coming(first, count, HelperThreads.Pool.Begin(helpers, () =>
        {
            for (int row; (row = Interlocked.Add(ref next, Panel.Lanes) - Panel.Lanes) < end;)
            {
                outputs.Compute(row, Math.Min(Panel.Lanes, end - row));
            }
        }));
    }

    /// <summary>Reads up to a batch.</summary>
    /// <param name="first">Where its first row is kept.</param>
    /// <returns>Rows that were read: all those before one that cannot be.</returns>
    private int Read(int first)
    {
        var row = first;
        try
        {
            while (row < first + capacity && failure is null && !inputEnded)
            {
                if (!input.MoveNext())
                {
                    inputEnded = true;
                    break;
                }

                if (outputs.ReadFeatures(row, features) is { } fault)
                {
                    pass?.AddRefused(input.Position, fault);
                }

                foreach (var column in buffered)
                {
                    column.Fetch(row);
                }

                readId(ref ids[row]);
                batches[row] = input.Batch;
                row++;
            }
        }
        catch (Exception error)
        {
            // The rows before the bad one are good: hand them out first, as a cursor that does not read ahead would.
            failure = ExceptionDispatchInfo.Capture(error);
        }

        return row - first;
    }

    private void Grow()
    {
        if (capacity == largestBatch)
        {
            return;
        }

        capacity = Math.Min(largestBatch, capacity == 0 ? FirstBatch : capacity * Growth);
        var rows = helpers > 0 && capacity == largestBatch ? 2 * capacity : capacity;
        outputs.Reserve(rows);
        ids = new DataViewRowId[rows];
        batches = new long[rows];
        foreach (var column in buffered)
        {
            column.Reserve(rows);
        }
    }

    /// <summary>A batch that was read and is the next to be handed out.</summary>
    /// <param name="First">Where its first row is kept.</param>
    /// <param name="Count">Its rows.</param>
    /// <param name="Work">Computes it; null where it is computed.</param>
    private readonly record struct Coming(int First, int Count, HelpedCall? Work);
}
