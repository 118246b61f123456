namespace Vae.Core.Tests.Engines.Managed.Adversarial;

/// <summary>What each network descends, against finite differences of the reference; and that an adversarial autoencoder's three updates follow one another.</summary>
public sealed class AdversarialGradientTests
{
    [Theory]
    [InlineData("Bernoulli", false, false, false)]
    [InlineData("Bernoulli", true, true, false)]
    [InlineData("PerFeature", false, true, true)]
    [InlineData("Fixed", true, false, true)]
    public void S10_ComputeGradient_EachGroup_EqualsFiniteDifferences(string likelihood, bool gaussianEncoder, bool labels, bool corruption)
    {
        var @case = new AdversarialCase(AdversarialCase.Autoencoder(likelihood, gaussianEncoder, labels, corruption), features: 5, rows: 33);
        var reference = @case.Reference;

        var (gradient, losses) = @case.Gradient();

        @case.AssertGradient(gradient, 0, reference.Rebuild);
        @case.AssertGradient(gradient, 1, reference.Judge);
        @case.AssertGradient(gradient, 2, reference.Deceive);
        var parameters = @case.Parameters.Select(value => (double)value).ToArray();
        Assert.Equal(reference.Rebuild(parameters), losses.Reconstruction / 33, 4);
        Assert.Equal(reference.Judge(parameters) / 2, losses.DiscriminatorLoss / 33, 5);
        Assert.Equal(0, losses.Kl);
    }

    [Theory]
    [InlineData("Bernoulli")]
    [InlineData("PerFeature")]
    public void S10_ComputeGradient_MixedColumns_EqualsFiniteDifferences(string likelihood)
    {
        var options = AdversarialCase.Autoencoder(likelihood, gaussianEncoder: false, labels: false, corruption: false) with { Columns = MixedRows.Schema };
        var @case = new AdversarialCase(options, MixedRows.Schema.Width, rows: 33);
        var reference = @case.Reference;

        var (gradient, losses) = @case.Gradient();

        @case.AssertGradient(gradient, 0, reference.Rebuild);
        @case.AssertGradient(gradient, 2, reference.Deceive);
        Assert.Equal(reference.Rebuild([.. @case.Parameters.Select(value => (double)value)]), losses.Reconstruction / 33, 4);
    }

    [Theory]
    [InlineData("Bernoulli", 1f, 0.3f)]
    [InlineData("Bernoulli", 0.2f, 3f)]
    [InlineData("Fixed", 1f, 0.05f)]
    public void S11_ComputeGradient_EachGroup_EqualsFiniteDifferences(string likelihood, float klWeight, float gamma)
    {
        var @case = new AdversarialCase(AdversarialCase.VaeGan(likelihood, klWeight, gamma), features: 5, rows: 33);
        var reference = @case.Reference;

        var (gradient, losses) = @case.Gradient();

        @case.AssertGradient(gradient, 0, p => reference.Encoder(p, klWeight));
        @case.AssertGradient(gradient, 1, reference.Decoder);
        @case.AssertGradient(gradient, 2, reference.Discriminator);
        var parameters = @case.Parameters.Select(value => (double)value).ToArray();
        Assert.Equal(reference.Encoder(parameters, klWeight), losses.Objective / 33, 4);
        Assert.Equal(reference.Discriminator(parameters) / 3, losses.DiscriminatorLoss / 33, 5);
    }

    [Fact]
    public void S10_Step_TheFirst_RebuildsThenTellsApartThenDeceives()
    {
        var @case = new AdversarialCase(AdversarialCase.Autoencoder("Bernoulli", false, false, false), features: 7, rows: 20);
        var wanted = (float[])@case.Parameters.Clone();
        foreach (var group in @case.Setup.Groups)
        {
            // Adam's first step is the rate times the gradient's sign, but for epsilon.
            var (gradient, _) = @case.Gradient(wanted);
            var rate = group.RateFactor * @case.Settings.LearningRate;
            for (var i = 0; i < group.Count; i++)
            {
                var g = gradient[group.MomentOffset + i];
                wanted[group.Offset + i] -= rate * g / (MathF.Abs(g) + group.Optimizer.Epsilon);
            }
        }

        using var session = @case.Open();
        var state = @case.Setup.NewState();
        session.Step(@case.Rows, @case.Settings);
        session.ReadState(state);

        Assert.Equal([1L, 1L, 1L], state.OptimizerSteps);
        Assert.All(wanted.Zip(state.Parameters), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
    }

    [Fact]
    public void S11_Step_TheFirst_MovesAllThreeFromOneForwardPass()
    {
        var @case = new AdversarialCase(AdversarialCase.VaeGan("Bernoulli", 1, 0.3f), features: 7, rows: 20);
        var (gradient, _) = @case.Gradient();

        using var session = @case.Open();
        var state = @case.Setup.NewState();
        session.Step(@case.Rows, @case.Settings);
        session.ReadState(state);

        foreach (var group in @case.Setup.Groups)
        {
            for (var i = group.Offset; i < group.Offset + group.Count; i++)
            {
                var wanted = @case.Parameters[i] - (group.RateFactor * @case.Settings.LearningRate * gradient[i] / (MathF.Abs(gradient[i]) + group.Optimizer.Epsilon));
                Assert.Equal(wanted, state.Parameters[i], 1e-4f);
            }
        }
    }
}
