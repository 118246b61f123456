using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>Learns an offset and a scale for every slot of a Single column.</summary>
public sealed class NormalizingEstimator : IEstimator<NormalizingTransformer>
{
    private readonly IHost _host;
    private readonly string _output;
    private readonly string _input;
    private readonly long _mostRows;
    private readonly Func<SlotStatistics, (float Offset, float Scale)> _rule;

    internal NormalizingEstimator(IHost host, string output, string input, long mostRows, Func<SlotStatistics, (float Offset, float Scale)> rule)
    {
        (_host, _output, _input, _mostRows, _rule) = (host, output, input, mostRows, rule);
    }

    public NormalizingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        DataViewSchema.Column column = input.Schema.GetColumnOrNull(_input) ?? throw SchemaErrors.Missing(_input);
        int size = column.Type is VectorDataViewType vector ? vector.Size : 1;
        if (column.Type.ItemOrSelf != NumberDataViewType.Single || size == 0)
        {
            throw SchemaErrors.Mismatch(_input, "Single or known-size vector of Single", column.Type.ToString());
        }

        SlotStatistics[] slots = Enumerable.Range(0, size).Select(_ => new SlotStatistics()).ToArray();
        using DataViewRowCursor cursor = input.GetRowCursor([column]);
        ValueGetter<VBuffer<float>> getter = SingleVector.Getter(cursor, column);
        VBuffer<float> value = default;
        for (long row = 0; row < _mostRows && cursor.MoveNext(); row++)
        {
            getter(ref value);
            for (int i = 0; i < size; i++)
            {
                slots[i].Add(value.GetItemOrDefault(i));
            }
        }

        return new NormalizingTransformer(_host, _output, _input, slots.Select(_rule).ToArray());
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        SchemaShape.Column input = inputSchema.Find(_input);
        if (input.ItemType != NumberDataViewType.Single || input.Kind == SchemaShape.Column.VectorKind.VariableVector)
        {
            throw SchemaErrors.Mismatch(_input, "Single or known-size vector of Single", input.GetTypeString());
        }

        var normalized = SchemaShape.Column.Of("IsNormalized", BooleanDataViewType.Instance, null);
        return inputSchema.With([new SchemaShape.Column(_output, input.Kind, input.ItemType, false, input.Annotations.With([normalized]))]);
    }
}

/// <summary>What the normalisers know of one slot; values that are NaN are left out.</summary>
internal sealed class SlotStatistics
{
    private double _least = double.PositiveInfinity;
    private double _most = double.NegativeInfinity;
    private double _mean;
    private double _squares;
    private long _count;

    public void Add(double value)
    {
        if (double.IsNaN(value))
        {
            return;
        }

        _count++;
        _least = Math.Min(_least, value);
        _most = Math.Max(_most, value);
        double step = value - _mean;
        _mean += step / _count;
        _squares += step * (value - _mean);
    }

    public (float Offset, float Scale) MinMax(bool fixZero)
    {
        double offset = fixZero ? 0 : _least;
        double span = fixZero ? Math.Max(Math.Abs(_least), Math.Abs(_most)) : _most - _least;
        return (float.CreateSaturating(offset), Inverse(span));
    }

    public (float Offset, float Scale) MeanVariance(bool fixZero)
    {
        double variance = _count == 0 ? 0 : _squares / _count;
        return fixZero ? (0, Inverse(Math.Sqrt(variance + (_mean * _mean)))) : ((float)_mean, Inverse(Math.Sqrt(variance)));
    }

    // A slot that does not vary is carried to zero.
    private float Inverse(double span) => _count > 0 && span > 0 ? (float)(1 / span) : 0;
}

/// <summary>Applies an offset and a scale to every slot.</summary>
public sealed class NormalizingTransformer : OneToOneTransformerBase
{
    private readonly (float Offset, float Scale)[] _slots;

    internal NormalizingTransformer(IHost host, string output, string input, (float Offset, float Scale)[] slots)
        : base(host, (output, input))
        => _slots = slots;

    private protected override DataViewSchema.DetachedColumn OutputColumn(int pair, DataViewSchema.Column input)
    {
        if (input.Type.ItemOrSelf != NumberDataViewType.Single || (input.Type is VectorDataViewType vector ? vector.Size : 1) != _slots.Length)
        {
            throw SchemaErrors.Mismatch(input.Name, $"{_slots.Length} values of Single", input.Type.ToString());
        }

        var builder = new DataViewSchema.Annotations.Builder();
        builder.Add(input.Annotations, kind => kind == "SlotNames");
        builder.AddPrimitiveValue("IsNormalized", BooleanDataViewType.Instance, true);
        return new(Pairs[pair].Output, input.Type, builder.ToAnnotations());
    }

    private protected override Delegate Getter(int pair, DataViewRow row, DataViewSchema.Column input)
    {
        ValueGetter<VBuffer<float>> getter = SingleVector.Getter(row, input);
        VBuffer<float> raw = default;
        ValueGetter<VBuffer<float>> normalized = (ref VBuffer<float> value) =>
        {
            getter(ref raw);
            VBufferEditor<float> editor = VBufferEditor.Create(ref value, raw.Length);
            raw.CopyTo(editor.Values);
            for (int i = 0; i < raw.Length; i++)
            {
                editor.Values[i] = (editor.Values[i] - _slots[i].Offset) * _slots[i].Scale;
            }

            value = editor.Commit();
        };
        return input.Type is VectorDataViewType ? normalized : SingleVector.First(normalized);
    }
}

/// <summary>Reads a Single column as vectors, whether it is a scalar or not.</summary>
internal static class SingleVector
{
    public static ValueGetter<VBuffer<float>> Getter(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type is VectorDataViewType)
        {
            return row.GetGetter<VBuffer<float>>(column);
        }

        ValueGetter<float> scalar = row.GetGetter<float>(column);
        return (ref VBuffer<float> value) =>
        {
            VBufferEditor<float> editor = VBufferEditor.Create(ref value, 1);
            scalar(ref editor.Values[0]);
            value = editor.Commit();
        };
    }

    public static ValueGetter<float> First(ValueGetter<VBuffer<float>> getter)
    {
        VBuffer<float> vector = default;
        return (ref float value) =>
        {
            getter(ref vector);
            value = vector.GetItemOrDefault(0);
        };
    }
}
