using System.Runtime.ExceptionServices;
using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.MLNet.Columns;

namespace Vae.MLNet.Cursors;

/// <summary>
/// Reads its input a batch ahead, runs the model over the whole batch, and hands the rows out one by one. Batches grow, so that whoever
/// takes a few rows pays for few; only the columns that are asked for are kept.
/// </summary>
internal sealed class LookAheadCursor : DataViewRowCursor
{
    private const int FirstBatch = 8;
    private const int Growth = 4;
    private const int LargestBatch = 512;

    /// <summary>Very wide rows come in smaller batches: this many features at most, 4 MB of them.</summary>
    private const int LargestBatchFeatures = 1 << 20;

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
    private int capacity;
    private int count;
    private int index = -1;
    private long position = -1;
    private ExceptionDispatchInfo? failure;
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
        outputs = binding.NewBatch(active, null, pass);
        readId = input.GetIdGetter();
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

        if (index + 1 >= count && !Fill())
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
            input.Dispose();
        }

        base.Dispose(disposing);
    }

    private int CurrentRow() => index >= 0 ? index : throw Getters.NoRow();

    /// <summary>Reads the next batch and computes it.</summary>
    /// <returns>Whether there was at least one row.</returns>
    private bool Fill()
    {
        failure?.Throw();
        Grow();
        index = -1;
        count = 0;
        try
        {
            while (count < capacity && input.MoveNext())
            {
                if (outputs.ReadFeatures(count, features) is { } fault)
                {
                    pass?.AddRefused(input.Position, fault);
                }

                foreach (var column in buffered)
                {
                    column.Fetch(count);
                }

                readId(ref ids[count]);
                batches[count] = input.Batch;
                count++;
            }
        }
        catch (Exception error) when (count > 0)
        {
            // The rows before the bad one are good: hand them out first, as a cursor that does not read ahead would.
            failure = ExceptionDispatchInfo.Capture(error);
        }

        if (count == 0)
        {
            return false;
        }

        outputs.Compute(count);
        return true;
    }

    private void Grow()
    {
        if (capacity == largestBatch)
        {
            return;
        }

        capacity = Math.Min(largestBatch, capacity == 0 ? FirstBatch : capacity * Growth);
        outputs.Reserve(capacity);
        ids = new DataViewRowId[capacity];
        batches = new long[capacity];
        foreach (var column in buffered)
        {
            column.Reserve(capacity);
        }
    }
}
