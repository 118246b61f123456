using System.Globalization;
using System.Numerics;

namespace Vae.MLNet.Saving;

/// <summary>
/// A number in ML.NET's expression language that means the same float under every culture. That language reads a literal with a point, or an exponent, by the culture of the
/// thread that loads it, so a number is written as a quotient of whole ones: significand over a power of two, which divides without rounding.
/// </summary>
internal static class ExactLiteral
{
    private const int SignificandBits = 23;
    private const int ExponentOfOne = 127;

    // The largest power of two that is divided by at once: a float, and so small that what is left of the smallest number is still exact.
    private const int LargestShift = 100;

    /// <param name="value">Finite.</param>
    public static string Of(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        var field = (int)(bits >> SignificandBits) & 0xFF;
        var significand = bits & ((1u << SignificandBits) - 1);
        significand |= field > 0 ? 1u << SignificandBits : 0;
        if (significand == 0)
        {
            return "0f";
        }

        var exponent = Math.Max(field, 1) - ExponentOfOne - SignificandBits;
        var zeros = BitOperations.TrailingZeroCount(significand);
        (significand, exponent) = (significand >> zeros, exponent + zeros);
        var sign = float.IsNegative(value) ? "-" : "";
        var text = Whole(new BigInteger(significand) << Math.Max(0, exponent));
        for (var left = -exponent; left > 0; left -= LargestShift)
        {
            text += " / " + Whole(BigInteger.One << Math.Min(left, LargestShift));
        }

        return $"({sign}{text})";
    }

    private static string Whole(BigInteger value) => value.ToString(CultureInfo.InvariantCulture) + "f";
}
