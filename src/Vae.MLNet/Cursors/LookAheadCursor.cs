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

    private readonly DataViewRowCursor _input;
    private readonly bool[] _active;
    private readonly FeatureReader _features;
    private readonly OutputBatch _outputs;
    private readonly BufferedColumn[] _buffered;
    private readonly Delegate?[] _getters;
    private readonly ValueGetter<DataViewRowId> _readId;
    private readonly int _largestBatch;
    private readonly ScoringPass? _pass;
    private DataViewRowId[] _ids = [];
    private long[] _batches = [];
    private int _capacity;
    private int _count;
    private int _index = -1;
    private long _position = -1;
    private ExceptionDispatchInfo? _failure;
    private bool _ended;

    /// <param name="input">The cursor to read; disposed with this one.</param>
    /// <param name="data">The data view that it is a cursor of.</param>
    /// <param name="binding">The model and its columns.</param>
    /// <param name="active">One flag an output column; at least one that the model adds.</param>
    /// <param name="pass">Told of the rows, and of their end; null where nobody asks.</param>
    public LookAheadCursor(DataViewRowCursor input, IDataView data, ColumnBinding binding, bool[] active, ScoringPass? pass)
    {
        _pass = pass;
        _input = input;
        _active = active;
        Schema = binding.Output;
        _features = binding.Feature.CreateReader(input, data, pass?.NewRow());
        _outputs = binding.NewBatch(active, null, pass);
        _readId = input.GetIdGetter();
        _largestBatch = Math.Clamp(LargestBatchFeatures / binding.Feature.Size, 1, LargestBatch);
        _getters = new Delegate?[active.Length];
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
                _getters[i] = column.Getter(CurrentRow);
            }
            else
            {
                _getters[i] = _outputs.Getter(i);
            }
        }

        _buffered = [.. buffered];
    }

    public override DataViewSchema Schema { get; }

    public override long Position => _position;

    public override long Batch => _batches[CurrentRow()];

    public override bool IsColumnActive(DataViewSchema.Column column) => _active[column.Index];

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
        Getters.Cast<TValue>(_getters[column.Index], column);

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId value) => value = _ids[CurrentRow()];

    public override bool MoveNext()
    {
        if (_ended)
        {
            return false;
        }

        if (_index + 1 >= _count && !Fill())
        {
            _ended = true;
            _pass?.End();
            _index = -1;
            _position = -1;
            return false;
        }

        _index++;
        _position++;
        _outputs.Current = _index;
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _input.Dispose();
        }

        base.Dispose(disposing);
    }

    private int CurrentRow() => _index >= 0 ? _index : throw Getters.NoRow();

    /// <summary>Reads the next batch and computes it.</summary>
    /// <returns>Whether there was at least one row.</returns>
    private bool Fill()
    {
        _failure?.Throw();
        Grow();
        _index = -1;
        _count = 0;
        try
        {
            while (_count < _capacity && _input.MoveNext())
            {
                if (_outputs.ReadFeatures(_count, _features) is { } fault)
                {
                    _pass?.AddRefused(_input.Position, fault);
                }

                foreach (var column in _buffered)
                {
                    column.Fetch(_count);
                }

                _readId(ref _ids[_count]);
                _batches[_count] = _input.Batch;
                _count++;
            }
        }
        catch (Exception error) when (_count > 0)
        {
            // The rows before the bad one are good: hand them out first, as a cursor that does not read ahead would.
            _failure = ExceptionDispatchInfo.Capture(error);
        }

        if (_count == 0)
        {
            return false;
        }

        _outputs.Compute(_count);
        return true;
    }

    private void Grow()
    {
        if (_capacity == _largestBatch)
        {
            return;
        }

        _capacity = Math.Min(_largestBatch, _capacity == 0 ? FirstBatch : _capacity * Growth);
        _outputs.Reserve(_capacity);
        _ids = new DataViewRowId[_capacity];
        _batches = new long[_capacity];
        foreach (var column in _buffered)
        {
            column.Reserve(_capacity);
        }
    }
}
