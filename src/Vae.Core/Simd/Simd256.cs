using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Vae.Core.Simd;

/// <summary>8 floats at a time.</summary>
internal readonly unsafe struct Simd256 : ISimd<Vector256<float>>
{
    public static int Lanes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 8;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Broadcast(float value) => Vector256.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load(float* source) => Vector256.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> LoadIntegers(int* source) => Vector256.ConvertToSingle(Vector256.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<float> value, float* destination) => value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Add(Vector256<float> left, Vector256<float> right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Subtract(Vector256<float> left, Vector256<float> right) => left - right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Multiply(Vector256<float> left, Vector256<float> right) => left * right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Divide(Vector256<float> left, Vector256<float> right) => left / right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> MultiplyAdd(Vector256<float> left, Vector256<float> right, Vector256<float> addend) =>
        Vector256.MultiplyAddEstimate(left, right, addend);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Max(Vector256<float> left, Vector256<float> right) => Vector256.Max(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Min(Vector256<float> left, Vector256<float> right) => Vector256.Min(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Abs(Vector256<float> value) => Vector256.Abs(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Sqrt(Vector256<float> value) => Vector256.Sqrt(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Exp(Vector256<float> value)
    {
        // exp(x) = 2^n exp(r), n the integer nearest to x / log 2, found by adding 1.5 * 2^23, whose last bit is worth 1.
        var x = Vector256.Min(Vector256.Max(value, Vector256.Create(ExpSeries.Smallest)), Vector256.Create(ExpSeries.Largest));
        var shifted = Vector256.MultiplyAddEstimate(x, Vector256.Create(ExpSeries.InverseLogTwo), Vector256.Create(ExpSeries.Shift));
        var n = shifted - Vector256.Create(ExpSeries.Shift);
        var r = Vector256.MultiplyAddEstimate(n, Vector256.Create(-ExpSeries.LogTwoHigh), x);
        r = Vector256.MultiplyAddEstimate(n, Vector256.Create(-ExpSeries.LogTwoLow), r);
        var series = Vector256.MultiplyAddEstimate(r, Vector256.Create(ExpSeries.C7), Vector256.Create(ExpSeries.C6));
        series = Vector256.MultiplyAddEstimate(series, r, Vector256.Create(ExpSeries.C5));
        series = Vector256.MultiplyAddEstimate(series, r, Vector256.Create(ExpSeries.C4));
        series = Vector256.MultiplyAddEstimate(series, r, Vector256.Create(ExpSeries.C3));
        series = Vector256.MultiplyAddEstimate(series, r, Vector256.Create(ExpSeries.C2));
        series = Vector256.MultiplyAddEstimate(series * r, r, r + Vector256<float>.One);
        var power = ((shifted.AsInt32() - Vector256.Create(ExpSeries.Shift).AsInt32()) + Vector256.Create(127)) << 23;
        return series * power.AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Log(Vector256<float> value) => Vector256.Log(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> SelectGreater(
        Vector256<float> left, Vector256<float> right, Vector256<float> whenTrue, Vector256<float> whenFalse) =>
        Vector256.ConditionalSelect(Vector256.GreaterThan(left, right), whenTrue, whenFalse);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint GreaterBits(Vector256<float> left, Vector256<float> right) => Vector256.GreaterThan(left, right).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool HasNegativeZero(Vector256<float> value) => Vector256.EqualsAny(value.AsInt32(), Vector256.Create(int.MinValue));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float AddTo(float sum, Vector256<float> value) => Simd128.AddTo(Simd128.AddTo(sum, value.GetLower()), value.GetUpper());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double AddTo(double sum, Vector256<float> value) => Simd128.AddTo(Simd128.AddTo(sum, value.GetLower()), value.GetUpper());
}
