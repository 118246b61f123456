using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.Core;

namespace Vae.MLNet.Columns;

/// <summary>Copies the features of a row, dense or sparse, into a span.</summary>
internal sealed class FeatureReader
{
    private readonly string _name;
    private readonly int _size;
    private readonly ValueGetter<VBuffer<float>>? _vector;
    private readonly ValueGetter<float>? _scalar;
    private VBuffer<float> _buffer;

    /// <summary>Reads from a row, whichever row it stands on at the time.</summary>
    public FeatureReader(DataViewRow row, FeatureColumn feature)
    {
        _name = feature.Column.Name;
        _size = feature.Size;
        if (feature.Column.Type is VectorDataViewType)
        {
            _vector = row.GetGetter<VBuffer<float>>(feature.Column);
        }
        else
        {
            _scalar = row.GetGetter<float>(feature.Column);
        }
    }

    /// <summary>Fills <paramref name="features"/>, as long as the column is wide; the slots that a sparse vector leaves out are
    /// 0.</summary>
    /// <exception cref="VaeDataException">The vector has another length than its column promised.</exception>
    public void Read(Span<float> features)
    {
        if (_scalar is not null)
        {
            _scalar(ref features[0]);
            return;
        }

        _vector!(ref _buffer);
        if (_buffer.Length != _size)
        {
            throw new VaeDataException(
                $"Column '{_name}' promised {_size} values a row but a row has {_buffer.Length}; "
                + "correct the data, or the size given by [VectorType].");
        }

        _buffer.CopyTo(features);
    }
}
