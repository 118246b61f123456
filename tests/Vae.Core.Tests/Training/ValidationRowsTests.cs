using Vae.Core.Data;
using Vae.Core.Likelihoods;
using Vae.Core.Models;
using Vae.Core.Options;
using Vae.Core.Reports;

namespace Vae.Core.Tests.Training;

public class ValidationRowsTests
{
    private const int Width = 4;

    private static readonly VaeOptions Small = new()
    {
        Network = new NetworkOptions { HiddenLayers = [8], LatentDimension = 2 },
        Scaling = ScalingKind.Standardize,
        Training = new TrainingOptions { Epochs = 3, BatchSize = 32 },
        Scoring = new ScoringOptions { Kind = ScoreKind.NegativeElbo, Samples = 1, Threshold = ThresholdPolicy.Fixed(0) },
        Engine = new() { Threads = 1 },
        Seed = 7,
    };

    [Fact]
    public void Fit_WithValidationRows_TrainsTheSameParametersAsWithout()
    {
        var alone = new VaeTrainer(Small).Fit(Rows(1, 200));
        var validated = new VaeTrainer(Small).Fit(Rows(1, 200), Rows(2, 50));
        Assert.Equal(alone.Parts.Parameters.ToArray(), validated.Parts.Parameters.ToArray());
        Assert.Null(alone.Report.ValidationLoss);
    }

    [Fact]
    public void Fit_WithValidationRows_ReportsTheirNegativeElboAfterEachEpoch()
    {
        var validation = Rows(2, 50);
        var seen = new Recorder();
        var model = new VaeTrainer(Small).Fit(Rows(1, 200), validation, seen);
        Assert.Equal(200, model.Report.TrainingRows);
        Assert.Equal(50, model.Report.ValidationRows);
        Assert.Equal(3, seen.EpochEnds.Count);
        Assert.All(seen.EpochEnds, epoch => Assert.NotNull(epoch.ValidationLoss));
        Assert.Equal(model.NegativeElbo(validation, samples: 1, seed: Small.Seed), model.Report.ValidationLoss!.Value, 1e-4);
        Assert.Equal(model.Report.ValidationLoss, model.Report.History[^1].ValidationLoss);
    }

    [Fact]
    public void Fit_WithValidationRows_ScalerSeesTrainingRowsOnly()
    {
        var alone = new VaeTrainer(Small).Fit(Rows(1, 200));
        var validated = new VaeTrainer(Small).Fit(Rows(1, 200), Rows(2, 50, scale: 1000));
        Assert.Equal(alone.Scaler.Offset.ToArray(), validated.Scaler.Offset.ToArray());
    }

    [Fact]
    public void Fit_EarlyStoppingOnValidationRows_KeepsTheBestEpoch()
    {
        // These validation rows lie where the training rows do not: what the model learns about the one makes the other less likely.
        var options = Small with
        {
            Training = new TrainingOptions
            {
                Epochs = 200,
                BatchSize = 32,
                Optimizer = new OptimizerOptions { LearningRate = 0.02f },
                EarlyStopping = new EarlyStoppingOptions { Patience = 3 },
            },
        };
        var reversed = Rows(2, 64).Values.ToArray();
        for (var i = 0; i < reversed.Length; i += 2)
        {
            reversed[i] = -reversed[i];
        }

        var model = new VaeTrainer(options).Fit(Rows(1, 64), new MemoryRowSource(reversed, Width));
        Assert.Equal(StopReason.EarlyStopped, model.Report.StopReason);
        Assert.Equal(model.Report.Epochs - 3, model.Report.BestEpoch);
        Assert.Equal(model.Report.History[model.Report.BestEpoch - 1].ValidationLoss!.Value, model.Report.ValidationLoss!.Value, 1e-6);
    }

