using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Core.Options;

namespace Vae.Core.Tests.Scoring;

/// <summary>More columns than rows, as spectra and genes come: later rows score as those trained on do, and a row that is strange in every column is flagged.</summary>
public sealed class FewRowsTests
{
    private const int Columns = 150;

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void Score_FewerRowsThanColumns_LaterRowsAreOfTheScaleOfThoseTrainedOn(int factors)
    {
        var random = new Random(7 + factors);
        float[] loadings = [.. Enumerable.Range(0, factors * Columns).Select(_ => Normal(random))];
        var (train, later, strange) = (Rows(60, 1), Rows(60, 1), Rows(5, 2.5f));
        var model = new VaeTrainer(new VaeOptions { Seed = 1, Training = new TrainingOptions { Steps = 300 } }).Fit(new MemoryRowSource(train, Columns));

        var (ofTraining, ofLater, ofStrange) = (Scores(model, train), Scores(model, later), Scores(model, strange));

        Assert.InRange(ofLater[30] / ofTraining[30], 0.7, 2);
        Assert.InRange(ofLater.Count(score => model.IsAnomaly(score)), 0, 20);
        Assert.All(ofStrange, score => Assert.True(model.IsAnomaly(score) && score > ofLater[^1], $"{score} of a strange row; threshold {model.Threshold}, the highest of later rows {ofLater[^1]}"));

        float[] Rows(int count, float spread)
        {
            var rows = new float[count * Columns];
            for (var i = 0; i < count; i++)
            {
                float[] code = [.. Enumerable.Range(0, factors).Select(_ => Normal(random))];
                for (var j = 0; j < Columns; j++)
                {
                    rows[(i * Columns) + j] = code.Select((value, k) => value * loadings[(k * Columns) + j]).Sum() + (spread * Normal(random));
                }
            }

            return rows;
        }
    }

    /// <summary>Rising.</summary>
    private static float[] Scores(VaeModel model, float[] rows)
    {
        var scores = new float[rows.Length / Columns];
        model.Score(rows, scores);
        Array.Sort(scores);
        return scores;
    }

    private static float Normal(Random random) => (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
}
