using Vae.Core.Engines;
using Vae.Core.Likelihoods;
using Vae.Core.Networks;
using Vae.Core.Options;
using Vae.Core.Tests.Oracles;

namespace Vae.Core.Tests.Engines.Managed;

/// <summary>What a step makes of a gradient: clipping, decay, the floor of sigma, and many steps against the reference.</summary>
public sealed class OptimizerTests
{
    private const float Beta1 = 0.9f;

    [Fact]
    public void Step_First_PutsTheGradientIntoTheMoments()
    {
        var @case = Case(new TrainingOptions());
        var gradient = @case.Run().Gradient;

        var state = After(@case, steps: 1);

        Assert.Equal(1, state.OptimizerStep);
        for (var i = 0; i < gradient.Length; i++)
        {
            Assert.Equal((1 - Beta1) * gradient[i], state.FirstMoment[i], 1e-6f * Math.Max(1, Math.Abs(gradient[i])));
        }
    }

    [Fact]
    public void Step_GradientBeyondTheClipNorm_IsScaledDownToIt()
    {
        var free = Norm(After(Case(new TrainingOptions()), 1).FirstMoment) / (1 - Beta1);
        var limit = (float)(free / 3);
        var @case = Case(new TrainingOptions { GradientClipNorm = limit });
        var gradient = @case.Run().Gradient;

        var state = After(@case, 1);

        Assert.Equal(limit, Norm(state.FirstMoment) / (1 - Beta1), 1e-5 * limit);
        // The direction stays.
        for (var i = 0; i < gradient.Length; i++)
        {
            Assert.Equal((1 - Beta1) * gradient[i] / 3, state.FirstMoment[i], 1e-6f * Math.Max(1, Math.Abs(gradient[i])));
        }
    }

    [Fact]
    public void Step_GradientWithinTheClipNorm_StaysAsItIs()
    {
        var free = After(Case(new TrainingOptions()), 3);
        var clipped = After(Case(new TrainingOptions { GradientClipNorm = 1e6f }), 3);

        Assert.Equal(free.Parameters, clipped.Parameters);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0.5f)]
    public void Step_WeightDecay_ShrinksWeightsAndNothingElse(float? clip)
    {
        const float Decay = 0.3f;
        var @case = Case(new TrainingOptions { GradientClipNorm = clip });
        var plain = After(@case, 1);
        var decayed = After(
            Case(new TrainingOptions { GradientClipNorm = clip, Optimizer = new OptimizerOptions { WeightDecay = Decay } }),
            1);

        foreach (var slot in @case.Layout.Slots)
        {
            for (var i = slot.Offset; i < slot.Offset + slot.Count; i++)
            {
                var shrunk = slot.Decays ? @case.Parameters[i] * @case.Settings().LearningRate * Decay : 0;
                Assert.Equal(plain.Parameters[i] - shrunk, decayed.Parameters[i], 3e-7f);
            }
        }
    }

    [Fact]
    public void Step_NoLearningRate_LeavesParametersAndTakesLosses()
    {
        var @case = Case(new TrainingOptions());
        using var session = @case.Open();
        var state = new SessionState(@case.Layout.Count);

        session.Step(@case.Rows, @case.Settings() with { LearningRate = 0 });
        session.ReadState(state);

        Assert.Equal(@case.Parameters, state.Parameters);
        GradientAssert.EqualsReference(@case, session.TakeLosses());
    }

    [Theory]
    [InlineData(SigmaKind.Learned, null)]
    [InlineData(SigmaKind.LearnedPerFeature, null)]
    [InlineData(SigmaKind.LearnedPerFeature, 1f)]
    public void Step_RowsThatAreRebuiltExactly_KeepSigmaAtItsFloor(SigmaKind kind, float? clip)
    {
        var options = new VaeOptions
        {
            Network = new NetworkOptions { HiddenLayers = [], LatentDimension = 1 },
            Likelihood = new GaussianLikelihood { SigmaKind = kind, SigmaFloor = 0.2f },
            Training = new TrainingOptions { GradientClipNorm = clip },
        };
        var @case = new EngineCase(options, features: 3, rows: 10);
        Array.Clear(@case.Rows);
        Array.Clear(@case.Parameters);
        using var session = @case.Open();
        var state = new SessionState(@case.Layout.Count);

        for (var step = 0; step < 400; step++)
        {
            session.Step(@case.Rows, new StepSettings(step, 0.02f, 1));
        }

        session.ReadState(state);
        Assert.All(
            @case.Layout[VaePlan.LogSigmaName].Of(state.Parameters.AsSpan()).ToArray(),
            value => Assert.Equal(Math.Log(0.2), value, 1e-6));
    }

    [Fact]
    public void Step_ThirtyTimes_FollowsAdamOnTheReferenceGradient()
    {
        var @case = new EngineCase(GradientTests.Small("PerFeature", Activation.Tanh, 1, false, 0), features: 4, rows: 12);
        var p = @case.ParametersInDouble;
        var (m, v) = (new double[p.Length], new double[p.Length]);
        using var session = @case.Open();
        var settings = @case.Settings();
        for (var t = 1; t <= 30; t++)
        {
            session.Step(@case.Rows, settings);
            var losses = session.TakeLosses();
            var wanted = @case.ReferenceLosses(p).Objective;
            Assert.Equal(wanted, losses.Objective, 1e-4 * Math.Abs(wanted));
            var gradient = Enumerable.Range(0, p.Length)
                .Select(i => FiniteDifferences.At(p, i, q => @case.ReferenceLosses(q).Objective / 12)).ToArray();
            for (var i = 0; i < p.Length; i++)
            {
                m[i] = (0.9 * m[i]) + (0.1 * gradient[i]);
                v[i] = (0.999 * v[i]) + (0.001 * gradient[i] * gradient[i]);
                p[i] -= 0.01 * (m[i] / (1 - Math.Pow(0.9, t))) / (Math.Sqrt(v[i] / (1 - Math.Pow(0.999, t))) + 1e-8);
            }
        }

        var state = new SessionState(p.Length);
        session.ReadState(state);
        Assert.All(Enumerable.Range(0, p.Length), i => Assert.Equal(p[i], state.Parameters[i], 1e-3));
    }

    private static EngineCase Case(TrainingOptions training) =>
        new(GradientTests.Small("PerFeature", Activation.ReLU, 1, false, 0) with { Training = training }, features: 7, rows: 20);

    private static SessionState After(EngineCase @case, int steps)
    {
        using var session = @case.Open();
        var state = new SessionState(@case.Layout.Count);
        for (var step = 0; step < steps; step++)
        {
            session.Step(@case.Rows, @case.Settings(step));
        }

        session.ReadState(state);
        return state;
    }

    private static double Norm(float[] values) => Math.Sqrt(values.Sum(value => (double)value * value));
}
