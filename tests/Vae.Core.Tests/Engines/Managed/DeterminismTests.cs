using Vae.Core.Data;
using Vae.Core.Engines;
using Vae.Core.Likelihoods;
using Vae.Core.Models;
using Vae.Core.Options;
using Vae.Core.Tests.Children;

namespace Vae.Core.Tests.Engines.Managed;

/// <summary>A seed means one model, bit for bit, whatever the number of threads.</summary>
public sealed class DeterminismTests
{
    private static readonly float[] Rows = MakeRows();

    public static TheoryData<string> Kinds() => ["plain", "clipped", "rich", "bernoulli", "streamed", "linear"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Fit_SameSeedOnOneTwoAndThreeThreads_GivesIdenticalParameters(string kind)
    {
        var one = Fit(kind, seed: 4, threads: 1);
        var two = Fit(kind, seed: 4, threads: 2);
        var three = Fit(kind, seed: 4, threads: 3);

        Assert.Equal(one.Parts.Parameters, two.Parts.Parameters);
        Assert.Equal(one.Parts.Parameters, three.Parts.Parameters);
        Assert.Equal(one.Threshold, three.Threshold);
        Assert.Equal(one.Parts.Whitening!.Matrix, three.Parts.Whitening!.Matrix);
        Assert.Equal(one.Report.History.ToArray(), three.Report.History.ToArray());
        Assert.Equal(one.Report.KlPerDimension.ToArray(), three.Report.KlPerDimension.ToArray());
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("rich")]
    public void Fit_SameSeedTwice_GivesIdenticalParameters(string kind) =>
        Assert.Equal(Fit(kind, 4, 1).Parts.Parameters, Fit(kind, 4, 1).Parts.Parameters);

    [Fact]
    public void Fit_OtherSeed_GivesOtherParameters()
    {
        var (first, second) = (Fit("plain", 4, 1).Parts.Parameters, Fit("plain", 5, 1).Parts.Parameters);

        Assert.True(first.Zip(second).Count(pair => pair.First == pair.Second) < first.Length / 100);
    }

    [Fact]
    public void Step_ContinuedFromAState_TakesTheVerySameSteps()
    {
        var @case = new EngineCase(Options("rich", 4, 1), features: 9, rows: 40);
        using var whole = @case.Open();
        using var first = @case.Open();
        using var second = @case.Open();
        var (middle, expected, actual) = (State(@case), State(@case), State(@case));

        Take(whole, @case.Rows, 0, 20);
        whole.ReadState(expected);
        Take(first, @case.Rows, 0, 11);
        first.ReadState(middle);
        second.WriteState(middle);
        Take(second, @case.Rows, 11, 20);
        second.ReadState(actual);

        Assert.Equal(20, actual.OptimizerStep);
        Assert.Equal(expected.Parameters, actual.Parameters);
        Assert.Equal(expected.FirstMoment, actual.FirstMoment);
        Assert.Equal(expected.SecondMoment, actual.SecondMoment);
    }

    [Theory]
    [InlineData("plain", false)]
    [InlineData("plain", true)]
    [InlineData("clipped", false)]
    [InlineData("rich", false)]
    [InlineData("rich", true)]
    [InlineData("bernoulli", true)]
    public void Step_NowOnOneThreadAndNowOnMore_TakesTheVerySameSteps(string kind, bool isSparse)
    {
        var @case = new EngineCase(Options(kind, 4, 1), features: 130, rows: 70);
        for (var i = 0; i < @case.Rows.Length && isSparse; i++)
        {
            @case.Rows[i] = i % 11 == 0 ? @case.Rows[i] : 0;
        }

        var states = new List<SessionState>();
        foreach (var (threads, seed) in new[] { (1, 0), (2, 1), (2, 2), (3, 1), (8, 1) })
        {
            using var session = @case.Open(threads, clock: new ChanceClock(seed));
            Take(session, @case.Rows, 0, 200);
            states.Add(State(@case));
            session.ReadState(states[^1]);
        }

        Assert.All(states, state =>
        {
            Assert.Equal(states[0].Parameters, state.Parameters);
            Assert.Equal(states[0].SecondMoment, state.SecondMoment);
            Assert.Equal(states[0].Losses, state.Losses);
        });
    }

    [Fact]
    public void Step_RowsByIndex_EqualTheRowsThemselves()
    {
        var @case = new EngineCase(Options("plain", 4, 1), features: 9, rows: 40);
        using var byIndex = @case.Open();
        using var byRow = @case.Open();
        int[] order = [7, 3, 3, 39, 0, 12, 11];
        var (first, second) = (State(@case), State(@case));

        byIndex.UseRows(@case.Rows);
        byIndex.Step(order, new StepSettings(3, 0.01f, 1));
        byRow.Step(order.SelectMany(row => @case.Rows.AsSpan(row * 9, 9).ToArray()).ToArray(), new StepSettings(3, 0.01f, 1));
        byIndex.ReadState(first);
        byRow.ReadState(second);

        Assert.Equal(first.Parameters, second.Parameters);
        Assert.Equal(byIndex.TakeLosses(), byRow.TakeLosses());
        Assert.Equal(default, byIndex.TakeLosses());
    }

    [Fact]
    public void Step_WithoutInjection_DrawsOtherNoiseEachStepAndTheSameForTheSameStep()
    {
        var @case = new EngineCase(Options("rich", 4, 1), features: 9, rows: 40);
        using var session = @case.Open();
        float[] Gradient(long step)
        {
            var gradient = new float[@case.Layout.Count];
            session.ComputeGradient(@case.Rows, new StepSettings(step, 0.01f, 1), gradient);
            return gradient;
        }

        Assert.Equal(Gradient(6), Gradient(6));
        Assert.NotEqual(Gradient(6), Gradient(7));
    }

    [Fact]
    public void ComputeGradient_InvisibleRowsOfAPanel_LeaveNoTrace()
    {
        // A session that has seen a full batch takes a smaller one as a fresh session does.
        var @case = new EngineCase(Options("rich", 4, 1), features: 9, rows: 70);
        using var used = @case.Open();
        using var fresh = @case.Open();
        var (first, second) = (new float[@case.Layout.Count], new float[@case.Layout.Count]);

        used.ComputeGradient(@case.Rows, new StepSettings(0, 0.01f, 1), first);
        used.TakeLosses();
        used.ComputeGradient(@case.Rows.AsSpan(0, 35 * 9), new StepSettings(1, 0.01f, 1), first);
        fresh.ComputeGradient(@case.Rows.AsSpan(0, 35 * 9), new StepSettings(1, 0.01f, 1), second);

        Assert.Equal(second, first);
        Assert.Equal(fresh.TakeLosses(), used.TakeLosses());
    }

    private static SessionState State(EngineCase @case) => new(@case.Layout.Count);

    private static void Take(ITrainingSession session, float[] rows, int from, int to)
    {
        for (var step = from; step < to; step++)
        {
            session.Step(rows, new StepSettings(step, 0.01f, 1));
        }
    }

    private static VaeModel Fit(string kind, int seed, int threads) =>
        new VaeTrainer(Options(kind, seed, threads)).Fit(kind == "streamed" ? new GeneratedRows(30_000, 9) : new MemoryRowSource(Rows, 9));

    private static VaeOptions Options(string kind, int seed, int threads)
    {
        var options = new VaeOptions
        {
            Network = new NetworkOptions { HiddenLayers = [37, 14], LatentDimension = 5 },
            Training = new TrainingOptions { Steps = 40, BatchSize = 100 },
            Engine = new EngineOptions { Threads = threads },
            Seed = seed,
        };
        return kind switch
        {
            "clipped" => options with
            {
                Training = options.Training with { GradientClipNorm = 0.7f, Optimizer = new OptimizerOptions { WeightDecay = 0.1f } },
            },
            "rich" => options with
            {
                Network = options.Network with { Activation = Activation.GELU, Dropout = 0.2f },
                Objective = new ObjectiveOptions { Samples = 3, FreeBits = 0.1f, KlWarmupSteps = 10 },
                Likelihood = Likelihood.GaussianLearned(),
            },
            "bernoulli" => options with { Likelihood = Likelihood.Bernoulli(), Scaling = ScalingKind.MinMax },
            "streamed" => options with { Training = options.Training with { MemoryBudgetBytes = 1 << 20, ValidationFraction = 0.1f } },
            "linear" => options with { Network = options.Network with { HiddenLayers = [] } },
            _ => options,
        };
    }

    private static float[] MakeRows()
    {
        var rows = new float[333 * 9];
        new GeneratedRows(333, 9).OpenReader().Read(rows);
        return rows;
    }
}
