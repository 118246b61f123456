using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Core.Options;

namespace Vae.Core.Tests.Scoring;

/// <summary>Scores of rows along one column, of many laws: ordinary ends are ordinary, far rows are far, and between them the score rises without a leap.</summary>
public sealed class SmoothScoreTests
{
    private const int Rows = 1000;

    public static TheoryData<string, int> Laws()
    {
        var data = new TheoryData<string, int>();
        foreach (var law in new[] { "uniform", "normal", "heavy", "bimodal", "steps", "copied columns" })
        {
            data.Add(law, 1);
            data.Add(law, 3);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Laws))]
    public void Score_AlongAColumn_RisesSmoothly(string law, int columns)
    {
        foreach (var scoring in new[] { new ScoringOptions(), ScoringOptions.ForNormalRows })
        {
            var random = new Random(columns);
            var rows = new float[Rows * columns];
            for (var i = 0; i < rows.Length; i++)
            {
                rows[i] = law == "copied columns" && i % columns > 0 ? rows[i - 1] : (float)Draw(law, random);
            }

            var first = Enumerable.Range(0, Rows).Select(row => rows[row * columns]).Order().ToArray();
            var (low, high, span) = (first[0], first[^1], first[^1] - first[0]);
            var model = Fit(rows, columns, scoring);
            var ends = Scores(model, rows, columns, law, [low, high]);
            var beyond = Scores(model, rows, columns, law, [high, high + (0.1f * span), high + (0.2f * span), high + (0.4f * span), high + span]);

            // Ends of such columns are no more than some times the threshold; normal ones have the farthest of a thousand rows there, and with heavy tails that may be any distance.
            Assert.All(ends, score => Assert.InRange(score, 0, law switch { "heavy" => float.PositiveInfinity, "normal" => 12, _ => 5 } * model.Threshold));
            Assert.True(beyond[^1] > 5 * model.Threshold, $"{beyond[^1]} at {model.Threshold}");
            for (var i = 1; i < beyond.Length; i++)
            {
                // Each step beyond the end adds to the score, and none more than a square's growth and what the threshold stands for.
                // Scaled values end at ten robust sigma, which the ends of heavy tails are beyond.
                Assert.True(beyond[i] > beyond[i - 1] || (law == "heavy" && beyond[i] == beyond[i - 1]), $"{law} {columns}: {string.Join(" ", beyond)}");
                Assert.True(beyond[i] < 12 * (beyond[i - 1] + model.Threshold), $"{law} {columns}: {string.Join(" ", beyond)}");
            }
        }
    }

    /// <summary>A column of a thousand copies of a value, thirty values near it and five far away: a covariance of the copies is nothing.</summary>
    [Fact]
    public void Score_CopiesOfAValue_RanksNearAndFar()
    {
        var random = new Random(3);
        float[] rows = [.. Enumerable.Repeat(1f, 1000), .. Enumerable.Range(0, 30).Select(_ => 1 + (0.2f * (random.NextSingle() - 0.5f))), .. Enumerable.Repeat(5f, 5)];

        var model = Fit(rows, 1, new ScoringOptions());
        var scores = new float[4];
        model.Score([1f, 1.05f, 1.2f, 5f], scores);

        Assert.Equal(scores.Order(), scores);
        Assert.False(model.IsAnomaly(scores[0]));
        Assert.True(model.IsAnomaly(scores[3]) && scores[3] > 10 * scores[1]);
        Assert.All(scores, score => Assert.True(float.IsFinite(score)));
    }

    private static double Draw(string law, Random random) => law switch
    {
        "uniform" or "copied columns" => random.NextDouble(),
        "bimodal" => (6 * random.Next(2)) + Normal(random),
        "steps" => random.Next(6),

        // Student's t with three degrees of freedom.
        "heavy" => Normal(random) / Math.Sqrt(Enumerable.Range(0, 3).Sum(_ => Math.Pow(Normal(random), 2)) / 3),
        _ => Normal(random),
    };

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static VaeModel Fit(float[] rows, int columns, ScoringOptions scoring) =>
        new VaeTrainer(new VaeOptions { Engine = new EngineOptions { Threads = 1 }, Scoring = scoring, Training = new TrainingOptions { Steps = 400 } }).Fit(new MemoryRowSource(rows, columns));

    /// <summary>Scores where one column has these values and the others their medians, or the same values where they are copies.</summary>
    private static float[] Scores(VaeModel model, float[] rows, int columns, string law, float[] values)
    {
        var asked = new float[values.Length * columns];
        for (var i = 0; i < asked.Length; i++)
        {
            var median = Enumerable.Range(0, Rows).Select(row => rows[(row * columns) + (i % columns)]).Order().ElementAt(Rows / 2);
            asked[i] = i % columns == 0 || law == "copied columns" ? values[i / columns] : median;
        }

        var scores = new float[values.Length];
        model.Score(asked, scores);
        return scores;
    }
}
