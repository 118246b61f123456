using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Core.Options;
using Vae.Core.Reports;

namespace Vae.Core.Tests.Calibration;

/// <summary>Where rows are few, further networks are trained to calibrate with: several at once, each on one thread.</summary>
public sealed class RetrainingTests
{
    private const int Columns = 5;
    private const int Rows = 160;

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void Fit_FewRowsOnSeveralThreads_GivesTheModelOfOneThread(int threads)
    {
        var (one, several) = (Fitted(1, 30), Fitted(threads, 30));

        Assert.Equal(ScoreOrigin.CrossFitted, one.Report.FlaggedRate!.Origin);
        Assert.Equal(one.Threshold, several.Threshold);
        Assert.Equal(one.Report.FlaggedRate, several.Report.FlaggedRate);
        Assert.Equal(one.Parts.Parameters, several.Parts.Parameters);
    }

    [Fact]
    public void Fit_ANetworkThatRebuildsRowsWorseThanTheirMean_SaysSoWithoutAMinus()
    {
        var model = Fitted(1, steps: 1);

        Assert.True(model.Report.Gain!.OverMean < 0);
        var told = Assert.Single(model.Report.Warnings, warning => warning.StartsWith("The model rebuilds rows", StringComparison.Ordinal));
        Assert.Contains("worse than their mean does (", told, StringComparison.Ordinal);
        Assert.DoesNotContain("(-", told, StringComparison.Ordinal);
    }

    private static VaeModel Fitted(int threads, int steps)
    {
        var random = new Random(4);
        var rows = new float[Rows * Columns];
        for (var i = 0; i < rows.Length; i += Columns)
        {
            var shared = (float)random.NextDouble();
            for (var d = 0; d < Columns; d++)
            {
                rows[i + d] = shared + (0.2f * (float)random.NextDouble());
            }
        }

        var options = new VaeOptions
        {
            Network = new NetworkOptions { HiddenLayers = [16], LatentDimension = 2 },
            Training = new TrainingOptions { Steps = steps, BatchSize = 32 },
            Engine = new EngineOptions { Name = EngineOptions.ManagedName, Threads = threads },
            Seed = 3,
        };
        return new VaeTrainer(options).Fit(new MemoryRowSource(rows, Columns));
    }
}
