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

    /// <summary>A bit a lane, the first the lowest: whether left &gt; right.</summary>
    static abstract uint GreaterBits(V left, V right);

    /// <summary>Whether a lane is the zero that has a sign.</summary>
    static abstract bool HasNegativeZero(V value);

    /// <summary>
    /// Adds all lanes to a sum, four at a time from the first, (v0 + v2) + (v1 + v3) of each: so that lanes in rising order add up to the same bits at every width of four or more.
    /// </summary>
    static abstract float AddTo(float sum, V value);

    /// <summary>The same, each four added in double.</summary>
    static abstract double AddTo(double sum, V value);
}
