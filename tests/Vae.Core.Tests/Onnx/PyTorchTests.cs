using Vae.Core.Options;
using Vae.Core.Tests.Onnx.Runtimes;

namespace Vae.Core.Tests.Onnx;

/// <summary>The initialisers under their PyTorch names in PyTorch itself, and every file before the ONNX checker.</summary>
public sealed class PyTorchTests(OnnxRuns runs) : IClassFixture<OnnxRuns>
{
    [SkippableFact]
    public void Check_EveryFile_IsValidOnnx()
    {
        runs.RequireTorch();

        Assert.All(runs.Jobs.Values, runs.RequireNoPythonError);
    }

    [SkippableTheory]
    [MemberData(nameof(OnnxRuntimeTests.Grid), MemberType = typeof(OnnxRuntimeTests))]
    public void Forward_InitialisersLoadedByName_AgreesWithTheManagedEngine(string likelihood, Activation activation)
    {
        runs.RequireTorch();
        var compared = 0;
        foreach (var job in runs.Jobs.Values.Where(job => job.Id.StartsWith($"{likelihood}.{activation}.", StringComparison.Ordinal)))
        {
            foreach (var output in job.Outputs)
            {
                compared += Compare(job, output);
            }
        }

        // Latent mean, log-variance and reconstruction of every model, and the two distances with a whitening of a seventh of them each.
        Assert.Equal((likelihood == "bernoulli" ? 2 : 4) * ((7 * 3) + 2), compared);
    }

    [SkippableTheory]
    [InlineData("unusual.Batch.linear", 4)]
    [InlineData("unusual.Batch.dropout", 4)]
    [InlineData("unusual.Batch.diagonal", 4)]
    [InlineData("unusual.Batch.autoencoder", 3)]
    public void Forward_UnusualNetworks_AgreesWithTheManagedEngine(string id, int outputs)
    {
        runs.RequireTorch();
        var job = runs.Jobs[id];

        Assert.Equal(outputs, job.Outputs.Sum(output => Compare(job, output)));
    }

    [SkippableTheory]
    [InlineData(NormalizationKind.None)]
    [InlineData(NormalizationKind.Batch)]
    [InlineData(NormalizationKind.Layer)]
    public void Forward_ConvolutionsAndNormalization_AgreesWithTheManagedEngine(NormalizationKind normalization)
    {
        runs.RequireTorch();
        foreach (var (kind, outputs) in new[] { ("digits", 4), ("odd", 4), ("dense", 4), ("elbo", 3) })
        {
            var job = runs.Jobs[$"image.{normalization}.{kind}"];

            Assert.Equal(outputs, job.Outputs.Sum(output => Compare(job, output)));
        }
    }

    /// <summary>Scores of columns of several kinds, of ensembles and of rows in a context, from FORMAT.md's formulas alone.</summary>
    [SkippableTheory]
    [InlineData("mixed.perFeature.WhitenedDistance.batch", 4)]
    [InlineData("mixed.perFeature.ReferenceDistance.batch", 4)]
    [InlineData("mixed.learned.ReferenceDistance.batch", 4)]
    [InlineData("mixed.fixed.WhitenedDistance.batch", 4)]
    [InlineData("mixed.bernoulli.ReferenceDistance.batch", 4)]
    [InlineData("mixed.wide.ReferenceDistance.batch", 4)]
    [InlineData("mixed.perFeature.NegativeElbo.batch", 3)]
    [InlineData("ensemble.Batch.WhitenedDistance", 4)]
    [InlineData("ensemble.Batch.ReferenceDistance", 4)]
    [InlineData("ensemble.Batch.NegativeElbo", 3)]
    [InlineData("context.perFeature.WhitenedDistance.batch", 4)]
    [InlineData("context.perFeature.ReferenceDistance.batch", 4)]
    [InlineData("context.bernoulli.ReferenceDistance.batch", 4)]
    [InlineData("context.bernoulli.NegativeElbo.batch", 3)]
    public void Forward_ColumnsEnsemblesAndContexts_AgreesWithTheManagedEngine(string id, int outputs)
    {
        runs.RequireTorch();
        var job = runs.Jobs[id];

        Assert.Equal(outputs, job.Outputs.Sum(output => Compare(job, output)));
    }

    private int Compare(OnnxJob job, OnnxOutput output)
    {
        if (runs.TorchOutput(job, output.Kind) is not { } found)
        {
            return 0;
        }

        // What becomes of a gap is the graph's business, not the initialisers'.
        var expected = job.Expected(output);
        for (var i = 0; i < expected.Length; i++)
        {
            found[i] = float.IsNaN(expected[i]) ? float.NaN : found[i];
        }

        Agreement.Require($"{job.Id}, {output.Kind}", expected, found, job.Sizes(output), output.Width);
        return 1;
    }
}
