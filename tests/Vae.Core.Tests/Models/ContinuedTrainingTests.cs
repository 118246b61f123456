using Vae.Core.Data;
using Vae.Core.Likelihoods;
using Vae.Core.Models;
using Vae.Core.Options;
using Vae.Core.Reports;

namespace Vae.Core.Tests.Models;

/// <summary>Models that go on learning.</summary>
public sealed class ContinuedTrainingTests
{
    private const int Columns = 6;
    private const int Count = 400;

    // So small that hardly a parameter moves: what comes out is what training began with.
    private static readonly TrainingOptions Still = new() { Steps = 1, Optimizer = new OptimizerOptions { LearningRate = 1e-9f } };

    private static readonly VaeOptions Small = new()
    {
        Network = new NetworkOptions { HiddenLayers = [12], LatentDimension = 2 },
        Training = new TrainingOptions { Steps = 300, BatchSize = 50 },
        Engine = new EngineOptions { Threads = 2 },
    };

    public static TheoryData<string> Kinds => ["default", "ensemble", "adversarial", "vae-gan", "autoencoder", "batch norm", "linear"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Fit_FromAModelWithoutARate_IsTheModelWithItsScaling(string kind)
    {
        var model = new VaeTrainer(Options(kind)).Fit(Source());

        var again = new VaeTrainer(new VaeOptions { Training = Still }).Fit(Source(seed: 2), from: model);

        // Running statistics of a normalisation move with every step, and beside a discriminator the rates are its own.
        var moved = kind switch { "batch norm" => 0.2f, "adversarial" or "vae-gan" => 2e-3f, _ => 1e-8f };
        Assert.InRange(Distance(model.Parts.Parameters, again.Parts.Parameters), 0, moved);
        Assert.All(model.Parts.Members.Zip(again.Parts.Members), pair => Assert.True(Distance(pair.First.Parameters, pair.Second.Parameters) < 1e-8));
        Assert.Equal(model.Scaler.Offset.ToArray(), again.Scaler.Offset.ToArray());
        Assert.Equal(model.Options.Network, again.Options.Network);
        Assert.Equal((model.Options.Objective, model.Options.Likelihood, model.EnsembleSize), (again.Options.Objective, again.Options.Likelihood, again.EnsembleSize));
        Assert.NotEqual(model.Threshold, again.Threshold);
        Assert.Equal(1, again.Report.Steps);
    }

    [Fact]
    public void Fit_FromAModel_LearnsTheNewRowsAndLeavesTheModelAlone()
    {
        var model = new VaeTrainer(Small).Fit(Source());
        var before = model.Parts.Parameters.ToArray();
        var later = Source(seed: 9, shift: 2);

        var again = new VaeTrainer(new VaeOptions { Training = new TrainingOptions { Steps = 300, Optimizer = new OptimizerOptions { LearningRate = 0.001f } } }).Fit(later, from: model);

        Assert.True(again.NegativeElbo(later) < model.NegativeElbo(later) - 1, $"{again.NegativeElbo(later)} {model.NegativeElbo(later)}");
        Assert.Equal(before, model.Parts.Parameters);
        Assert.InRange(Flagged(again, later), 0.05, 0.15);
        Assert.True(Flagged(model, later) > 0.5);
    }

    [Fact]
    public void Continue_RefitScaler_ScalesByTheNewRows()
    {
        var model = new VaeTrainer(Small).Fit(Source());
        var later = Source(seed: 9, shift: 50);

        var kept = new VaeTrainer(new VaeOptions { Training = Still }).Continue(later, model);
        var refitted = new VaeTrainer(new VaeOptions { Training = Still }).Continue(later, model, new ContinuedTraining { RefitScaler = true });

        Assert.Equal(model.Scaler.Offset.ToArray(), kept.Scaler.Offset.ToArray());
        Assert.InRange(refitted.Scaler.Offset[0] - model.Scaler.Offset[0], 49, 51);
        Assert.True(Distance(model.Parts.Parameters, refitted.Parts.Parameters) < 1e-8);
    }

    [Fact]
    public void Continue_Drift_IsToldBeforeTheFirstStep()
    {
        var model = new VaeTrainer(Small).Fit(Source());
        var told = new Listener();

        new VaeTrainer(new VaeOptions { Training = Still }).Continue(Source(seed: 9, shift: 2), model, new ContinuedTraining { Drift = told }, progress: told);

        Assert.Equal("drift", told.Events[0]);
        Assert.True(told.Report!.HasDrifted);
        Assert.Equal(model.Compare(Source(seed: 9, shift: 2)).Verdict, told.Report.Verdict);
    }

    [Fact]
    public void Fit_FromAModelOnTheSameSeedTwice_IsTheSameFile()
    {
        var model = new VaeTrainer(Small).Fit(Source());

        byte[] Again() => Saved(new VaeTrainer(new VaeOptions { Training = new() { Steps = 40 } }).Fit(Source(seed: 2), from: model));

        Assert.Equal(Again(), Again());
    }

    [Fact]
    public void Fit_FromAModelWithACheckpoint_GoesOnFromIt()
    {
        var model = new VaeTrainer(Small).Fit(Source());
        var other = new VaeTrainer(Small with { Seed = 1 }).Fit(Source());
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.ckpt");
        try
        {
            var plain = new VaeOptions { Training = new TrainingOptions { Epochs = 6, BatchSize = 50 } };
            var trainer = new VaeTrainer(plain with { Training = plain.Training with { Checkpoint = new CheckpointOptions { Path = path, EverySteps = 1 } } });
            using var source = new CancellationTokenSource();
            var first = trainer.Continue(Source(seed: 2), model, progress: new Stopper(source), cancellationToken: source.Token);

            var refused = Assert.Throws<CheckpointException>(() => trainer.Fit(Source(seed: 2), from: other));
            var second = trainer.Fit(Source(seed: 2), from: model);

            Assert.Equal(StopReason.Cancelled, first.Report.StopReason);
            Assert.Contains("or another model to go on with", refused.Message, StringComparison.Ordinal);
            Assert.Equal(Saved(new VaeTrainer(plain).Fit(Source(seed: 2), from: model)), Saved(second));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Fit_FromAModelAsAnotherModel_IsRefusedAndSaysWhatDiffers()
    {
        var model = new VaeTrainer(Small).Fit(Source());

        void Refuses(VaeOptions options, string words) => Assert.Contains(
            words, Assert.Throws<ArgumentException>(() => new VaeTrainer(options).Fit(Source(), from: model)).Message, StringComparison.Ordinal);

        Refuses(new VaeOptions { Network = new NetworkOptions { HiddenLayers = [7] } }, "Network.HiddenLayers was [12] and is [7]");
        Refuses(new VaeOptions { Scaling = ScalingKind.Standardize }, "Scaling was robust and is standardize");
        Refuses(new VaeOptions { Objective = new ObjectiveOptions { Kind = ObjectiveKind.Iwae, Samples = 3 } }, "Objective.Kind was Elbo and is Iwae");
        Refuses(new VaeOptions { Training = new TrainingOptions { EnsembleSize = 3 } }, "Training.EnsembleSize was");
    }

    [Fact]
    public void Fit_FromAModelOfOtherColumns_IsRefused()
    {
        var model = new VaeTrainer(Small).Fit(new MemoryRowSource(Values(), Columns, ["a", "b", "c", "d", "e", "f"]));

        var width = Assert.Throws<VaeDataException>(() => new VaeTrainer().Fit(new MemoryRowSource(new float[70], 7), from: model));
        var name = Assert.Throws<VaeDataException>(() => new VaeTrainer().Fit(new MemoryRowSource(Values(), Columns, ["a", "b", "x", "d", "e", "f"]), from: model));

        Assert.Contains("7", width.Message, StringComparison.Ordinal);
        Assert.Contains("Feature 3 of the rows is 'x' but the model was trained on 'c' there", name.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_ConstantThatVariesNow_IsRefusedUnlessTheScalerIsRefitted()
    {
        var constant = Values();
        for (var i = 2; i < constant.Length; i += Columns)
        {
            constant[i] = 5;
        }

        var model = new VaeTrainer(Small).Fit(new MemoryRowSource(constant, Columns));

        var error = Assert.Throws<VaeDataException>(() => new VaeTrainer(new VaeOptions { Training = Still }).Fit(Source(), from: model));
        var refitted = new VaeTrainer(new VaeOptions { Training = Still }).Continue(Source(), model, new ContinuedTraining { RefitScaler = true });

        Assert.Contains($"{Count} of {Count} rows have another value than the one that a column had in all training rows of the model (column 3)", error.Message, StringComparison.Ordinal);
        Assert.True(refitted.ConstantFeatures.IsEmpty);
    }

    private static VaeOptions Options(string kind) => kind switch
    {
        "ensemble" => Small with { Training = Small.Training with { EnsembleSize = 2 } },
        "adversarial" => Small with { Objective = new() { Kind = ObjectiveKind.Adversarial } },
        "vae-gan" => Small with { Objective = new() { Kind = ObjectiveKind.VaeGan }, Likelihood = Likelihood.GaussianFixed() },
        "autoencoder" => Small with { Objective = new() { Kind = ObjectiveKind.Autoencoder } },
        "batch norm" => Small with { Network = Small.Network with { Normalization = NormalizationKind.Batch } },
        "linear" => Small with { Network = Small.Network with { HiddenLayers = [] } },
        _ => Small,
    };

    private static float[] Values(int seed = 1, float shift = 0)
    {
        var values = new float[Count * Columns];
        var random = new Random(seed);
        for (var row = 0; row < Count; row++)
        {
            var (first, second) = (random.NextDouble(), random.NextDouble());
            for (var column = 0; column < Columns; column++)
            {
                values[(row * Columns) + column] = (float)((column % 2 == 0 ? first : second) + (0.3 * random.NextDouble()) + (column == 0 ? shift : 0));
            }
        }

        return values;
    }

    private static MemoryRowSource Source(int seed = 1, float shift = 0) => new(Values(seed, shift), Columns);

    private static float Distance(float[] first, float[] second) => first.Zip(second, (a, b) => Math.Abs(a - b)).Max();

    private static double Flagged(VaeModel model, MemoryRowSource rows)
    {
        var values = new float[Count * Columns];
        using var reader = rows.OpenReader();
        reader.Read(values);
        var scores = new float[Count];
        model.Score(values, scores);
        return scores.Count(model.IsAnomaly) / (double)Count;
    }

    private static byte[] Saved(VaeModel model)
    {
        using var stream = new MemoryStream();
        model.Save(stream);
        return stream.ToArray();
    }

    private sealed class Listener : IProgress<DriftReport>, IProgress<TrainingProgress>
    {
        public List<string> Events { get; } = [];

        public DriftReport? Report { get; private set; }

        void IProgress<DriftReport>.Report(DriftReport value)
        {
            Report = value;
            Events.Add("drift");
        }

        void IProgress<TrainingProgress>.Report(TrainingProgress value) => Events.Add("progress");
    }

    private sealed class Stopper(CancellationTokenSource source) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Epoch == 3)
            {
                source.Cancel();
            }
        }
    }
}
