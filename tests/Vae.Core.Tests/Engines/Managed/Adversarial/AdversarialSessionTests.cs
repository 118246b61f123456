using Vae.Core.Engines;
using Vae.Core.Engines.Managed;
using Vae.Core.Models;
using Vae.Core.Objectives;
using Vae.Core.Options;
using Vae.Core.Tests.Children;

namespace Vae.Core.Tests.Engines.Managed.Adversarial;

/// <summary>A seed means one model whatever the threads; a state carries all three optimisers; a run that diverges goes back with its discriminator.</summary>
public sealed class AdversarialSessionTests
{
    [Theory]
    [InlineData("autoencoder")]
    [InlineData("vae-gan")]
    public void Fit_SameSeedOnOneTwoAndThreeThreads_GivesIdenticalParameters(string kind)
    {
        var one = Fit(kind, threads: 1);
        var two = Fit(kind, threads: 2);
        var three = Fit(kind, threads: 3);

        Assert.Equal(one.Parts.Parameters, two.Parts.Parameters);
        Assert.Equal(one.Parts.Parameters, three.Parts.Parameters);
        Assert.Equal(one.Report.History.ToArray(), three.Report.History.ToArray());
        Assert.NotNull(one.Report.DiscriminatorLoss);
    }

    [Theory]
    [InlineData("autoencoder")]
    [InlineData("vae-gan")]
    public void Step_NowOnOneThreadAndNowOnMore_TakesTheVerySameSteps(string kind)
    {
        var @case = new AdversarialCase(Options(kind), features: 9, rows: 70);
        var states = new List<SessionState>();
        foreach (var threads in new[] { 1, 2, 3 })
        {
            using var session = new ManagedEngine().Open(@case.Setup with { Threads = threads, Clock = new ChanceClock(threads) });
            states.Add(@case.Setup.Start(@case.Options.Network));
            session.WriteState(states[^1]);
            for (var step = 0; step < 120; step++)
            {
                session.Step(@case.Rows, new StepSettings(step, 0.01f, 1) { Labels = @case.Labels });
            }

            session.ReadState(states[^1]);
        }

        Assert.All(states, state => Assert.Equal(states[0].Parameters, state.Parameters));
        Assert.All(states, state => Assert.Equal(states[0].SecondMoment, state.SecondMoment));
    }

    [Theory]
    [InlineData("autoencoder")]
    [InlineData("vae-gan")]
    public void Step_ContinuedFromAState_TakesTheVerySameSteps(string kind)
    {
        var @case = new AdversarialCase(Options(kind), features: 9, rows: 40);
        using var whole = @case.Open();
        using var first = @case.Open();
        using var second = @case.Open();
        var (middle, expected, actual) = (@case.Setup.NewState(), @case.Setup.NewState(), @case.Setup.NewState());

        Take(whole, 0, 20);
        whole.ReadState(expected);
        Take(first, 0, 11);
        first.ReadState(middle);
        second.WriteState(middle);
        Take(second, 11, 20);
        second.ReadState(actual);

        Assert.Equal([20L, 20L, 20L], actual.OptimizerSteps);
        Assert.Equal(expected.Parameters, actual.Parameters);
        Assert.Equal(expected.FirstMoment, actual.FirstMoment);
        Assert.Equal(expected.SecondMoment, actual.SecondMoment);

        void Take(ITrainingSession session, int from, int to)
        {
            for (var step = from; step < to; step++)
            {
                session.Step(@case.Rows, new StepSettings(step, 0.01f, 1) { Labels = @case.Labels });
            }
        }
    }

