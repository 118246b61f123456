using System.Globalization;
using Vae.Core.Likelihoods;

namespace Vae.Cli.Flags.Values;

/// <summary>Value of <c>--sigma</c>: a number that stays as given, <c>learned</c>, or <c>per-feature</c>.</summary>
/// <param name="Kind">Where sigma comes from.</param>
/// <param name="Value">The fixed number; 1 where it is learned.</param>
internal sealed record SigmaChoice(SigmaKind Kind, float Value)
{
    public static SigmaChoice Parse(string text)
    {
        if (string.Equals(text, "learned", StringComparison.OrdinalIgnoreCase))
        {
            return new SigmaChoice(SigmaKind.Learned, 1f);
        }

        if (string.Equals(text, "per-feature", StringComparison.OrdinalIgnoreCase))
        {
            return new SigmaChoice(SigmaKind.LearnedPerFeature, 1f);
        }

        return float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? new SigmaChoice(SigmaKind.Fixed, value)
            : throw new FormatException($"'{text}' is neither a number nor learned nor per-feature; give one of these");
    }
}
