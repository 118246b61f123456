using Vae.Core.Data;
using Vae.Core.Generation;
using Vae.Core.Models;
using Vae.Core.Networks;
using Vae.Core.Objectives;
using Vae.Core.Options;
using Vae.Core.Scoring;

namespace Vae.Core.Tests.Context;

/// <summary>What a context is for: rows that are strange where they are, and rows made for a place.</summary>
public sealed class ContextDetectionTests
{
    private const int Rows = 2000;

    /// <summary>A load of noon at midnight is an ordinary load at an ordinary hour: told the hour as context, a model sees what is wrong; told the load alone, none can.</summary>
    [Theory]
    [InlineData(ScoreKind.ReferenceDistance)]
    [InlineData(ScoreKind.WhitenedDistance)]
    [InlineData(ScoreKind.NegativeElbo)]
    public void Score_LoadAtAnotherHour_IsStrangeInItsContext(ScoreKind kind)
    {
        var (rows, isMoved) = WithMovedHours(ContextRows.Loads(1000, 2));
        var scores = new float[1000];
        Model(ContextRows.Loads(Rows, 1), kind).Score(rows, scores);
        var loads = Enumerable.Range(0, 1000).Select(i => rows[2 * i]).ToArray();
        var alone = new float[1000];
        new VaeTrainer(new VaeOptions { Scoring = new() { Kind = kind, Samples = 5 } })
            .Fit(new MemoryRowSource(ContextRows.Loads(Rows, 1).Where((_, i) => i % 2 == 0).ToArray(), 1)).Score(loads, alone);

        var (told, blind) = (DetectionMetrics.AreaUnderRoc(scores, isMoved), DetectionMetrics.AreaUnderRoc(alone, isMoved));

        Assert.True(told > 0.97, $"with its context {told}");
        Assert.True(blind < 0.7, $"without {blind}");
    }

    /// <summary>Hours that training hardly saw are no anomalies: the context is not scored.</summary>
    [Fact]
    public void Score_RareContextWithTheLoadThatBelongsToIt_IsOrdinary()
    {
        var training = ContextRows.Loads(Rows, 1).Chunk(2).Where((row, i) => row[1] is < 2 or > 3 || i % 20 == 0).SelectMany(row => row).ToArray();
        var model = Model(training, ScoreKind.ReferenceDistance);
        var rows = ContextRows.Loads(20_000, 3).Chunk(2).Where(row => row[1] is > 2 and < 3).SelectMany(row => row).ToArray();
        var scores = new float[rows.Length / 2];

        model.Score(rows, scores);

        var flagged = scores.Count(model.IsAnomaly) / (double)scores.Length;
        Assert.True(flagged < 0.3, $"{flagged:P1} of rows of a rare hour are flagged where {model.Report.FlaggedRate?.Rate:P1} of all are");
    }

    [Fact]
    public void Sample_InAContext_GivesRowsThatBelongToIt()
    {
        var model = Model(ContextRows.Loads(Rows, 1), ScoreKind.ReferenceDistance);
        foreach (var hour in (float[])[0, 6, 12, 18])
        {
            var made = model.Sample(500, seed: 4, new SamplingOptions { Context = [hour], DecoderNoise = true });

            Assert.Equal(500, made.Count);
            var loads = Enumerable.Range(0, 500).Select(i => (double)made.Row(i)[0]).ToArray();
            Assert.All(Enumerable.Range(0, 500), i => Assert.Equal(hour, made.Row(i)[1]));
            Assert.Equal(ContextRows.Typical(hour), loads.Average(), 40.0);
        }
    }

    [Fact]
    public void Generation_OfAModelWithContext_AsksForIt()
    {
        var model = Model(ContextRows.Loads(400, 1), ScoreKind.SquaredError);

        Assert.Contains("1 features of context", Assert.Throws<ArgumentException>(() => model.Sample(3)).Message, StringComparison.Ordinal);
        Assert.Contains("context", Assert.Throws<InvalidOperationException>(() => model.Decode(new float[1], new float[2])).Message, StringComparison.Ordinal);
        Assert.Contains("context", Assert.Throws<InvalidOperationException>(() => model.TraverseCode([0f], [0])).Message, StringComparison.Ordinal);
        Assert.Contains("different contexts", Assert.Throws<ArgumentException>(() => model.Interpolate([300, 1], [800, 12])).Message, StringComparison.Ordinal);
        Assert.Contains("a context must be known", Assert.Throws<ArgumentException>(() => model.Sample(3, options: new SamplingOptions { Context = [float.NaN] })).Message, StringComparison.Ordinal);
        Assert.Equal(5, model.Interpolate([800, 12], [900, 12], 5).Count);
        Assert.All(Enumerable.Range(0, 4), i => Assert.Equal(12f, model.Traverse([800, 12], 0, steps: 4).Row(i)[1]));
        var rows = new float[4];
        model.Decode([0f, 0f], [0f, 12f], rows);
        Assert.True(rows[0] < 400 && rows[2] > 700, $"{rows[0]} at midnight, {rows[2]} at noon");
    }

    [Theory]
    [InlineData("convolutional", "Network.Kind is Convolutional")]
    [InlineData("adversarial", "Objective.Kind is Adversarial")]
    [InlineData("all", "describes 2 columns")]
    public void Validate_ContextThatCannotBe_SaysWhy(string what, string words)
    {
        var options = new VaeOptions { ContextColumnCount = 2 };
        options = what switch
        {
            "convolutional" => options with { Network = new() { Kind = NetworkKind.Convolutional, Image = new ImageShape(1, 4, 4) } },
            "adversarial" => options with { Objective = new() { Kind = ObjectiveKind.Adversarial } },
            _ => options with { Columns = TableSchema.Numeric(["a", "b"]) },
        };

        Assert.Contains(words, Assert.Throws<ArgumentException>(options.Validate).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_NothingButContext_SaysSo()
    {
        var error = Assert.Throws<VaeDataException>(() => new VaeTrainer(new VaeOptions { ContextColumnCount = 2 }).Fit(new MemoryRowSource(ContextRows.Loads(50, 1), 2)));

        Assert.Contains("one at least must be no context", error.Message, StringComparison.Ordinal);
    }

    private static VaeModel Model(float[] rows, ScoreKind kind) => new VaeTrainer(new VaeOptions
    {
        ContextColumnCount = 1,
        Scoring = new() { Kind = kind, Samples = 5 },
        Engine = new() { Threads = 1 },
    }).Fit(new MemoryRowSource(rows, 2));

    /// <summary>Every tenth row at an hour that is half a day away, where its load is not that of the hour.</summary>
    private static (float[] Rows, bool[] IsMoved) WithMovedHours(float[] rows)
    {
        var isMoved = new bool[rows.Length / 2];
        for (var i = 0; i < isMoved.Length; i++)
        {
            var moved = (rows[(2 * i) + 1] + 12) % 24;
            if (i % 10 == 0 && Math.Abs(ContextRows.Typical(moved) - rows[2 * i]) > 200)
            {
                rows[(2 * i) + 1] = moved;
                isMoved[i] = true;
            }
        }

        return (rows, isMoved);
    }
}
