using Vae.Core.Scoring;

namespace Vae.Core.Tests.Scoring;

/// <summary>Figures of detection where rows have weights.</summary>
public sealed class WeightedDetectionTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Figures_WholeWeights_AreThoseOfRepeatedRows(int seed)
    {
        var random = new Random(seed);
        var scores = new float[200];
        var labels = new bool[200];
        var weights = new float[200];
        for (var i = 0; i < scores.Length; i++)
        {
            (labels[i], weights[i]) = (random.Next(4) == 0, random.Next(4));
            scores[i] = random.Next(20) + (labels[i] ? 6 : 0); // with ties
        }

        int[] copies = [.. Enumerable.Range(0, scores.Length).SelectMany(i => Enumerable.Repeat(i, (int)weights[i]))];
        float[] repeated = [.. copies.Select(i => scores[i])];
        bool[] told = [.. copies.Select(i => labels[i])];
        var flagged = copies.Where(i => scores[i] > 12).ToArray();
        var found = DetectionMetrics.WeighAt(scores, labels, weights, 12);

        Assert.Equal(DetectionMetrics.AreaUnderRoc(repeated, told), DetectionMetrics.AreaUnderRoc(scores, labels, weights), 1e-12);
        Assert.Equal(DetectionMetrics.AveragePrecision(repeated, told), DetectionMetrics.AveragePrecision(scores, labels, weights), 1e-12);
        Assert.Equal(flagged.Length, found.Flagged, 1e-9);
        Assert.Equal(flagged.Count(i => labels[i]) / (double)flagged.Length, found.Precision, 1e-12);
        Assert.Equal(flagged.Count(i => labels[i]) / (double)told.Count(label => label), found.Recall, 1e-12);
    }
}
