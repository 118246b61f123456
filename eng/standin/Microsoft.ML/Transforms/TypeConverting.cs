using System.Numerics;
using System.Reflection;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>Converts numbers and truth values to numbers, in scalars and vectors.</summary>
public sealed class TypeConvertingEstimator : TrivialEstimator<TypeConvertingTransformer>
{
    private readonly string _output;
    private readonly string _input;
    private readonly PrimitiveDataViewType _type;

    internal TypeConvertingEstimator(IHost host, string output, string input, DataKind kind)
        : base(host, new TypeConvertingTransformer(host, output, input, NumberOf(kind)))
    {
        _output = output;
        _input = input;
        _type = NumberOf(kind);
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        SchemaShape.Column input = inputSchema.Find(_input);
        return input.ItemType is NumberDataViewType or BooleanDataViewType
            ? inputSchema.With([new SchemaShape.Column(_output, input.Kind, _type, false)])
            : throw SchemaErrors.Mismatch(_input, "a number or a truth value", input.GetTypeString());
    }

    private static NumberDataViewType NumberOf(DataKind kind)
        => NumberDataViewType.All.FirstOrDefault(number => number.RawType.Name == kind.ToString())
            ?? throw new NotSupportedException($"The stand-in for Microsoft.ML converts to numbers, not to {kind}.");
}

/// <summary>The conversion.</summary>
public sealed class TypeConvertingTransformer : OneToOneTransformerBase
{
    private readonly PrimitiveDataViewType _type;

    internal TypeConvertingTransformer(IHost host, string output, string input, PrimitiveDataViewType type)
        : base(host, (output, input))
        => _type = type;

    private protected override DataViewSchema.DetachedColumn OutputColumn(int pair, DataViewSchema.Column input)
    {
        if (input.Type.ItemOrSelf is not (NumberDataViewType or BooleanDataViewType))
        {
            throw SchemaErrors.Mismatch(input.Name, "a number or a truth value", input.Type.ToString());
        }

        return new(Pairs[pair].Output, input.Type is VectorDataViewType vector ? new VectorDataViewType(_type, vector.Dimensions) : _type, input.Annotations);
    }

    private protected override Delegate Getter(int pair, DataViewRow row, DataViewSchema.Column input)
    {
        bool isTruth = input.Type.ItemOrSelf is BooleanDataViewType;
        string method = input.Type is VectorDataViewType ? nameof(Vector) : isTruth ? nameof(Truth) : nameof(Scalar);
        Type[] types = method == nameof(Truth) ? [_type.RawType] : [input.Type.ItemOrSelf.RawType, _type.RawType];
        if (isTruth && method == nameof(Vector))
        {
            throw new NotSupportedException("The stand-in for Microsoft.ML converts no vectors of truth values.");
        }

        return (Delegate)typeof(TypeConvertingTransformer).GetMethod(method, BindingFlags.NonPublic | BindingFlags.Static).MakeGenericMethod(types).Invoke(null, [row, input]);
    }

    private static ValueGetter<TTo> Truth<TTo>(DataViewRow row, DataViewSchema.Column input)
        where TTo : INumber<TTo>
    {
        ValueGetter<bool> getter = row.GetGetter<bool>(input);
        bool value = false;
        return (ref TTo converted) =>
        {
            getter(ref value);
            converted = value ? TTo.One : TTo.Zero;
        };
    }

    private static ValueGetter<TTo> Scalar<TFrom, TTo>(DataViewRow row, DataViewSchema.Column input)
        where TFrom : INumber<TFrom>
        where TTo : INumber<TTo>
    {
        ValueGetter<TFrom> getter = row.GetGetter<TFrom>(input);
        TFrom value = TFrom.Zero;
        return (ref TTo converted) =>
        {
            getter(ref value);
            converted = TTo.CreateSaturating(value);
        };
    }

    private static ValueGetter<VBuffer<TTo>> Vector<TFrom, TTo>(DataViewRow row, DataViewSchema.Column input)
        where TFrom : INumber<TFrom>
        where TTo : INumber<TTo>
    {
        ValueGetter<VBuffer<TFrom>> getter = row.GetGetter<VBuffer<TFrom>>(input);
        VBuffer<TFrom> value = default;
        return (ref VBuffer<TTo> converted) =>
        {
            getter(ref value);
            ReadOnlySpan<TFrom> from = value.GetValues();
            VBufferEditor<TTo> editor = VBufferEditor.Create(ref converted, value.Length, from.Length);
            value.GetIndices().CopyTo(editor.Indices);
            for (int i = 0; i < from.Length; i++)
            {
                editor.Values[i] = TTo.CreateSaturating(from[i]);
            }

            converted = editor.Commit();
        };
    }
}
