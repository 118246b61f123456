using System.Collections.Immutable;
using Vae.Core.Likelihoods;
using Vae.Core.Networks;
using Vae.Core.Options;

namespace Vae.Core.Tests.Networks;

public sealed class VaePlanTests
{
    [Fact]
    public void Layout_TwoHiddenLayers_HasPyTorchsNamesAndShapes()
    {
        var layout = new ParameterLayout(VaePlan.Create(Options([8, 6], 3, dropout: 0), 10));

        Assert.Equal(
            [
                "encoder.0.weight [8, 10]", "encoder.0.bias [8]", "encoder.2.weight [6, 8]", "encoder.2.bias [6]",
                "mean.weight [3, 6]", "mean.bias [3]", "log_variance.weight [3, 6]", "log_variance.bias [3]",
                "decoder.0.weight [6, 3]", "decoder.0.bias [6]", "decoder.2.weight [8, 6]", "decoder.2.bias [8]",
                "decoder.4.weight [10, 8]", "decoder.4.bias [10]", "log_sigma [10]",
            ],
            layout.Slots.Select(slot => $"{slot.Name} [{string.Join(", ", slot.Shape)}]"));
    }

    [Fact]
    public void Layout_Dropout_CountsAsALayerOfTheSequence()
    {
        var layout = new ParameterLayout(VaePlan.Create(Options([8, 6], 3, dropout: 0.2f), 10));

        Assert.Equal(
            [
                "encoder.0.weight", "encoder.3.weight", "mean.weight", "log_variance.weight",
                "decoder.0.weight", "decoder.3.weight", "decoder.6.weight",
            ],
            layout.Slots.Where(slot => slot.Decays).Select(slot => slot.Name));
    }

    [Fact]
    public void Layout_Always_LaysSlotsOneAfterTheOther()
    {
        var layout = new ParameterLayout(VaePlan.Create(Options([8, 6], 3, dropout: 0), 10));

        var offset = 0;
        foreach (var slot in layout.Slots)
        {
            Assert.Equal(offset, slot.Offset);
            Assert.Equal(slot.Shape.Aggregate(1, (product, size) => product * size), slot.Count);
            offset += slot.Count;
        }

        Assert.Equal(layout.Count, offset);
    }

    [Fact]
    public void Layout_Decay_IsForWeightsAlone()
    {
        var layout = new ParameterLayout(VaePlan.Create(Options([8], 3, dropout: 0), 10));

        Assert.All(layout.Slots, slot => Assert.Equal(slot.Name.EndsWith(".weight", StringComparison.Ordinal), slot.Decays));
    }

    [Theory]
    [InlineData("Fixed", null)]
    [InlineData("Bernoulli", null)]
    [InlineData("Learned", 1)]
    [InlineData("PerFeature", 10)]
    public void Layout_EachLikelihood_HasItsSigma(string likelihood, int? count)
    {
        var options = Options([8], 3, 0) with { Likelihood = Engines.Managed.ModelKinds.Likelihood(likelihood) };

        Assert.Equal(count, new ParameterLayout(VaePlan.Create(options, 10)).Find(VaePlan.LogSigmaName)?.Count);
    }

    [Fact]
    public void Layout_MoreParametersThanMemory_SaysWhichTensor()
    {
        var plan = VaePlan.Create(Options([1 << 20], 3, 0), 1000);

        var error = Assert.Throws<ArgumentException>(() => new ParameterLayout(plan));

        Assert.Contains("'encoder.0.weight' [1048576, 1000]", error.Message, StringComparison.Ordinal);
        Assert.Contains("use fewer columns or narrower hidden layers", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 32, 16, 1)]
    [InlineData(10, 40, 20, 10)]
    [InlineData(30, 120, 60, 30)]
    [InlineData(64, 128, 64, 64)]
    [InlineData(784, 128, 64, 64)]
    [InlineData(100_000, 128, 64, 64)]
    public void Create_NoSizesGiven_TakesThemFromTheColumns(int columns, int first, int second, int latent)
    {
        var plan = VaePlan.Create(new VaeOptions(), columns);

        Assert.Equal([first, second], plan.Encoder.Layers.OfType<LinearLayer>().Select(layer => layer.Outputs));
        Assert.Equal([second, first, columns], plan.Decoder.Layers.OfType<LinearLayer>().Select(layer => layer.Outputs));
        Assert.Equal(latent, plan.LatentDimension);
    }

    [Fact]
    public void Create_NoHiddenLayers_IsLinear()
    {
        var plan = VaePlan.Create(Options([], 3, 0.5f), 10);

        Assert.Empty(plan.Encoder.Layers);
        Assert.Equal((10, 3), (plan.Mean.Inputs, plan.Mean.Outputs));
        var only = Assert.IsType<LinearLayer>(Assert.Single(plan.Decoder.Layers));
        Assert.Equal(("decoder.0", 3, 10), (only.Name, only.Inputs, only.Outputs));
    }

    internal static VaeOptions Options(int[] hidden, int latent, float dropout) => new()
    {
        Network = new NetworkOptions { HiddenLayers = hidden.ToImmutableArray(), LatentDimension = latent, Dropout = dropout },
        Likelihood = Likelihood.GaussianLearnedPerFeature(),
    };
}