    [Theory]
    [InlineData("autoencoder")]
    [InlineData("vae-gan")]
    public void Fit_DiscriminatorThatDiverges_GoesBackAndLowersEveryRate(string kind)
    {
        var options = Options(kind);
        var adversarial = options.Objective.Adversarial with { DiscriminatorOptimizer = new OptimizerOptions { LearningRate = 100 } };
        options = options with
        {
            Objective = options.Objective with { Adversarial = adversarial, Corruption = null },
            Training = new() { Epochs = 12, BatchSize = 50, MaximumRollbacks = 100, Optimizer = new() { LearningRate = 20 } },
        };

        try
        {
            var model = new VaeTrainer(options).Fit(new GeneratedRows(300, 9));
            Assert.All(model.Parts.Parameters, value => Assert.True(float.IsFinite(value)));
        }
        catch (TrainingDivergedException exception)
        {
            Assert.Contains("after 100 returns", exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Step_DiscriminatorThatWins_LeavesItAlone()
    {
        var options = Options("vae-gan");
        options = options with { Objective = options.Objective with { Adversarial = options.Objective.Adversarial with { RestingLoss = 0.69f } } };
        var @case = new AdversarialCase(options, features: 9, rows: 40);
        var logit = @case.Setup.Layout.AuxiliarySlots[^1];
        var (weights, own) = (@case.Setup.Layout.AuxiliarySlots[^2], @case.Setup.Groups[2]);

        // A logit of 4 whatever it sees: wrong on two of three, and its loss is high.
        weights.Of(@case.Parameters.AsSpan()).Clear();
        @case.Parameters[logit.Offset] = 4;
        var losing = StepOnce(@case);

        // -0.5 is right on two of three: a loss of (0.97 + 2 * 0.47) / 3 = 0.64.
        @case.Parameters[logit.Offset] = -0.5f;
        var winning = StepOnce(@case);

        Assert.Equal(1, losing.OptimizerSteps[2]);
        Assert.Equal([1L, 1L, 0L], winning.OptimizerSteps);
        Assert.Equal(@case.Parameters[own.Offset..], winning.Parameters[own.Offset..]);

        static SessionState StepOnce(AdversarialCase @case)
        {
            using var session = @case.Open();
            var state = @case.Setup.NewState();
            session.Step(@case.Rows, @case.Settings with { Injection = null });
            session.ReadState(state);
            return state;
        }
    }

    [Fact]
    public void Fit_Always_LeavesTheDiscriminatorOutOfTheModel()
    {
        var model = Fit("autoencoder", threads: 1);
        using var stream = new MemoryStream();

        model.Save(stream);
        stream.Position = 0;
        var loaded = VaeModel.Load(stream);

        Assert.Equal(model.Parts.Parameters, loaded.Parts.Parameters);
        var (saved, read) = (model.Options.Objective.Adversarial, loaded.Options.Objective.Adversarial);
        Assert.Equal(saved.DiscriminatorLayers!.Value.ToArray(), read.DiscriminatorLayers!.Value.ToArray());
        Assert.Equal(saved with { DiscriminatorLayers = null }, read with { DiscriminatorLayers = null });
        Assert.Equal(model.Sample(50, 3).Rows, loaded.Sample(50, 3).Rows);
        Assert.Equal(model.Report.DiscriminatorLoss, loaded.Report.DiscriminatorLoss);
    }

    [Fact]
    public void Load_PriorThatWasCode_SaysSoAndTakesItAgain()
    {
        var prior = Prior.Sampled(random => [(float)random.NextDouble(), 1], "one coordinate");
        var options = Options("autoencoder");
        var model = new VaeTrainer(options with
        {
            Objective = options.Objective with { Adversarial = options.Objective.Adversarial with { Prior = prior } },
            Training = new TrainingOptions { Steps = 10 },
        }).Fit(new GeneratedRows(100, 9));
        using var stream = new MemoryStream();

        model.Save(stream);
        stream.Position = 0;
        var loaded = VaeModel.Load(stream);

        var exception = Assert.Throws<InvalidOperationException>(() => loaded.Sample(3));
        Assert.Contains("one coordinate", exception.Message, StringComparison.Ordinal);
        Assert.Contains("WithPrior", exception.Message, StringComparison.Ordinal);
        Assert.Equal(model.Sample(3).Codes, loaded.WithPrior(prior).Sample(3).Codes);
        Assert.Throws<ArgumentException>(() => loaded.WithPrior(Prior.GaussianMixture([[1f, 2f, 3f]], [1f])));
    }

    private static VaeModel Fit(string kind, int threads) => new VaeTrainer(Options(kind) with
    {
        Engine = new EngineOptions { Threads = threads },
        Training = new TrainingOptions { Epochs = 3, BatchSize = 50 },
    }).Fit(new GeneratedRows(333, 9));

    private static VaeOptions Options(string kind)
    {
        var options = kind == "autoencoder"
            ? AdversarialCase.Autoencoder("PerFeature", gaussianEncoder: true, labels: false, corruption: true)
            : AdversarialCase.VaeGan("Fixed", 1, 0.5f);
        return options with { Network = options.Network with { Dropout = 0.1f } };
    }
}
