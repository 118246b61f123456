using System.Collections.Immutable;
using System.Globalization;

namespace Vae.Core.Reports;

/// <summary>How far a batch of rows has moved from the rows that a model was trained on.</summary>
/// <param name="Rows">Rows of the batch that have a score.</param>
/// <param name="ReferenceRows">Rows of training that it is compared with.</param>
/// <param name="Statistic">The two-sample Kolmogorov-Smirnov statistic of the scores: the largest distance between their distribution functions, 0 to 1.</param>
/// <param name="PValue">The chance of so large a statistic where nothing has moved (asymptotic, with the small-sample correction of Stephens 1970).</param>
/// <param name="FlaggedRate">Share of the batch that the model's threshold flags.</param>
/// <param name="Level">The chance of a false alarm that <see cref="HasDrifted"/> keeps to.</param>
/// <param name="Features">How each feature has moved, in the order of the features.</param>
public sealed record DriftReport(
    long Rows, long ReferenceRows, double Statistic, double PValue, double FlaggedRate, double Level, ImmutableArray<FeatureDrift> Features)
{
    private const int MostNamed = 3;
    private const double SmallShift = 0.2;

    /// <summary>Whether the scores, or a feature, differ by more than chance: half of <see cref="Level"/> is spent on the scores and half on all features together.</summary>
    public bool HasDrifted => PValue < Level / 2 || Moved.Length > 0;

    /// <summary>Whether the scores are lower than those of training rows that were looked at as later ones are: more than half of the rows score below the median of these, and no more are flagged than of these.
    /// So are the scores of the very rows that the model was trained on, which it knows.</summary>
    public bool ScoresAreLower { get; init; }

    /// <summary>The features that differ by more than chance, the largest shift or change of spread first.</summary>
    public ImmutableArray<FeatureDrift> Moved =>
        [.. Features.Where(feature => feature.PValue < Level / 2).OrderByDescending(Size)];

    /// <summary>The outcome in plain words.</summary>
    public string Verdict
    {
        get
        {
            if (!HasDrifted)
            {
                return Text($"No drift: the {Rows} rows look like the training rows (scores: D = {Statistic:F3}, p = {PValue:G2}).");
            }

            var scores = PValue < Level / 2
                ? Text($"The scores have moved (D = {Statistic:F3}, p = {PValue:G2}; {FlaggedRate:P1} are flagged).")
                : Text($"The scores have not moved (D = {Statistic:F3}, p = {PValue:G2}), but features have.");
            if (Moved.IsEmpty)
            {
                return scores + (ScoresAreLower ? " They are lower, as those of the rows that the model was trained on are; no single feature stands out." : " No single feature stands out.");
            }

            var count = Moved.Length;
            var named = Text($"{count} of {Features.Length} features {(count == 1 ? "differs" : "differ")} from what the others lead one to expect{(count > MostNamed ? ", most of all" : ":")} {string.Join(", ", Moved.Take(MostNamed).Select(Describe))}");
            var small = Size(Moved[0]) < SmallShift ? " The difference is certain but small." : " Look at these columns, and train anew if the change is meant to stay.";
            return $"{scores} {named}.{small}";
        }
    }

    private static string Describe(FeatureDrift feature) => Math.Abs(feature.Shift) >= Math.Abs(feature.Spread - 1)
        ? Text($"{feature.Name} ({Math.Abs(feature.Shift):F2} sigma {(feature.Shift > 0 ? "higher" : "lower")})")
        : Text($"{feature.Name} (varies {feature.Spread:F2} times as much)");

    private static double Size(FeatureDrift feature) => Math.Max(Math.Abs(feature.Shift), Math.Abs(feature.Spread - 1));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
