using System.Runtime.InteropServices;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Vae.MLNet.Columns;

/// <summary>Copies one column of features, dense or sparse; the slots that a sparse vector leaves out are 0.</summary>
internal sealed class VectorFeatureReader : FeatureReader
{
    private readonly string name;
    private readonly int size;
    private readonly int[]? slots;
    private readonly float[] dense;
    private readonly ValueGetter<VBuffer<float>>? vector;
    private readonly ValueGetter<float>? scalar;
    private VBuffer<float> buffer;

    public VectorFeatureReader(DataViewRow row, FeatureColumn feature)
    {
        name = feature.Column.Name;
        size = feature.SlotCount;
        slots = feature.Slots;
        dense = slots is null ? [] : new float[size];
        if (feature.Column.Type is VectorDataViewType)
        {
            vector = row.GetGetter<VBuffer<float>>(feature.Column);
        }
        else
        {
            scalar = row.GetGetter<float>(feature.Column);
        }
    }

    public override void Read(Span<float> features)
    {
        if (scalar is not null)
        {
            scalar(ref features[0]);
            return;
        }

        vector!(ref buffer);
        if (buffer.Length != size)
        {
            throw WrongLength(name, size, buffer.Length);
        }

        if (slots is null)
        {
            buffer.CopyTo(features);
            return;
        }

        buffer.CopyTo(dense);
        for (var i = 0; i < features.Length; i++)
        {
            features[i] = dense[slots[i]];
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
