using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Core.Options;

namespace Vae.Core.Tests.Training;

/// <summary>Training without the rows that are explained worst.</summary>
public sealed class RowTrimTests
{
    private const int Width = 4;

    [Theory]
    [InlineData(0.05)]
    [InlineData(0.1)]
    public void Fit_AnomaliesAmongTheRows_ScoresOthersOfTheirKindHigherWhenTrimmed(double share)
    {
        var training = Rows(900, share, 1);
        var (whole, trimmed) = (Fit(training, 0), Fit(training, 0.15f));

        // Enough like the anomalies in training that a network can learn to rebuild them.
        var (normal, odd) = (Rows(300, 0, 2), Rows(300, 1, 3));

        Assert.True(Ratio(trimmed, odd, normal) > 1.1 * Ratio(whole, odd, normal), $"{Ratio(trimmed, odd, normal)} {Ratio(whole, odd, normal)}");
    }

    [Fact]
    public void Fit_CleanRows_LosesLittle()
    {
        var training = Rows(900, 0, 1);
        var later = new MemoryRowSource(Rows(300, 0, 2), Width);

        Assert.InRange(Fit(training, 0.1f).NegativeElbo(later, 8) - Fit(training, 0).NegativeElbo(later, 8), -0.5, 0.5);
    }

    [Fact]
    public void Fit_SameSeedTwice_GivesIdenticalScores()
    {
        var training = Rows(500, 0.1, 4);
        var (first, second) = (new float[500], new float[500]);
        Fit(training, 0.1f).Score(training, first);
        Fit(training, 0.1f).Score(training, second);

        Assert.Equal(first, second);
    }

    [Fact]
    public void Fit_RowsBeyondTheMemoryBudget_SaysWhatToDo()
    {
        var options = Options(0.1f);
        options = options with { Training = options.Training with { MemoryBudgetBytes = 1 << 20 } };

        var error = Assert.Throws<VaeDataException>(() => new VaeTrainer(options).Fit(new MemoryRowSource(new float[(1 << 19) * Width], Width)));

        Assert.Contains("TrimShare", error.Message, StringComparison.Ordinal);
        Assert.Contains("MemoryBudgetBytes", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-0.01f)]
    [InlineData(0.51f)]
    public void Validate_TrimShareOutOfRange_Throws(float share) =>
        Assert.Contains("Training.TrimShare", Assert.Throws<ArgumentException>(() => new VaeTrainer(Options(share))).Message, StringComparison.Ordinal);

    private static VaeOptions Options(float trim) => new()
    {
        Training = new() { Steps = 400, TrimShare = trim },
        Scaling = ScalingKind.None,
        Engine = new() { Threads = 1 },
        Scoring = new() { Kind = ScoreKind.SquaredError },
    };

    private static VaeModel Fit(float[] rows, float trim) => new VaeTrainer(Options(trim)).Fit(new MemoryRowSource(rows, Width));

    /// <summary>How many times an ordinary row's squared error that of an odd one is.</summary>
    private static double Ratio(VaeModel model, float[] odd, float[] normal) => Mean(model, odd) / Mean(model, normal);

    private static double Mean(VaeModel model, float[] rows)
    {
        var scores = new float[rows.Length / Width];
        model.Score(rows, scores);
        return scores.Average();
    }

    /// <summary>Points near a line through the origin, and a share of them near another line across it.</summary>
    private static float[] Rows(int count, double share, int seed)
    {
        var random = new Random(seed);
        var rows = new float[count * Width];
        for (var i = 0; i < count; i++)
        {
            var (along, isOdd) = ((random.NextDouble() * 4) - 2, random.NextDouble() < share);
            for (var d = 0; d < Width; d++)
            {
                var direction = isOdd && d % 2 == 1 ? -1 : 1;
                rows[(i * Width) + d] = (float)((along * direction) + ((random.NextDouble() - 0.5) / 5));
            }
        }

        return rows;
    }
}
