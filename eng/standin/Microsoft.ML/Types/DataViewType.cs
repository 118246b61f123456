namespace Microsoft.ML.Data;

/// <summary>What the values of a column are: <see cref="RawType"/> is the CLR type its getters deliver.</summary>
public abstract class DataViewType : IEquatable<DataViewType>
{
    private protected DataViewType(Type rawType)
    {
        ArgumentNullException.ThrowIfNull(rawType);
        RawType = rawType;
    }

    public Type RawType { get; }

    public abstract bool Equals(DataViewType other);

    /// <summary>The type of one value: the item type of a vector, the type itself of anything else.</summary>
    internal DataViewType ItemOrSelf => this is VectorDataViewType vector ? vector.ItemType : this;
}

/// <summary>A type whose values have parts.</summary>
public abstract class StructuredDataViewType : DataViewType
{
    protected StructuredDataViewType(Type rawType)
        : base(rawType)
    {
    }
}

/// <summary>A type whose values are plain and can be copied by assignment.</summary>
public abstract class PrimitiveDataViewType : DataViewType
{
    protected PrimitiveDataViewType(Type rawType)
        : base(rawType)
    {
        if (typeof(IDisposable).IsAssignableFrom(rawType))
        {
            throw new ArgumentException($"{rawType} is disposable and so cannot be a primitive column value.", nameof(rawType));
        }
    }
}
