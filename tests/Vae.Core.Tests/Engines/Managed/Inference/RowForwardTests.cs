using Vae.Core.Data;
using Vae.Core.Engines;
using Vae.Core.Engines.Managed.Inference;
using Vae.Core.Models;
using Vae.Core.Networks;
using Vae.Core.Options;
using Vae.Core.Parts;
using Vae.Core.Simd;
using Vae.Core.Tests.Scoring;

namespace Vae.Core.Tests.Engines.Managed.Inference;

/// <summary>Rows that come one by one or a few at a time go through the network on their own, with the bits that they have in panels.</summary>
public sealed class RowForwardTests
{
    // More rows than any net takes one by one.
    private const int Count = 33;

    private const int Latent = 4;

    public static TheoryData<string> Nets() =>
    [
        "dense", "large", "no hidden layers", "dense, batch norm", "dense, layer norm", "pictures", "odd pictures", "one channel", "colours, batch norm", "layer norm", "kernel 5", "kernel below stride", "stride 1", "stride 3", "wide",
    ];

    [Theory]
    [MemberData(nameof(Nets))]
    public void Transform_RowsAFewAtATime_GivesTheBitsOfPanelsAtEveryWidth(string net)
    {
        foreach (var width in Widths())
        {
            var parts = Parts(net, Options(net));
            var rows = RandomModel.Rows(new VaeModel(parts), Count);
            var pipeline = ManagedPipeline.Create(parts, width);
            foreach (var kind in (ScoreKind[])[ScoreKind.NegativeElbo, ScoreKind.ReferenceDistance])
            {
                var expected = Outputs(pipeline, parts, rows, kind, together: Count);
                Assert.All(expected, values => Assert.DoesNotContain(float.NaN, values));
                foreach (var together in (int[])[1, 3, 8])
                {
                    AssertSame(expected, Outputs(pipeline, parts, rows, kind, together));
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Nets))]
    public void Transform_SingleRows_GivesTheSameBitsAtEveryWidth(string net)
    {
        // Narrower products are fused like the widest ones where the processor has AVX2.
        var parts = Parts(net, Options(net));
        var rows = RandomModel.Rows(new VaeModel(parts), 5);
        var expected = Outputs(ManagedPipeline.Create(parts, VectorWidths.Best), parts, rows, ScoreKind.NegativeElbo, together: 1);

        foreach (var width in Widths().Where(width => width >= VectorWidth.Bits128))
        {
            AssertSame(expected, Outputs(ManagedPipeline.Create(parts, width), parts, rows, ScoreKind.NegativeElbo, together: 1));
        }
    }

    [Theory]
    [InlineData("pictures")]
    [InlineData("dense, batch norm")]
    public void Transform_FewRowsWithMissingValues_GivesTheBitsOfPanels(string net)
    {
        var parts = Parts(net, Options(net) with { MissingValues = MissingValueHandling.Observed });
        var rows = RandomModel.Rows(new VaeModel(parts), Count);
        for (var i = 3; i < rows.Length; i += 5)
        {
            rows[i] = float.NaN;
        }

        // A row that cannot be used stands among the others.
        rows.AsSpan(7 * parts.InputDimension, parts.InputDimension).Fill(float.NaN);

        var pipeline = ManagedPipeline.Create(parts);
        foreach (var kind in Enum.GetValues<ScoreKind>())
        {
            var expected = Outputs(pipeline, parts, rows, kind, together: Count);
            AssertSame(expected, Outputs(pipeline, parts, rows, kind, together: 1));
            AssertSame(expected, Outputs(pipeline, parts, rows, kind, together: 3));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(21)]
    public void Score_SingleRowsOverSoManySamples_GivesTheBitsOfPanels(int samples)
    {
        foreach (var net in (string[])["dense", "pictures"])
        {
            var options = Options(net);
            var parts = Parts(net, options with { Scoring = options.Scoring with { Samples = samples } });
            var rows = RandomModel.Rows(new VaeModel(parts), Count);
            var pipeline = ManagedPipeline.Create(parts);
            foreach (var kind in Enum.GetValues<ScoreKind>())
            {
                AssertSame(Outputs(pipeline, parts, rows, kind, together: Count), Outputs(pipeline, parts, rows, kind, together: 1));
            }
        }
    }

    private static ModelParts Parts(string net, VaeOptions options)
    {
        var parts = RandomModel.Parts(options, Features(net));
        foreach (var slot in new ParameterLayout(parts.Plan()).Slots.Where(slot => slot.Name.EndsWith("running_var", StringComparison.Ordinal)))
        {
            foreach (ref var variance in slot.Of(parts.Parameters.AsSpan()))
            {
                variance = 0.1f + Math.Abs(variance);
            }
        }

        return parts;
    }

    private static IEnumerable<VectorWidth> Widths() => Enum.GetValues<VectorWidth>().Where(VectorWidths.IsSupported);

    private static void AssertSame(float[][] expected, float[][] actual)
    {
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i].Select(BitConverter.SingleToInt32Bits), actual[i].Select(BitConverter.SingleToInt32Bits));
        }
    }

    /// <summary>Codes, log-variances, reconstructions and scores of the rows, so many of them a call.</summary>
    private static float[][] Outputs(IModelPipeline pipeline, ModelParts parts, float[] rows, ScoreKind kind, int together)
    {
        var (features, count) = (parts.InputDimension, rows.Length / parts.InputDimension);
        var (codes, variances, rebuilt, scores) = (new float[count * Latent], new float[count * Latent], new float[rows.Length], new float[count]);
        for (var first = 0; first < count; first += together)
        {
            var here = Math.Min(together, count - first);
            var outputs = new VaeOutputs
            {
                Latent = codes.AsSpan(first * Latent, here * Latent),
                LogVariance = variances.AsSpan(first * Latent, here * Latent),
                Reconstruction = rebuilt.AsSpan(first * features, here * features),
                Scores = scores.AsSpan(first, here),
            };
            pipeline.Transform(rows.AsSpan(first * features, here * features), false, kind, outputs);
        }

        return [codes, variances, rebuilt, scores];
    }

    private static ImageShape? Image(string net) => net switch
    {
        "dense" or "large" or "no hidden layers" or "dense, batch norm" or "dense, layer norm" => null,
        "odd pictures" => new ImageShape(1, 11, 7),
        "colours, batch norm" => new ImageShape(3, 8, 8),
        "wide" => new ImageShape(2, 5, 40),
        _ => new ImageShape(1, 12, 12),
    };

    private static int Features(string net) => Image(net) is { } image ? (int)image.Size : net == "large" ? 301 : 37;

    private static VaeOptions Options(string net)
    {
        var normalization = net.Contains("batch norm") ? NormalizationKind.Batch : net.Contains("layer norm") ? NormalizationKind.Layer : NormalizationKind.None;
        var network = Image(net) is { } image
            ? NetworkOptions.ForImages(image) with { LatentDimension = Latent, Normalization = normalization, HiddenLayers = net == "wide" ? [19] : [], Convolutional = Convolutions(net), Activation = net == "stride 3" ? Activation.GELU : Activation.ReLU }
            : new NetworkOptions { LatentDimension = Latent, Normalization = normalization, HiddenLayers = net == "no hidden layers" ? [] : net == "large" ? [290] : [41, 18] };
        return new VaeOptions { Network = network, Scoring = new ScoringOptions { Samples = 3 }, Seed = 11 };
    }

    private static ConvolutionOptions Convolutions(string net) => net switch
    {
        "one channel" => new ConvolutionOptions { Channels = [1, 2] },
        "kernel 5" => new ConvolutionOptions { Channels = [17, 33], KernelSize = 5, Padding = 2 },
        "kernel below stride" => new ConvolutionOptions { Channels = [20], KernelSize = 2, Stride = 3, Padding = 0 },
        "stride 1" => new ConvolutionOptions { Channels = [5, 18], Stride = 1, Padding = 0 },
        "wide" => new ConvolutionOptions { Channels = [9, 20] },
        "stride 3" => new ConvolutionOptions { Channels = [48, 6], Stride = 3, KernelSize = 4, Padding = 3 },
        _ => new ConvolutionOptions(),
    };
}
