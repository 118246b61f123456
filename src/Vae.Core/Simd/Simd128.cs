using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Vae.Core.Simd;

/// <summary>4 floats at a time.</summary>
internal readonly unsafe struct Simd128 : ISimd<Vector128<float>>
{
    public static int Lanes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 4;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Broadcast(float value) => Vector128.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Load(float* source) => Vector128.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> LoadIntegers(int* source) => Vector128.ConvertToSingle(Vector128.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<float> value, float* destination) => value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Add(Vector128<float> left, Vector128<float> right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Subtract(Vector128<float> left, Vector128<float> right) => left - right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Multiply(Vector128<float> left, Vector128<float> right) => left * right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Divide(Vector128<float> left, Vector128<float> right) => left / right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> MultiplyAdd(Vector128<float> left, Vector128<float> right, Vector128<float> addend) =>
        Vector128.MultiplyAddEstimate(left, right, addend);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Max(Vector128<float> left, Vector128<float> right) => Vector128.Max(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Min(Vector128<float> left, Vector128<float> right) => Vector128.Min(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Abs(Vector128<float> value) => Vector128.Abs(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Sqrt(Vector128<float> value) => Vector128.Sqrt(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Exp(Vector128<float> value)
    {
        // exp(x) = 2^n exp(r), n the integer nearest to x / log 2, found by adding 1.5 * 2^23, whose last bit is worth 1.
        var x = Vector128.Min(Vector128.Max(value, Vector128.Create(ExpSeries.Smallest)), Vector128.Create(ExpSeries.Largest));
        var shifted = Vector128.MultiplyAddEstimate(x, Vector128.Create(ExpSeries.InverseLogTwo), Vector128.Create(ExpSeries.Shift));
        var n = shifted - Vector128.Create(ExpSeries.Shift);
        var r = Vector128.MultiplyAddEstimate(n, Vector128.Create(-ExpSeries.LogTwoHigh), x);
        r = Vector128.MultiplyAddEstimate(n, Vector128.Create(-ExpSeries.LogTwoLow), r);
        var series = Vector128.MultiplyAddEstimate(r, Vector128.Create(ExpSeries.C7), Vector128.Create(ExpSeries.C6));
        series = Vector128.MultiplyAddEstimate(series, r, Vector128.Create(ExpSeries.C5));
        series = Vector128.MultiplyAddEstimate(series, r, Vector128.Create(ExpSeries.C4));
        series = Vector128.MultiplyAddEstimate(series, r, Vector128.Create(ExpSeries.C3));
        series = Vector128.MultiplyAddEstimate(series, r, Vector128.Create(ExpSeries.C2));
        series = Vector128.MultiplyAddEstimate(series * r, r, r + Vector128<float>.One);
        var power = ((shifted.AsInt32() - Vector128.Create(ExpSeries.Shift).AsInt32()) + Vector128.Create(127)) << 23;
        return series * power.AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Log(Vector128<float> value) => Vector128.Log(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> SelectGreater(
        Vector128<float> left, Vector128<float> right, Vector128<float> whenTrue, Vector128<float> whenFalse) =>
        Vector128.ConditionalSelect(Vector128.GreaterThan(left, right), whenTrue, whenFalse);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint GreaterBits(Vector128<float> left, Vector128<float> right) => Vector128.GreaterThan(left, right).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool HasNegativeZero(Vector128<float> value) => Vector128.EqualsAny(value.AsInt32(), Vector128.Create(int.MinValue));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float AddTo(float sum, Vector128<float> value) => sum + SumOfFour(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double AddTo(double sum, Vector128<float> value) => sum + SumOfFour(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float SumOfFour(Vector128<float> value)
    {
        var pairs = value + Vector128.Shuffle(value, Vector128.Create(2, 3, 0, 1));
        return pairs.ToScalar() + pairs.GetElement(1);
    }
}
