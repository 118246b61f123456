using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Vae.Core.Simd;

/// <summary>16 floats at a time.</summary>
internal readonly unsafe struct Simd512 : ISimd<Vector512<float>>
{
    public static int Lanes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 16;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Broadcast(float value) => Vector512.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(float* source) => Vector512.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> LoadIntegers(int* source) => Vector512.ConvertToSingle(Vector512.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<float> value, float* destination) => value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Add(Vector512<float> left, Vector512<float> right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Subtract(Vector512<float> left, Vector512<float> right) => left - right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Multiply(Vector512<float> left, Vector512<float> right) => left * right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Divide(Vector512<float> left, Vector512<float> right) => left / right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> MultiplyAdd(Vector512<float> left, Vector512<float> right, Vector512<float> addend) =>
        Vector512.MultiplyAddEstimate(left, right, addend);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Max(Vector512<float> left, Vector512<float> right) => Vector512.Max(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Min(Vector512<float> left, Vector512<float> right) => Vector512.Min(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Abs(Vector512<float> value) => Vector512.Abs(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Sqrt(Vector512<float> value) => Vector512.Sqrt(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Exp(Vector512<float> value)
    {
        // exp(x) = 2^n exp(r), n the integer nearest to x / log 2, found by adding 1.5 * 2^23, whose last bit is worth 1.
        var x = Vector512.Min(Vector512.Max(value, Vector512.Create(ExpSeries.Smallest)), Vector512.Create(ExpSeries.Largest));
        var shifted = Vector512.MultiplyAddEstimate(x, Vector512.Create(ExpSeries.InverseLogTwo), Vector512.Create(ExpSeries.Shift));
        var n = shifted - Vector512.Create(ExpSeries.Shift);
        var r = Vector512.MultiplyAddEstimate(n, Vector512.Create(-ExpSeries.LogTwoHigh), x);
        r = Vector512.MultiplyAddEstimate(n, Vector512.Create(-ExpSeries.LogTwoLow), r);
        var series = Vector512.MultiplyAddEstimate(r, Vector512.Create(ExpSeries.C7), Vector512.Create(ExpSeries.C6));
        series = Vector512.MultiplyAddEstimate(series, r, Vector512.Create(ExpSeries.C5));
        series = Vector512.MultiplyAddEstimate(series, r, Vector512.Create(ExpSeries.C4));
        series = Vector512.MultiplyAddEstimate(series, r, Vector512.Create(ExpSeries.C3));
        series = Vector512.MultiplyAddEstimate(series, r, Vector512.Create(ExpSeries.C2));
        series = Vector512.MultiplyAddEstimate(series * r, r, r + Vector512<float>.One);
        var power = ((shifted.AsInt32() - Vector512.Create(ExpSeries.Shift).AsInt32()) + Vector512.Create(127)) << 23;
        return series * power.AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Log(Vector512<float> value) => Vector512.Log(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> SelectGreater(
        Vector512<float> left, Vector512<float> right, Vector512<float> whenTrue, Vector512<float> whenFalse) =>
        Vector512.ConditionalSelect(Vector512.GreaterThan(left, right), whenTrue, whenFalse);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint GreaterBits(Vector512<float> left, Vector512<float> right) => (uint)Vector512.GreaterThan(left, right).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool HasNegativeZero(Vector512<float> value) => Vector512.EqualsAny(value.AsInt32(), Vector512.Create(int.MinValue));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float AddTo(float sum, Vector512<float> value) => Simd256.AddTo(Simd256.AddTo(sum, value.GetLower()), value.GetUpper());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double AddTo(double sum, Vector512<float> value) => Simd256.AddTo(Simd256.AddTo(sum, value.GetLower()), value.GetUpper());
}
