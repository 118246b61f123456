using Vae.Core.Data;
using Vae.Core.Likelihoods;
using Vae.Core.Models;
using Vae.Core.Options;

namespace Vae.Core.Tests.Serialization;

public sealed class VaeModelFileTests
{
    private const int Features = 4;

    private static readonly float[] Rows = MakeRows(200);

    [Theory]
    [InlineData(ScoreKind.WhitenedDistance)]
    [InlineData(ScoreKind.ReferenceDistance)]
    [InlineData(ScoreKind.SquaredError)]
    [InlineData(ScoreKind.NegativeElbo)]
    public void Load_TrainedModel_GivesTheSameOutputsBitForBit(ScoreKind kind)
    {
        var model = Train(new VaeOptions { Scoring = new() { Kind = kind } });
        using var stream = new MemoryStream();
        model.Save(stream);
        stream.Position = 0;

        var loaded = VaeModel.Load(stream);

        Assert.Equal(Outputs(model), Outputs(loaded));
        Assert.Equal(model.Threshold, loaded.Threshold);
        Assert.Equal(model.FeatureNames, loaded.FeatureNames);
        Assert.Equal("managed", loaded.Report.Engine);
        Assert.Equal(model.Report.History.AsEnumerable(), loaded.Report.History.AsEnumerable());
    }

    [Fact]
    public void Save_OneSeedTwice_GivesTheSameBytes()
    {
        static byte[] Saved()
        {
            using var stream = new MemoryStream();
            Train(new VaeOptions()).Save(stream);
            return stream.ToArray();
        }

        Assert.Equal(Saved(), Saved());
    }

    [Fact]
    public void Load_TrainedModel_KeepsNothingOfTheClock()
    {
        using var stream = new MemoryStream();
        var model = Train(new VaeOptions());
        model.Save(stream);
        stream.Position = 0;

        var report = VaeModel.Load(stream).Report;

        Assert.True(model.Report.Seconds > 0);
        Assert.True(double.IsNaN(report.Seconds) && double.IsNaN(report.RowsPerSecond));
    }

    [Fact]
    public void Load_BernoulliModelWithoutScaling_GivesTheSameElbo()
    {
        var options = new VaeOptions { Likelihood = Likelihood.Bernoulli(), Scaling = ScalingKind.MinMax, Scoring = new() { Kind = ScoreKind.SquaredError } };
        var model = Train(options);
        var path = Path.GetTempFileName();
        try
        {
            model.Save(path);

            var rows = new MemoryRowSource(Rows, Features);
            Assert.Equal(model.NegativeElbo(rows, 3, 5), VaeModel.Load(path).NegativeElbo(rows, 3, 5));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Save_ModelWithAnotherThreshold_KeepsIt()
    {
        using var stream = new MemoryStream();
        Train(new VaeOptions()).WithThreshold(-12.5f).Save(stream);
        stream.Position = 0;

        Assert.Equal(-12.5f, VaeModel.Load(stream).Threshold);
    }

    [Fact]
    public void Load_ModelThatWasValidatedOnRowsApart_IsAllowed()
    {
        var options = new VaeOptions
        {
            Training = new() { Steps = 4, EarlyStopping = new() },
            Scoring = new() { Threshold = ThresholdPolicy.FalsePositiveRate(0.1) },
        };
        var rows = new MemoryRowSource(Rows, Features);
        using var stream = new MemoryStream();
        new VaeTrainer(options).Fit(rows, rows).Save(stream);
        stream.Position = 0;

        Assert.Equal(options.Scoring, VaeModel.Load(stream).Options.Scoring);
    }

    [Fact]
    public void WithThreads_AnyNumber_GivesTheSameScores()
    {
        var model = Train(new VaeOptions());

        Assert.Equal(Outputs(model), Outputs(model.WithThreads(3)));
        Assert.Equal(3, model.WithThreads(3).Options.Engine.Threads);
        Assert.Same(model, model.WithThreads(1));
        Assert.Throws<ArgumentException>(() => model.WithThreads(-1));
    }

    [Fact]
    public void Save_FolderThatIsNotThere_SaysSo()
    {
        var error = Assert.Throws<IOException>(() => Train(new VaeOptions()).Save(Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString(), "m")));

        Assert.Contains("does not exist", error.Message, StringComparison.Ordinal);
    }

    private static VaeModel Train(VaeOptions options) =>
        new VaeTrainer(options with { Training = new TrainingOptions { Steps = 10, BatchSize = 32 }, Engine = new() { Threads = 1 } })
            .Fit(new MemoryRowSource(Rows, Features, ["a", "b", "c", "d"]));

    private static float[] Outputs(VaeModel model)
    {
        var count = Rows.Length / Features;
        var latent = new float[count * model.LatentDimension];
        var variance = new float[count * model.LatentDimension];
        var reconstruction = new float[Rows.Length];
        var scores = new float[count];
        model.Transform(Rows, new VaeOutputs { Latent = latent, LogVariance = variance, Reconstruction = reconstruction, Scores = scores });
        return [.. latent, .. variance, .. reconstruction, .. scores];
    }

    private static float[] MakeRows(int count)
    {
        var random = new Random(2);
        return [.. Enumerable.Range(0, count * Features).Select(i => (float)(random.NextDouble() * (1 + (i % Features))))];
    }
}
