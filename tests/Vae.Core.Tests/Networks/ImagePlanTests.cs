using Vae.Core.Networks;
using Vae.Core.Options;

namespace Vae.Core.Tests.Networks;

/// <summary>Plans of image networks: shapes, names, presets, and what does not fit.</summary>
public sealed class ImagePlanTests
{
    [Fact]
    public void Create_PresetOf28By28_HasTheShapesOfThePage()
    {
        var plan = VaePlan.Create(new VaeOptions { Network = NetworkOptions.ForImages(new ImageShape(1, 28, 28)) with { LatentDimension = 10 } }, 784);

        Assert.Equal(["32x14x14", "64x7x7"], plan.Encoder.Layers.OfType<Conv2dLayer>().Select(layer => layer.To.ToString()));
        Assert.Equal(["32x14x14", "1x28x28"], plan.Decoder.Layers.OfType<ConvTranspose2dLayer>().Select(layer => layer.To.ToString()));
        Assert.Equal(
            [
                "encoder.1.weight [32, 1, 3, 3]", "encoder.1.bias [32]", "encoder.3.weight [64, 32, 3, 3]", "encoder.3.bias [64]",
                "encoder.6.weight [128, 3136]", "encoder.6.bias [128]", "mean.weight [10, 128]", "mean.bias [10]",
                "log_variance.weight [10, 128]", "log_variance.bias [10]", "decoder.0.weight [128, 10]", "decoder.0.bias [128]",
                "decoder.2.weight [3136, 128]", "decoder.2.bias [3136]", "decoder.5.weight [64, 32, 3, 3]", "decoder.5.bias [32]",
                "decoder.7.weight [32, 1, 3, 3]", "decoder.7.bias [1]", "log_sigma [784]",
            ],
            new ParameterLayout(plan).Slots.Select(slot => $"{slot.Name} [{string.Join(", ", slot.Shape)}]"));
    }

    [Fact]
    public void Create_BatchNormalization_HasScalesThatDoNotDecayAndBuffersThatDoNotTrain()
    {
        var network = NetworkOptions.ForImages(new ImageShape(3, 8, 8)) with { Normalization = NormalizationKind.Batch };
        var layout = new ParameterLayout(VaePlan.Create(new VaeOptions { Network = network }, 192));

        Assert.Equal(
            ["encoder.2.weight Bias", "encoder.2.bias Bias", "encoder.2.running_mean Buffer", "encoder.2.running_var Buffer"],
            layout.Slots.Where(slot => slot.Name.StartsWith("encoder.2.", StringComparison.Ordinal)).Select(slot => $"{slot.Name} {slot.Kind}"));
    }

    /// <summary>Any picture, any kernel: each transposed convolution puts out what the convolution took in.</summary>
    [Fact]
    public void Create_AnyShape_ComesBackToItExactly()
    {
        var random = new Random(5);
        var made = 0;
        for (var i = 0; i < 400; i++)
        {
            var image = new ImageShape(random.Next(1, 4), random.Next(1, 41), random.Next(1, 41));
            var network = NetworkOptions.ForImages(image) with
            {
                Convolutional = i % 2 == 0 ? new() : new() { Channels = [2, 3], KernelSize = random.Next(1, 6), Stride = random.Next(1, 4) },
            };
            try
            {
                network.Validate();
            }
            catch (ArgumentException exception) when (exception.Message.Contains("does not fit into its input", StringComparison.Ordinal))
            {
                // An even kernel shrinks small pictures to nothing.
                Assert.Equal(0, network.Convolutional.KernelSize % 2);
                continue;
            }

            var plan = VaePlan.Create(new VaeOptions { Network = network }, (int)image.Size);
            made++;
            foreach (var layers in new[] { plan.Encoder.Layers, plan.Decoder.Layers })
            {
                Assert.All(layers.Zip(layers.Skip(1)), pair => Assert.Equal(pair.First.Outputs, pair.Second.Inputs));
            }

            Assert.Equal(image.Size, plan.Decoder.Layers[^1].Outputs);
            Assert.All(plan.Decoder.Layers.OfType<ConvTranspose2dLayer>(), layer =>
            {
                Assert.InRange(layer.OutputPaddingHeight, 0, layer.Stride - 1);
                Assert.InRange(layer.OutputPaddingWidth, 0, layer.Stride - 1);
            });
        }

        Assert.InRange(made, 300, 400);
    }

    [Fact]
    public void Create_RowsOfAnotherSize_NamesBothSizes()
    {
        var options = new VaeOptions { Network = NetworkOptions.ForImages(new ImageShape(1, 28, 28)) };

        var error = Assert.Throws<VaeDataException>(() => VaePlan.Create(options, 64));

        Assert.Contains("Network.Image is 1x28x28, 784 numbers, but rows have 64", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fill_ImageNetwork_DrawsAsPyTorchDoes()
    {
        var options = new VaeOptions { Network = NetworkOptions.ForImages(new ImageShape(3, 16, 16)) with { Normalization = NormalizationKind.Batch } };
        var plan = VaePlan.Create(options, 768);
        var layout = new ParameterLayout(plan);
        var parameters = new float[layout.Count];
        ParameterInitializer.Fill(plan, layout, options.Network, 3, parameters);
        foreach (var layer in plan.Layers.OfType<ConvolutionLayer>())
        {
            var weight = layout[layer.WeightName];
            var bound = 1 / Math.Sqrt(weight.Count / weight.Shape[0]);
            var values = weight.Of(parameters).ToArray();

            Assert.InRange(values.Max(), 0.9 * bound, bound);
            Assert.InRange(values.Min(), -bound, -0.9 * bound);
            Assert.InRange(values.Average(), -0.05 * bound, 0.05 * bound);
            Assert.All(layout[layer.BiasName].Of(parameters).ToArray(), value => Assert.InRange(Math.Abs(value), 0, bound));
        }

        foreach (var layer in plan.Layers.OfType<BatchNormLayer>())
        {
            Assert.All(layout[layer.WeightName].Of(parameters).ToArray(), value => Assert.Equal(1, value));
            Assert.All(layout[layer.BiasName].Of(parameters).ToArray(), value => Assert.Equal(0, value));
            Assert.All(layout[layer.RunningMeanName].Of(parameters).ToArray(), value => Assert.Equal(0, value));
            Assert.All(layout[layer.RunningVarianceName].Of(parameters).ToArray(), value => Assert.Equal(1, value));
        }
    }
}