    [Fact]
    public void Fit_EarlyStoppingWithoutHeldOutRows_SaysWhatToSet()
    {
        var trainer = new VaeTrainer(Small with { Training = Small.Training with { EarlyStopping = new EarlyStoppingOptions() } });
        var error = Assert.Throws<ArgumentException>(() => trainer.Fit(Rows(1, 100)));
        Assert.Contains("Training.ValidationFraction is 0", error.Message, StringComparison.Ordinal);
        Assert.Contains("validation rows", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_FalsePositiveRateOnValidationRows_FlagsThatShareOfThem()
    {
        var options = Small with { Scoring = Small.Scoring with { Threshold = ThresholdPolicy.FalsePositiveRate(0.1) } };
        var validation = Rows(2, 100);
        var model = new VaeTrainer(options).Fit(Rows(1, 200), validation);
        var scores = new float[100];
        model.Score(validation.Values.Span, scores);
        Assert.InRange(scores.Count(model.IsAnomaly), 9, 11);
    }

    [Fact]
    public void Fit_ValidationFractionBesideValidationRows_IsRefused()
    {
        var trainer = new VaeTrainer(Small with { Training = Small.Training with { ValidationFraction = 0.25f } });
        var error = Assert.Throws<ArgumentException>(() => trainer.Fit(Rows(1, 100), Rows(2, 10)));
        Assert.Contains("Training.ValidationFraction is 0.25 but validation rows are given as well", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_ValidationRowsOfAnotherWidth_SaysBothWidths()
    {
        var narrow = new MemoryRowSource(new float[6], 3);
        var error = Assert.Throws<VaeDataException>(() => new VaeTrainer(Small).Fit(Rows(1, 100), narrow));
        Assert.Contains("The validation rows have 3 columns but the training rows have 4", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_NoValidationRows_SaysWhatToDo()
    {
        var error = Assert.Throws<VaeDataException>(() => new VaeTrainer(Small).Fit(Rows(1, 100), new MemoryRowSource(default, Width)));
        Assert.Contains("The validation source has no usable rows", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_NaNInValidationRows_NamesTheRow()
    {
        var values = Rows(2, 10).Values.ToArray();
        values[(3 * Width) + 1] = float.NaN;
        var error = Assert.Throws<VaeDataException>(() => new VaeTrainer(Small).Fit(Rows(1, 100), new MemoryRowSource(values, Width)));
        Assert.Contains("Validation row 3 (counted from 0) holds NaN in column 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_NaNInValidationRowsSkipped_LeavesThemOut()
    {
        var values = Rows(2, 10).Values.ToArray();
        values[1] = float.PositiveInfinity;
        var trainer = new VaeTrainer(Small with { Training = Small.Training with { InvalidRows = InvalidRowPolicy.Skip } });
        var report = trainer.Fit(Rows(1, 100), new MemoryRowSource(values, Width)).Report;
        Assert.Equal(9, report.ValidationRows);
        Assert.Equal(1, report.SkippedRows);
    }

    [Fact]
    public void Fit_UnscaledBernoulliValidationRowsInOtherUnits_NamesTheColumn()
    {
        var trainer = new VaeTrainer(Small with { Likelihood = Likelihood.Bernoulli(), Scaling = ScalingKind.None });
        var training = new MemoryRowSource(new float[100 * Width], Width);
        var error = Assert.Throws<VaeDataException>(() => trainer.Fit(training, new MemoryRowSource(new float[] { 0, 0, 255, 0 }, Width)));
        Assert.Contains("Validation column 3 holds 255", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_StreamedTrainingRows_MeasuresOnGivenValidationRows()
    {
        const int Columns = 64;
        var options = Small with { Training = Small.Training with { Epochs = 1, MemoryBudgetBytes = 1 << 20 } };
        var model = new VaeTrainer(options).Fit(Rows(1, 8000, Columns), Rows(2, 300, Columns));
        Assert.Equal(8000, model.Report.TrainingRows);
        Assert.Equal(300, model.Report.ValidationRows);
        Assert.Equal(
            model.NegativeElbo(Rows(2, 300, Columns), samples: 1, seed: options.Seed), model.Report.ValidationLoss!.Value, 1e-3);
    }

    /// <summary>Rows on a line through the origin, with noise.</summary>
    private static MemoryRowSource Rows(int seed, int count, int width = Width, float scale = 1)
    {
        var random = new Random(seed);
        var values = new float[count * width];
        for (var row = 0; row < count; row++)
        {
            var along = (float)random.NextDouble() - 0.5f;
            for (var column = 0; column < width; column++)
            {
                values[(row * width) + column] = scale * ((along * (column + 1)) + (0.1f * (float)random.NextDouble()));
            }
        }

        return new MemoryRowSource(values, width);
    }

    private sealed class Recorder : IProgress<TrainingProgress>
    {
        public List<TrainingProgress> EpochEnds { get; } = [];

        public void Report(TrainingProgress value)
        {
            if (value.IsEpochEnd)
            {
                EpochEnds.Add(value);
            }
        }
    }
}
