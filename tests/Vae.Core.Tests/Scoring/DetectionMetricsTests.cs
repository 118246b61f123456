using Vae.Core.Scoring;

namespace Vae.Core.Tests.Scoring;

/// <summary>The expected figures without a comment are those of scikit-learn 1.2.1.</summary>
public class DetectionMetricsTests
{
    private static readonly float[] TiedScores = [1, 2, 2, 2, 3, 3, 4, 5, 5, 5];
    private static readonly bool[] TiedLabels = [false, false, true, false, true, false, false, true, true, false];

    [Fact]
    public void AreaUnderRoc_FourRows_CountsThePairsInOrder()
    {
        // Three of the four pairs of an anomaly and a normal row are in order.
        Assert.Equal(0.75, DetectionMetrics.AreaUnderRoc([0.1f, 0.4f, 0.35f, 0.8f], [false, false, true, true]));
    }

    [Fact]
    public void AreaUnderRoc_Ties_CountHalf()
    {
        Assert.Equal(0.6875, DetectionMetrics.AreaUnderRoc(TiedScores, TiedLabels));
        Assert.Equal(0.5, DetectionMetrics.AreaUnderRoc([7, 7, 7], [true, false, false]));
    }

    [Fact]
    public void AveragePrecision_FourRows_IsTheMeanOfPrecisionAtEachAnomaly()
    {
        // The anomalies are found at ranks 1 and 3: (1/1 + 2/3) / 2.
        Assert.Equal(5.0 / 6, DetectionMetrics.AveragePrecision([0.1f, 0.4f, 0.35f, 0.8f], [false, false, true, true]), 15);
    }

    [Fact]
    public void AveragePrecision_Ties_AreTakenTogether()
    {
        Assert.Equal(0.5694444444444444, DetectionMetrics.AveragePrecision(TiedScores, TiedLabels), 15);
        Assert.Equal(1.0 / 3, DetectionMetrics.AveragePrecision([7, 7, 7], [true, false, false]), 15);
    }

    [Fact]
    public void Metrics_ThousandRowsWithManyTies_EqualScikitLearn()
    {
        (float[] scores, bool[] labels) = Generated(1000);

        Assert.Equal(0.6352709790209791, DetectionMetrics.AreaUnderRoc(scores, labels), 14);
        Assert.Equal(0.3167973782445076, DetectionMetrics.AveragePrecision(scores, labels), 14);
    }

    [Fact]
    public void Metrics_PerfectAndReversedRanking_AreAtTheirEnds()
    {
        float[] scores = [float.NegativeInfinity, 0, 1, float.PositiveInfinity];

        Assert.Equal(1, DetectionMetrics.AreaUnderRoc(scores, [false, false, true, true]));
        Assert.Equal(1, DetectionMetrics.AveragePrecision(scores, [false, false, true, true]));
        Assert.Equal(0, DetectionMetrics.AreaUnderRoc(scores, [true, true, false, false]));
    }

    [Fact]
    public void CountAt_Threshold_FlagsWhatIsAboveIt()
    {
        DetectionCounts counts = DetectionMetrics.CountAt(TiedScores, TiedLabels, 3);

        Assert.Equal(new DetectionCounts(2, 2, 2, 4), counts);
        Assert.Equal(4, counts.Flagged);
        Assert.Equal(0.5, counts.Precision);
        Assert.Equal(0.5, counts.Recall);
        Assert.Equal(0.5, counts.F1);
        Assert.Equal(1.0 / 3, counts.FalsePositiveRate);
    }

    [Fact]
    public void CountAt_NothingFlagged_HasSharesOfZero()
    {
        DetectionCounts counts = DetectionMetrics.CountAt([1, 2], [false, false], 9);

        Assert.Equal((0.0, 0.0, 0.0, 0.0), (counts.Precision, counts.Recall, counts.F1, counts.FalsePositiveRate));
    }

    [Fact]
    public void Metrics_NaNScore_NamesTheRow()
    {
        var error = Assert.Throws<VaeDataException>(() => DetectionMetrics.AreaUnderRoc([1, float.NaN], [true, false]));

        Assert.StartsWith("The score of row 1 (counted from 0) of 2 is NaN", error.Message, StringComparison.Ordinal);
        Assert.Throws<VaeDataException>(() => DetectionMetrics.AveragePrecision([1, float.NaN], [true, false]));
        Assert.Throws<VaeDataException>(() => DetectionMetrics.CountAt([1, float.NaN], [true, false], 0));
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 2)]
    public void Metrics_LabelsAllTheSame_SaySo(bool label, int anomalies)
    {
        var error = Assert.Throws<VaeDataException>(() => DetectionMetrics.AreaUnderRoc([1, 2], [label, label]));

        Assert.Equal(
            $"The area under the ROC curve needs anomalies and normal rows; found {anomalies} anomalies in 2 rows. Check the "
            + "labels: 0 is normal.",
            error.Message);
    }

    [Fact]
    public void Metrics_AnotherNumberOfLabels_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => DetectionMetrics.AveragePrecision([1, 2], [true]));
    }

    // The linear congruential generator of the C standard's example, so that other languages can make the same rows.
    private static (float[] Scores, bool[] Labels) Generated(int count)
    {
        long state = 1;
        var scores = new float[count];
        var labels = new bool[count];
        for (int i = 0; i < count; i++)
        {
            long score = Next() % 100;
            (scores[i], labels[i]) = (score, (Next() % 100) + (score / 4) > 90);
        }

        return (scores, labels);

        long Next()
        {
            state = ((state * 1103515245) + 12345) % 2147483648;
            return state >> 16;
        }
    }
}
