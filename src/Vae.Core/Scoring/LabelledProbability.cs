namespace Vae.Core.Scoring;

/// <summary>
/// The probability of being an anomaly, learned from rows with labels: 1 / (1 + exp(-(<see cref="Intercept"/> + <see cref="Slope"/> * s))), s = -ln p and p the score's p-value
/// (<see cref="ScoreDistribution.Survival"/>, 1e-30 at least). Logistic regression with the targets of Platt (1999), (N1 + 1) / (N1 + 2) and 1 / (N0 + 2), so that it stays finite
/// where the labels can be told apart without error. Calibrated in the mean, not in every band: where the log-odds are no line in s, it says too much or too little at the ends.
/// </summary>
/// <param name="Slope">How fast the log-odds rise with s; 0 or more, so that a higher score is never less likely an anomaly.</param>
/// <param name="Intercept">Log-odds of a row with the lowest score.</param>
/// <param name="Rows">Rows it was learned from.</param>
/// <param name="Anomalies">How many of them are anomalies.</param>
public sealed record LabelledProbability(double Slope, double Intercept, long Rows, long Anomalies)
{
    private const int MostSteps = 100;
    private const double Enough = 1e-10;

    /// <summary>Share of anomalies that the probability assumes: that of the rows it was learned from, or the one that was given.</summary>
    public required double Prevalence { get; init; }

    /// <summary>The probability at a p-value.</summary>
    /// <param name="survival">The score's p-value, 0 to 1; NaN gives NaN.</param>
    public double At(double survival) => 1 / (1 + Math.Exp(-(Intercept + (Slope * Surprise(survival)))));

    /// <summary>-ln p.</summary>
    internal static double Surprise(double survival) => -Math.Log(Math.Max(AnomalyProbability.SmallestSurvival, survival));

    /// <summary>Learns it.</summary>
    /// <param name="surprises">-ln p of each row.</param>
    /// <param name="isAnomaly">Its label; both values occur.</param>
    /// <param name="prevalence">Share of anomalies where the probability will be used; null for that of these rows. Shifts the log-odds, as Bayes' rule does.</param>
    internal static LabelledProbability Fit(ReadOnlySpan<double> surprises, ReadOnlySpan<bool> isAnomaly, double? prevalence)
    {
        var anomalies = isAnomaly.Count(true);
        var rows = surprises.Length;
        var (high, low) = ((anomalies + 1.0) / (anomalies + 2.0), 1.0 / (rows - anomalies + 2.0));
        var (slope, intercept) = Descend(surprises, isAnomaly, high, low);
        if (slope < 0)
        {
            // The scores point the wrong way: then they say nothing, and every row is as likely as any.
            var mean = ((anomalies * high) + ((rows - anomalies) * low)) / rows;
            (slope, intercept) = (0, LogOdds(mean));
        }

        var share = (double)anomalies / rows;
        return new LabelledProbability(slope, prevalence is { } given ? intercept + LogOdds(given) - LogOdds(share) : intercept, rows, anomalies)
        {
            Prevalence = prevalence ?? share,
        };
    }

    /// <summary>Newton's method on the cross-entropy, which is convex; a step that does not lower it is halved.</summary>
    private static (double Slope, double Intercept) Descend(ReadOnlySpan<double> surprises, ReadOnlySpan<bool> isAnomaly, double high, double low)
    {
        double slope = 0, intercept = LogOdds(((double)isAnomaly.Count(true) + 1) / (surprises.Length + 2));
        var loss = Loss(surprises, isAnomaly, high, low, slope, intercept);
        for (var step = 0; step < MostSteps; step++)
        {
            double g0 = 0, g1 = 0, h00 = Enough, h01 = 0, h11 = Enough;
            for (var i = 0; i < surprises.Length; i++)
            {
                var p = 1 / (1 + Math.Exp(-(intercept + (slope * surprises[i]))));
                var (error, weight) = (p - (isAnomaly[i] ? high : low), p * (1 - p));
                g0 += error;
                g1 += error * surprises[i];
                h00 += weight;
                h01 += weight * surprises[i];
                h11 += weight * surprises[i] * surprises[i];
            }

            var determinant = (h00 * h11) - (h01 * h01);
            var (d0, d1) = (((h11 * g0) - (h01 * g1)) / determinant, ((h00 * g1) - (h01 * g0)) / determinant);
            var length = 1.0;
            var lower = Loss(surprises, isAnomaly, high, low, slope - d1, intercept - d0);
            while (!(lower <= loss) && length > Enough)
            {
                length /= 2;
                lower = Loss(surprises, isAnomaly, high, low, slope - (length * d1), intercept - (length * d0));
            }

            if (!(loss - lower > Enough * surprises.Length))
            {
                break;
            }

            (slope, intercept, loss) = (slope - (length * d1), intercept - (length * d0), lower);
        }

        return (slope, intercept);
    }

    private static double Loss(ReadOnlySpan<double> surprises, ReadOnlySpan<bool> isAnomaly, double high, double low, double slope, double intercept)
    {
        var sum = 0.0;
        for (var i = 0; i < surprises.Length; i++)
        {
            var f = intercept + (slope * surprises[i]);
            sum += Math.Max(f, 0) - (f * (isAnomaly[i] ? high : low)) + Math.Log(1 + Math.Exp(-Math.Abs(f)));
        }

        return sum;
    }

    private static double LogOdds(double share) => Math.Log(share / (1 - share));
}
