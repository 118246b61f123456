using Vae.Core.Likelihoods;
using Vae.Core.Networks;
using Vae.Core.Options;

namespace Vae.Core.Tests.Networks;

public sealed class ParameterInitializerTests
{
    [Theory]
    [InlineData(Initialization.Automatic, Activation.ReLU, "He")]
    [InlineData(Initialization.Automatic, Activation.GELU, "He")]
    [InlineData(Initialization.Automatic, Activation.Tanh, "Glorot")]
    [InlineData(Initialization.He, Activation.Tanh, "He")]
    [InlineData(Initialization.Glorot, Activation.ReLU, "Glorot")]
    [InlineData(Initialization.PyTorch, Activation.ReLU, "PyTorch")]
    public void Fill_EachRule_SpreadsWeightsEvenlyWithinItsBound(Initialization initialization, Activation activation, string rule)
    {
        var (layout, plan, parameters) = Fill(initialization, activation, seed: 5);

        foreach (var layer in plan.Layers.OfType<LinearLayer>())
        {
            var hidden = layer.Name is "encoder.0" or "encoder.2" or "decoder.0" or "decoder.2";
            var bound = (hidden ? rule : rule == "PyTorch" ? rule : "Glorot") switch
            {
                "He" => Math.Sqrt(6.0 / layer.Inputs),
                "Glorot" => Math.Sqrt(6.0 / (layer.Inputs + layer.Outputs)),
                _ => 1 / Math.Sqrt(layer.Inputs),
            };
            var weights = layout[layer.WeightName].Of(parameters.AsSpan()).ToArray();
            Assert.All(weights, weight => Assert.InRange(weight, -bound * 1.000001, bound * 1.000001));
            // The variance of a uniform distribution, within five of its standard errors.
            Assert.Equal(1, weights.Average(weight => (double)weight * weight) / (bound * bound / 3), 5 * Math.Sqrt(0.8 / weights.Length));
            Assert.Equal(0, weights.Average(weight => weight / bound), 5 * Math.Sqrt(1.0 / 3 / weights.Length));
            var biases = layout[layer.BiasName].Of(parameters.AsSpan()).ToArray();
            Assert.All(biases, bias => Assert.InRange(bias, rule == "PyTorch" ? -bound : 0, rule == "PyTorch" ? bound : 0));
        }
    }

    [Fact]
    public void Fill_SameSeed_GivesTheSameNumbers() =>
        Assert.Equal(
            Fill(Initialization.PyTorch, Activation.ReLU, 5).Parameters,
            Fill(Initialization.PyTorch, Activation.ReLU, 5).Parameters);

    [Fact]
    public void Fill_OtherSeed_SharesNoWeight()
    {
        var (layout, _, first) = Fill(Initialization.He, Activation.ReLU, 5);
        var second = Fill(Initialization.He, Activation.ReLU, 6).Parameters;

        foreach (var slot in layout.Slots.Where(slot => slot.Decays))
        {
            Assert.All(Enumerable.Range(slot.Offset, slot.Count), i => Assert.NotEqual(first[i], second[i]));
        }
    }

    [Fact]
    public void Fill_LearnedSigma_StartsAtTheGivenOne()
    {
        var options = new VaeOptions { Likelihood = new GaussianLikelihood { SigmaKind = SigmaKind.Learned, Sigma = 0.5f } };
        var plan = VaePlan.Create(options, 4);
        var layout = new ParameterLayout(plan);
        var parameters = new float[layout.Count];

        ParameterInitializer.Fill(plan, layout, options.Network, 0, parameters);

        Assert.Equal(Math.Log(0.5), parameters[layout[VaePlan.LogSigmaName].Offset], 1e-6);
    }

    private static (ParameterLayout Layout, VaePlan Plan, float[] Parameters) Fill(
        Initialization initialization, Activation activation, int seed)
    {
        var options = VaePlanTests.Options([60, 40], 8, 0);
        options = options with { Network = options.Network with { Initialization = initialization, Activation = activation } };
        var plan = VaePlan.Create(options, 50);
        var layout = new ParameterLayout(plan);
        var parameters = new float[layout.Count];
        ParameterInitializer.Fill(plan, layout, options.Network, seed, parameters);
        return (layout, plan, parameters);
    }
}
