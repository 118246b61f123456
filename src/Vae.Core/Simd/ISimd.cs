namespace Vae.Core.Simd;

/// <summary>
/// The vector operations that kernels are written in, so that one kernel serves every width: the just-in-time compiler makes one
/// copy of a kernel for each implementation, with these calls inlined.
/// </summary>
/// <typeparam name="V">A vector of floats, or one float.</typeparam>
internal unsafe interface ISimd<V>
    where V : struct
{
    /// <summary>Floats in a vector.</summary>
    static abstract int Lanes { get; }

    static abstract V Broadcast(float value);

    static abstract V Load(float* source);

    /// <summary>Integers as floats.</summary>
    static abstract V LoadIntegers(int* source);

    static abstract void Store(V value, float* destination);

    static abstract V Add(V left, V right);

    static abstract V Subtract(V left, V right);

    static abstract V Multiply(V left, V right);

    static abstract V Divide(V left, V right);

    /// <summary>left * right + addend.</summary>
    static abstract V MultiplyAdd(V left, V right, V addend);

    static abstract V Max(V left, V right);

    static abstract V Min(V left, V right);

    static abstract V Abs(V value);

    static abstract V Sqrt(V value);

    static abstract V Exp(V value);

    static abstract V Log(V value);

    /// <summary>Lane by lane: left &gt; right ? whenTrue : whenFalse.</summary>
    static abstract V SelectGreater(V left, V right, V whenTrue, V whenFalse);

    static abstract float Sum(V value);
}
