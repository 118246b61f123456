using Vae.Core;
using Vae.Core.Networks;
using Vae.Core.Options;
using Vae.Torch.Convolutions;
using Vae.Torch.Tests.Support;
using Tensor = TorchSharp.torch.Tensor;

namespace Vae.Torch.Tests.Convolutions;

/// <summary>Convolutions that are wrong are found, and replaced where that can be done.</summary>
public sealed class ConvolutionCheckTests
{
    [SkippableTheory]
    [InlineData(torch.ScalarType.Float32)]
    [InlineData(torch.ScalarType.BFloat16)]
    public void Find_ProductsOfMatrices_AreRight(torch.ScalarType type)
    {
        Machine.NeedsLibtorch();

        Assert.Null(ConvolutionCheck.Find(new ProductConvolutions(), type));
    }

    public static TheoryData<int, int, int, int, int, int, int, bool> Layers() => new()
    {
        { 1, 1, 1, 1, 1, 1, 0, false },
        { 3, 5, 9, 11, 3, 1, 1, false },
        { 2, 4, 7, 6, 3, 2, 1, false },
        { 4, 5, 4, 3, 5, 3, 2, false },
        { 17, 9, 6, 5, 2, 2, 0, false },
        { 1, 1, 1, 1, 1, 1, 0, true },
        { 3, 5, 9, 11, 3, 1, 1, true },
        { 4, 2, 4, 3, 3, 2, 1, true },
        { 5, 4, 2, 3, 5, 3, 2, true },
        { 9, 17, 3, 2, 2, 2, 0, true },
    };

    [SkippableTheory]
    [MemberData(nameof(Layers))]
    public void Find_ProductsOfOtherLayers_AreRight(int from, int to, int height, int width, int kernel, int stride, int padding, bool transposed)
    {
        Machine.NeedsLibtorch();

        // The transposed ones with the largest output padding that there can be.
        int Side(int side) => transposed ? ((side - 1) * stride) - (2 * padding) + kernel + stride - 1 : ((side + (2 * padding) - kernel) / stride) + 1;
        var (input, output) = (new ImageShape(from, height, width), new ImageShape(to, Side(height), Side(width)));
        ConvolutionLayer layer = transposed
            ? new ConvTranspose2dLayer("layer", input, output, kernel, stride, padding)
            : new Conv2dLayer("layer", input, output, kernel, stride, padding);

        Assert.Null(ConvolutionCheck.Find(new ProductConvolutions(), layer, torch.ScalarType.Float32));
    }

    [SkippableTheory]
    [InlineData("output", "the output of a convolution")]
    [InlineData("input", "the gradient of the input of a convolution")]
    [InlineData("weights", "the gradient of the weights of a convolution")]
    [InlineData("biases", "the gradient of the biases of a convolution")]
    [InlineData("transposed", "the output of a transposed convolution")]
    [InlineData("padding", "the output of a convolution of 24 channels to 5, kernel 3, stride 1, was NaN")]
    public void Find_PlantedFault_IsFound(string fault, string words)
    {
        Machine.NeedsLibtorch();

        var found = ConvolutionCheck.Find(new Faulty(fault), torch.ScalarType.Float32);

        Assert.NotNull(found);
        Assert.Contains(words, found.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Choose_OwnAreRight_TakesThemWithoutAWord()
    {
        var own = new OwnConvolutions();

        var choice = ConvolutionChoice.Choose(own, new ProductConvolutions(), _ => null);

        Assert.Same(own, choice.Convolutions);
        Assert.Null(choice.Reason);
    }

    [Fact]
    public void Choose_OwnAreWrong_TakesProductsAndSaysSo()
    {
        var products = new ProductConvolutions();

        var choice = ConvolutionChoice.Choose(new OwnConvolutions(), products, way => way == products ? null : new ConvolutionFault("the output of it", double.NaN, 2.5));
        var again = ConvolutionChoice.Choose(new OwnConvolutions(), products, way => way == products ? null : new ConvolutionFault("the gradient of it", -1, 2.5));

        Assert.Same(products, choice.Convolutions);
        Assert.Equal("convolutions by products of matrices, because libtorch's own are wrong on this processor", choice.Reason);

        // What was wrong is chance, and may not tell one run's engine from another's.
        Assert.Equal(choice.Reason, again.Reason);
    }

    [Fact]
    public void Choose_BothAreWrong_RefusesWithBothAndARemedy()
    {
        var error = Assert.Throws<EngineException>(() => ConvolutionChoice.Choose(
            new OwnConvolutions(), new ProductConvolutions(), way => new ConvolutionFault(way is OwnConvolutions ? "theirs" : "ours", 1.5, 2)));

        Assert.Equal(
            "libtorch's convolutions are wrong on this processor (theirs, was 1.5 where 2 is right), and so are products of matrices in their place (ours, was 1.5 where 2 is right). "
            + "Set Engine.Name to managed, or train on a GPU or another machine.",
            error.Message);
    }

    [SkippableFact]
    public void Fit_Convolutions_SaysWhetherTheyAreLibtorchsOwn()
    {
        Machine.NeedsLibtorch();
        var options = TorchCase.Picture("PerFeature", NormalizationKind.None, samples: 1, dropout: false) with
        {
            Training = new TrainingOptions { Steps = 3, BatchSize = 8 },
            Engine = new EngineOptions { Name = EngineOptions.TorchName, Device = "cpu" },
        };

        var report = new Vae.Core.Models.VaeTrainer(options).Fit(new Vae.Core.Data.MemoryRowSource(GeneratedRows.Make(20, 84), 84)).Report;

        var fault = ConvolutionCheck.Find(new OwnConvolutions(), torch.ScalarType.Float32);
        Assert.Equal(fault is not null, report.Engine.Contains("convolutions by products of matrices", StringComparison.Ordinal));
    }

    /// <summary>Right but for one thing: a number of the output, of a gradient, of transposed ones, or where channels fill no whole vectors of 16.</summary>
    private sealed class Faulty(string fault) : IConvolutions
    {
        private readonly ProductConvolutions right = new();

        public Tensor Apply(ConvolutionLayer layer, Tensor value, Tensor weight, Tensor bias)
        {
            var doubled = (string name, Tensor tensor) => fault == name ? tensor.mul(2).sub(tensor.detach()) : tensor;
            var output = right.Apply(layer, doubled("input", value), doubled("weights", weight), doubled("biases", bias));
            var isWrong = fault == "output" || (fault == "transposed" && layer is ConvTranspose2dLayer);
            return fault == "padding" && layer.From.Channels > 16 && layer.From.Channels % 16 > 0 ? output.mul(float.NaN) : isWrong ? output.mul(1.003f) : output;
        }

        public long NumbersBeside(ConvolutionLayer layer) => 0;
    }
}
