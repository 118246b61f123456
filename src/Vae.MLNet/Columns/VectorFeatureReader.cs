using System.Runtime.InteropServices;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Vae.MLNet.Columns;

/// <summary>Copies one column of features, dense or sparse; the slots that a sparse vector leaves out are 0.</summary>
internal sealed class VectorFeatureReader : FeatureReader
{
    private readonly string _name;
    private readonly int _size;
    private readonly int[]? _slots;
    private readonly float[] _dense;
    private readonly ValueGetter<VBuffer<float>>? _vector;
    private readonly ValueGetter<float>? _scalar;
    private VBuffer<float> _buffer;

    public VectorFeatureReader(DataViewRow row, FeatureColumn feature)
    {
        _name = feature.Column.Name;
        _size = feature.SlotCount;
        _slots = feature.Slots;
        _dense = _slots is null ? [] : new float[_size];
        if (feature.Column.Type is VectorDataViewType)
        {
            _vector = row.GetGetter<VBuffer<float>>(feature.Column);
        }
        else
        {
            _scalar = row.GetGetter<float>(feature.Column);
        }
    }

    public override void Read(Span<float> features)
    {
        if (_scalar is not null)
        {
            _scalar(ref features[0]);
            return;
        }

        _vector!(ref _buffer);
        if (_buffer.Length != _size)
        {
            throw WrongLength(_name, _size, _buffer.Length);
        }

        if (_slots is null)
        {
            _buffer.CopyTo(features);
            return;
        }

        _buffer.CopyTo(_dense);
        for (var i = 0; i < features.Length; i++)
        {
            features[i] = _dense[_slots[i]];
        }
    }

    public override void Read(Span<double> features)
    {
        // As many floats as there are doubles fit in the second half of their memory, and are widened from the front.
        var floats = MemoryMarshal.Cast<double, float>(features)[features.Length..];
        Read(floats);
        for (var i = 0; i < features.Length; i++)
        {
            features[i] = floats[i];
        }
    }
}
