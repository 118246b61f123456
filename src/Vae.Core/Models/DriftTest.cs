using System.Collections.Immutable;
using MathNet.Numerics.Distributions;
using Vae.Core.Data;
using Vae.Core.Reports;
using Vae.Core.Scoring;
using Vae.Core.Statistics;

namespace Vae.Core.Models;

/// <summary>Compares a batch with what a model keeps of its training rows.</summary>
internal static class DriftTest
{
    // Welch's test takes means for normal, and a variance of fewer values for nothing.
    private const int FewestRows = 10;
    private const int BlockFloats = 1 << 20;

    /// <exception cref="VaeDataException">The rows have another width than the model, or fewer than ten can be scored.</exception>
    public static DriftReport Compare(VaeModel model, IRowSource source, double level, CancellationToken cancellationToken)
    {
        model.RequireWidth(source);
        var calibration = model.Parts.Calibration!;
        var features = model.InputDimension;
        var expectation = new LinearExpectation(calibration.Expectation, model.Parts.Plan().RowMap);
        var sums = new ResidualStatistics.Sums(features);
        var scores = new List<float>();
        using var reader = RelativeRowSource.Of(source, model.Parts.Origin).OpenReader();
        var block = Math.Max(1, BlockFloats / features);
        var (rows, scaled, surprises, found) = (new float[block * features], new float[block * features], new double[block * features], new float[block]);
        int read;
        while ((read = reader.Read(rows)) > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            model.ScoreRelative(rows.AsSpan(0, read * features), found.AsSpan(0, read));
            model.Scaler.Scale(rows.AsSpan(0, read * features), scaled);
            var filled = model.Filled(scaled);
            Parallel.For(0, read, i => expectation.Surprises(
                filled.AsSpan(i * features, features), scaled.AsSpan(i * features, features), surprises.AsSpan(i * features, features)));
            var weights = source.WeightName is null ? default : WeightSums.Of(reader, read);
            for (var i = 0; i < read; i++)
            {
                if (float.IsFinite(found[i]) && (weights.IsEmpty || weights[i] != 0))
                {
                    scores.Add(found[i]);
                    sums.Add(surprises.AsSpan(i * features, features));
                }
            }
        }

        if (scores.Count < FewestRows)
        {
            throw new VaeDataException($"{scores.Count} rows can be scored but a comparison needs at least {FewestRows}; give more rows without missing values.");
        }

        var flagged = scores.Count(model.IsAnomaly);
        scores.Sort();
        var sorted = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(scores);
        var statistic = KolmogorovSmirnov.Statistic(sorted, calibration.Scores);
        var freedom = expectation.Freedom();
        var known = calibration.Scores.Origin == ScoreOrigin.HeldOut ? calibration.Scores.Rows : Left(calibration.Scores.Rows, freedom);
        return new DriftReport(
            scores.Count,
            calibration.Scores.Rows,
            statistic,
            KolmogorovSmirnov.PValue(statistic, scores.Count, known),
            (double)flagged / scores.Count,
            level,
            Features(model, calibration.Residuals, sums.ToStatistics(), freedom))
        {
            ScoresAreLower = calibration.Scores.Survival(sorted[sorted.Length / 2]) > 0.5 && (double)flagged / scores.Count <= calibration.Scores.Survival(model.Threshold),
        };
    }

    /// <summary>
    /// Training rows that count as rows of their own. Seen without themselves, they are expected as later rows are in the mean, but all of them by one covariance, which ties them together: they tell of their spread
    /// what so many fewer would.
    /// </summary>
    private static long Left(long rows, double freedom) => Math.Max(2, (long)(((1 - LinearExpectation.Trim) * rows) - freedom));

    private static ImmutableArray<FeatureDrift> Features(VaeModel model, ResidualStatistics before, ResidualStatistics after, double freedom)
    {
        var count = model.InputDimension;
        var raw = new double[count];
        for (var d = 0; d < count; d++)
        {
            var known = Left(before.RowsOf(d), freedom);
            var mean = Welch(before.Mean[d], before.Variance[d], known, after.Mean[d], after.Variance[d], after.RowsOf(d));
            var size = Welch(before.SizeMean[d], before.SizeVariance[d], known, after.SizeMean[d], after.SizeVariance[d], after.RowsOf(d));
            raw[d] = Math.Min(1, 2 * Math.Min(mean, size));
        }

        var adjusted = Holm(raw);
        return [.. Enumerable.Range(0, count).Select(d => new FeatureDrift(
            d,
            model.NameOf(d),
            (after.Mean[d] - before.Mean[d]) / Math.Sqrt(Math.Max(before.Variance[d], 1e-12)),
            Math.Sqrt(TypicalSquare(after.SizeMean[d]) / TypicalSquare(before.SizeMean[d])),
            adjusted[d]))];
    }

    /// <summary>What e^2 is where log(1 + e^2) has its mean.</summary>
    private static double TypicalSquare(double sizeMean) => Math.Exp(sizeMean) - 1 + 1e-12;

    /// <summary>The p-value of Welch's test (1947) that two means are equal.</summary>
    public static double Welch(double firstMean, double firstVariance, long firstCount, double secondMean, double secondVariance, long secondCount)
    {
        var (a, b) = (firstVariance / (firstCount - 1), secondVariance / (secondCount - 1));
        if (!(a + b > 1e-24))
        {
            return Math.Abs(firstMean - secondMean) <= 1e-6 ? 1 : 0;
        }

        var freedom = (a + b) * (a + b) / ((a * a / (firstCount - 1)) + (b * b / (secondCount - 1)));
        return 2 * StudentT.CDF(0, 1, freedom, -Math.Abs(firstMean - secondMean) / Math.Sqrt(a + b));
    }

    /// <summary>p-values adjusted for their number by the step-down method of Holm (1979).</summary>
    public static double[] Holm(double[] values)
    {
        var order = Enumerable.Range(0, values.Length).OrderBy(i => values[i]).ToArray();
        var adjusted = new double[values.Length];
        var largest = 0.0;
        for (var rank = 0; rank < order.Length; rank++)
        {
            largest = Math.Max(largest, Math.Min(1, values[order[rank]] * (values.Length - rank)));
            adjusted[order[rank]] = largest;
        }

        return adjusted;
    }
}
