using Vae.Core.Data;
using Vae.Core.Engines;
using Vae.Core.Engines.Managed;
using Vae.Core.Likelihoods;
using Vae.Core.Models;
using Vae.Core.Networks;
using Vae.Core.Options;
using Vae.Core.Training;

namespace Vae.Core.Tests.Options;

/// <summary>Dynamic binarisation: rows of zeros and ones, drawn anew each time, that average to the probabilities.</summary>
public sealed class BinarizationTests
{
    private const int Features = 50;
    private const int Rows = 200;

    private static readonly VaeOptions Options = new()
    {
        Network = new() { HiddenLayers = [8], LatentDimension = 2 },
        Likelihood = Likelihood.Bernoulli(),
        Objective = new() { Binarization = Binarization.Dynamic },
        Scaling = ScalingKind.None,
        Scoring = new() { Kind = ScoreKind.SquaredError },
        Training = new() { Steps = 20, BatchSize = 64 },
        Seed = 4,
    };

    [Fact]
    public void Step_SameRowsTwice_DrawsOthersThatAverageToTheirValues()
    {
        var options = Options;
        var plan = VaePlan.Create(options, Features);
        var layout = new ParameterLayout(plan);
        using var session = new ManagedEngine().Open(TrainingSetup.Of(options, plan, Rows));
        var state = new SessionState(layout.Count);

        // All weights 0 and every logit 2: the loss of a row is sum_d softplus(2) - 2 x_d, which tells the mean of what was drawn.
        layout["decoder.2.bias"].Of(state.Parameters.AsSpan()).Fill(2);
        session.WriteState(state);
        var rows = Enumerable.Repeat(0.3f, Rows * Features).ToArray();
        var gradient = new float[layout.Count];
        var means = new double[6];
        for (var step = 0; step < means.Length; step++)
        {
            session.ComputeGradient(rows, new StepSettings(step % 5, 0.1f, 1), gradient);
            means[step] = (Math.Log(1 + Math.Exp(2)) - (session.TakeLosses().Reconstruction / Rows / Features)) / 2;
        }

        // Four standard errors of 10,000 draws.
        Assert.All(means, mean => Assert.Equal(0.3, mean, 4 * Math.Sqrt(0.3 * 0.7 / (Rows * Features))));
        Assert.Equal(5, means.Take(5).Distinct().Count());
        Assert.Equal(means[0], means[5]);
    }

    [Fact]
    public void Step_ZerosAndOnes_StayAsTheyAre()
    {
        var values = Enumerable.Range(0, Rows * Features).Select(i => (float)(i * 7 % 3 == 0 ? 1 : 0)).ToArray();
        var rows = new MemoryRowSource(values, Features);

        var drawn = new VaeTrainer(Options).Fit(rows);
        var plain = new VaeTrainer(Options with { Objective = new() }).Fit(rows);

        Assert.Equal(plain.Parts.Parameters, drawn.Parts.Parameters);
    }

    [Fact]
    public void Fit_StreamedRows_AreDrawnToo()
    {
        var random = new Random(1);
        var values = Enumerable.Range(0, 8000 * Features).Select(_ => (float)random.NextDouble()).ToArray();
        var rows = new MemoryRowSource(values, Features);
        var streamed = Options with { Training = Options.Training with { MemoryBudgetBytes = 1 << 20 } };

        var drawn = new VaeTrainer(streamed).Fit(rows);
        var plain = new VaeTrainer(streamed with { Objective = new() }).Fit(rows);

        Assert.NotEqual(plain.Parts.Parameters, drawn.Parts.Parameters);
        Assert.Equal(drawn.Parts.Parameters, new VaeTrainer(streamed).Fit(rows).Parts.Parameters);
    }

    [Fact]
    public void Apply_HeldOutRows_AreDrawnOnceAndBySeed()
    {
        var values = Enumerable.Repeat(0.25f, 20_000).ToArray();
        var (first, second, other) = ((float[])values.Clone(), (float[])values.Clone(), (float[])values.Clone());

        RowBinarizer.Apply(Options, first, 4, 0, 1);
        RowBinarizer.Apply(Options, second, 4, 0, 1);
        RowBinarizer.Apply(Options with { Seed = 5 }, other, 4, 0, 1);

        Assert.Equal(first, second);
        Assert.NotEqual(first, other);
        Assert.All(first, value => Assert.True(value is 0 or 1));
        Assert.Equal(0.25, first.Average(), 0.0125);
    }
}
