using Vae.Core.Options;

namespace Vae.Core.Tests.Engines.Managed;

/// <summary>The gradient of every likelihood, activation and option against finite differences of the reference.</summary>
public sealed class GradientTests
{
    public static TheoryData<string, Activation, int, bool, bool> Models()
    {
        var data = new TheoryData<string, Activation, int, bool, bool>();
        foreach (var likelihood in ModelKinds.Likelihoods)
        {
            foreach (var activation in Enum.GetValues<Activation>())
            {
                foreach (var samples in (int[])[1, 3])
                {
                    // Dropout and free bits go through all four combinations over the samples and halves of the list.
                    var flip = ((int)activation & 1) == 1;
                    data.Add(likelihood, activation, samples, flip, false);
                    data.Add(likelihood, activation, samples, !flip, true);
                }
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void S6_ComputeGradient_EachModel_EqualsFiniteDifferences(
        string likelihood, Activation activation, int samples, bool dropout, bool freeBits)
    {
        var @case = new EngineCase(Small(likelihood, activation, samples, dropout, freeBits ? 0.12f : 0), features: 7, rows: 33);

        var (gradient, losses) = @case.Run();

        GradientAssert.EqualsReference(@case, losses);
        GradientAssert.EqualsReference(@case, gradient);
    }

    [Theory]
    [InlineData("Bernoulli")]
    [InlineData("PerFeature")]
    public void ComputeGradient_FreeBitsBetweenTheDimensions_CutsSomeOff(string likelihood)
    {
        var plain = new EngineCase(Small(likelihood, Activation.Tanh, 1, false, 0), features: 7, rows: 40);
        var perDimension = new double[3];
        foreach (var row in plain.RowsInDouble)
        {
            var (mean, logVariance) = plain.Reference.Encode(plain.ParametersInDouble, row);
            for (var j = 0; j < 3; j++)
            {
                perDimension[j] += Oracles.ReferenceMath.Divergence(mean[j], logVariance[j]) / 40;
            }
        }

        var between = (float)((perDimension.Min() + perDimension.Max()) / 2);
        var @case = new EngineCase(Small(likelihood, Activation.Tanh, 1, false, between), features: 7, rows: 40);

        var (gradient, losses) = @case.Run();

        Assert.Contains(perDimension, value => value < between);
        Assert.Contains(perDimension, value => value > between);
        GradientAssert.EqualsReference(@case, losses);
        GradientAssert.EqualsReference(@case, gradient);
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(0.3f)]
    [InlineData(4f)]
    public void ComputeGradient_OtherKlWeights_EqualsFiniteDifferences(float weight)
    {
        var options = Small("PerFeature", Activation.SiLU, 2, false, 0);
        var @case = new EngineCase(options with { Objective = options.Objective with { KlWeight = weight } }, features: 7, rows: 9);

        var (gradient, losses) = @case.Run();

        GradientAssert.EqualsReference(@case, losses);
        GradientAssert.EqualsReference(@case, gradient);
    }

    [Fact]
    public void ComputeGradient_LogVariancesBeyondTheirBounds_HaveNoGradientThere()
    {
        var @case = new EngineCase(Small("Bernoulli", Activation.ReLU, 1, false, 0), features: 7, rows: 21);
        var bias = @case.Layout[@case.Plan.LogVariance!.BiasName];
        @case.Parameters[bias.Offset] = 14;
        @case.Parameters[bias.Offset + 1] = -26;

        var (gradient, losses) = @case.Run();

        Assert.Equal(0, gradient[bias.Offset]);
        Assert.Equal(0, gradient[bias.Offset + 1]);
        Assert.NotEqual(0, gradient[bias.Offset + 2]);
        GradientAssert.EqualsReference(@case, losses);
        GradientAssert.EqualsReference(@case, gradient);
    }

    /// <summary>That one value of a gradient is wrong is seen wherever it is: by a thousandth of the tensor's largest.</summary>
    [Fact]
    public void EqualsReference_AnyOneValueWrong_IsSeen()
    {
        var @case = new EngineCase(Small("PerFeature", Activation.SiLU, 1, false, 0), features: 7, rows: 9);
        var (gradient, _) = @case.Run();
        var slot = @case.Layout.Slots.MaxBy(slot => slot.Count)!;
        var wrong = 1e-3f * gradient.AsSpan(slot.Offset, slot.Count).ToArray().Max(MathF.Abs);

        GradientAssert.EqualsReference(@case, gradient);
        for (var place = 0; place < slot.Count; place += 5)
        {
            var changed = (float[])gradient.Clone();
            changed[slot.Offset + place] += wrong;

            Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => GradientAssert.EqualsReference(@case, changed));
        }
    }

    [Fact]
    public void ComputeGradient_Always_LeavesTheParametersAlone()
    {
        var @case = new EngineCase(Small("PerFeature", Activation.ReLU, 1, false, 0), features: 7, rows: 21);
        using var session = @case.Open();
        var state = new Core.Engines.SessionState(@case.Layout.Count);

        session.ComputeGradient(@case.Rows, @case.Settings(), new float[@case.Layout.Count]);
        session.ReadState(state);

        Assert.Equal(@case.Parameters, state.Parameters);
        Assert.All(state.FirstMoment, moment => Assert.Equal(0, moment));
        Assert.Equal(0, state.OptimizerStep);
    }

    internal static VaeOptions Small(string likelihood, Activation activation, int samples, bool dropout, float freeBits) => new()
    {
        Network = new NetworkOptions
        {
            HiddenLayers = [13, 6],
            LatentDimension = 3,
            Activation = activation,
            LeakySlope = 0.1f,
            Dropout = dropout ? 0.3f : 0,
        },
        Likelihood = ModelKinds.Likelihood(likelihood),
        Objective = new ObjectiveOptions { Samples = samples, FreeBits = freeBits },
        Seed = 17 + samples,
    };
}
