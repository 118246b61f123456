using System.Globalization;
using Vae.Core.Data;
using Vae.Core.Options;

namespace Vae.Core.Training;

/// <summary>Tells of columns whose values are known less exactly than they differ.</summary>
internal static class PrecisionWarnings
{
    // Fewer steps than this across a column's range, and rounding shows in what is learned.
    private const double FewSteps = 1024;
    private const double LargestDoubleInteger = 1L << 53;
    private const double LargestFloatInteger = 1 << 24;

    /// <summary>What to say of the training rows.</summary>
    /// <param name="source">Where they come from.</param>
    /// <param name="profile">What was seen of them.</param>
    /// <param name="origin">What is subtracted from them, or null.</param>
    /// <param name="options">How they are scaled.</param>
    public static IEnumerable<string> Of(IRowSource source, ColumnProfile profile, RowOrigin? origin, VaeOptions options)
    {
        for (int i = 0; i < source.ColumnCount; i++)
        {
            if (profile.Count(i) == 0)
            {
                continue;
            }

            double largest = Math.Max(Math.Abs(profile.Minimum(i)), Math.Abs(profile.Maximum(i)));
            string where = $"{Name(source, i)} {Range(profile, i)}";
            if (!source.HasDoubles)
            {
                if (profile.Minimum(i) < profile.Maximum(i) && profile.FloatSteps(i) < FewSteps && !(profile.IsInteger(i) && largest < LargestFloatInteger))
                {
                    yield return $"{where}, of which 32-bit floats tell {Steps(profile.FloatSteps(i))} steps apart, and such floats are what was given: digits are lost before training sees them. "
                        + "Give the column in 64 bits (a Double or Int64 column, a DoubleRowSource), or subtract a constant from it where it is made.";
                }
            }
            else if (largest >= LargestDoubleInteger && profile.DoubleSteps(i) < FewSteps)
            {
                yield return $"{where}, of which 64-bit floats tell {Steps(profile.DoubleSteps(i))} steps apart: digits are lost in reading. Subtract a constant from the column where it is made, or use a coarser unit.";
            }
            else if (profile.IsTooFineForFloats(i) && profile.FloatSteps(i) < FewSteps && (origin is null || origin.Values[i] == 0) && profile.Minimum(i) < profile.Maximum(i))
            {
                string why = options.Scaling == ScalingKind.None ? "Scaling is None, which takes no offset from a column" : "no offset is taken from a count";
                yield return $"{where}, of which 32-bit floats tell {Steps(profile.FloatSteps(i))} steps apart, and {why}: digits are lost. "
                    + "Choose another scaling, describe the column as Numeric, or subtract a constant from it where it is made.";
            }
        }
    }

    private static string Name(IRowSource source, int column) =>
        source.ColumnNames is { } names ? $"Column '{names[column]}'" : string.Create(CultureInfo.InvariantCulture, $"Column {column + 1}");

    private static string Range(ColumnProfile profile, int column) => profile.Minimum(column) < profile.Maximum(column)
        ? string.Create(CultureInfo.InvariantCulture, $"lies between {profile.Minimum(column)} and {profile.Maximum(column)}")
        : string.Create(CultureInfo.InvariantCulture, $"is {profile.Minimum(column)} throughout");

    private static string Steps(double steps) => Math.Floor(steps + 1e-9).ToString("N0", CultureInfo.InvariantCulture);
}
