using System.Globalization;
using System.Numerics;

namespace Vae.Core;

/// <summary>Range checks of option values, with one wording for all of them.</summary>
internal static class Require
{
    public static void InRange<T>(T value, T minimum, T maximum, string option)
        where T : INumber<T>
    {
        // Written so that NaN fails too.
        if (!(value >= minimum && value <= maximum))
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"{option} is {value} but must lie between {minimum} and {maximum}; choose a value in that range."));
        }
    }

    public static void Positive(double value, string option)
    {
        if (!(value > 0 && double.IsFinite(value)))
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"{option} is {value} but must be a finite number above 0; choose such a value."));
        }
    }

    public static void Defined<TEnum>(TEnum value, string option)
        where TEnum : struct, Enum
    {
        if (!Enum.IsDefined(value))
        {
            throw new ArgumentException(
                $"{option} is {value} but must be one of {string.Join(", ", Enum.GetNames<TEnum>())}; choose one of those.");
        }
    }
}
