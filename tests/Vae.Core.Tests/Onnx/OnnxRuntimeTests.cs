using Vae.Core.Onnx;
using Vae.Core.Options;
using Vae.Core.Tests.Onnx.Runtimes;

namespace Vae.Core.Tests.Onnx;

/// <summary>Exported graphs in ONNX Runtime (for Node.js, which runs anywhere) against the managed engine.</summary>
public sealed class OnnxRuntimeTests(OnnxRuns runs) : IClassFixture<OnnxRuns>
{
    public static TheoryData<string, Activation> Grid
    {
        get
        {
            var data = new TheoryData<string, Activation>();
            foreach (var likelihood in OnnxJobs.Likelihoods)
            {
                foreach (var activation in Enum.GetValues<Activation>())
                {
                    data.Add(likelihood, activation);
                }
            }

            return data;
        }
    }

    /// <summary>Every scaling and score kind of the two, rows with gaps among them.</summary>
    [SkippableTheory]
    [MemberData(nameof(Grid))]
    public void Run_EveryScalingAndScore_AgreesWithTheManagedEngine(string likelihood, Activation activation) =>
        RequireAgreement($"{likelihood}.{activation}.", likelihood == "bernoulli" ? 14 : 28);

    [SkippableTheory]
    [InlineData(OnnxForm.Batch)]
    [InlineData(OnnxForm.Row)]
    public void Run_EveryPartOnOneRowOrMany_AgreesWithTheManagedEngine(OnnxForm form) => RequireAgreement($"form.{form}.", 27);

    [SkippableTheory]
    [InlineData(OnnxForm.Batch)]
    [InlineData(OnnxForm.Row)]
    public void Run_NamesWithSpacesAndUnicodeOrLeftOut_AgreesWithTheManagedEngine(OnnxForm form) => RequireAgreement($"names.{form}.", 6);

    [SkippableTheory]
    [InlineData(OnnxForm.Batch)]
    [InlineData(OnnxForm.Row)]
    public void Run_UnusualNetworksAndScalers_AgreesWithTheManagedEngine(OnnxForm form) => RequireAgreement($"unusual.{form}.", 5);

    [SkippableTheory]
    [InlineData(NormalizationKind.None)]
    [InlineData(NormalizationKind.Batch)]
    [InlineData(NormalizationKind.Layer)]
    public void Run_ConvolutionsAndNormalization_AgreesWithTheManagedEngine(NormalizationKind normalization) => RequireAgreement($"image.{normalization}.", 4);

    /// <summary>Columns of several kinds, unseen levels and counts of many sizes among them, under every likelihood and score.</summary>
    [SkippableTheory]
    [InlineData("perFeature", 21)]
    [InlineData("learned", 14)]
    [InlineData("fixed", 14)]
    [InlineData("bernoulli", 14)]
    [InlineData("wide", 14)]
    public void Run_MixedColumns_AgreesWithTheManagedEngine(string model, int count) => RequireAgreement($"mixed.{model}.", count);

    /// <summary>Rows of which values were not observed, under every likelihood and score; rows that cannot be used among them.</summary>
    [SkippableTheory]
    [InlineData("perFeature", 21)]
    [InlineData("learned", 7)]
    [InlineData("bernoulli", 7)]
    [InlineData("mixed", 14)]
    [InlineData("ensemble", 7)]
    public void Run_MissingValues_AgreesWithTheManagedEngine(string model, int count) => RequireAgreement($"missing.{model}.", count);

    /// <summary>Rows in a context, of several kinds and with holes, under every score; rows whose context is missing among them.</summary>
    [SkippableTheory]
    [InlineData("perFeature", 15)]
    [InlineData("learned", 15)]
    [InlineData("fixed", 8)]
    [InlineData("bernoulli", 15)]
    public void Run_RowsInAContext_AgreesWithTheManagedEngine(string model, int count) => RequireAgreement($"context.{model}.", count);

    [SkippableFact]
    public void Run_Ensembles_AgreesWithTheManagedEngine() => RequireAgreement("ensemble.", 15);

    [SkippableTheory]
    [InlineData("form.Batch.Whole.569", "float32 569 5", "float32 569 5", "float32 569 30", "float32 569", "bool 569")]
    [InlineData("form.Batch.Whole.1", "float32 1 5", "float32 1 5", "float32 1 30", "float32 1", "bool 1")]
    [InlineData("form.Row.Whole.5", "float32 5", "float32 5", "float32 30", "float32 1", "bool 1")]
    [InlineData("form.Batch.Decoder.5", "float32 5 30")]
    [InlineData("form.Row.Decoder.5", "float32 30")]
    [InlineData("form.Batch.Encoder.5", "float32 5 5", "float32 5 5")]
    [InlineData("form.Row.Scorer.5", "float32 1", "bool 1")]
    public void Run_AnyForm_GivesTheTypesAndShapesOfTheRules(string id, params string[] shapes)
    {
        runs.RequireNode();

        Assert.Equal(shapes, runs.Jobs[id].Outputs.Select((_, index) => runs.NodeShape(runs.Jobs[id], index)));
    }

    [SkippableFact]
    public void Run_RowsWithGaps_GivesNaNAndNoAnomaly()
    {
        runs.RequireNode();
        var job = runs.Jobs["perFeature.ReLU.Robust.WhitenedDistance"];
        for (var output = 0; output < job.Outputs.Count; output++)
        {
            var (width, found) = (job.Outputs[output].Width, runs.NodeOutput(job, output));
            foreach (var row in new[] { 2, 5 })
            {
                Assert.All(found[(row * width)..((row + 1) * width)], value => Assert.Equal(job.Outputs[output].Kind == "predicted_label" ? 0 : float.NaN, value));
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    public void Run_ClassifierOnNoRowOneOrMany_GivesAsManyOfBothOutputs(int count)
    {
        using var session = InProcess.Session(File.ReadAllBytes(FixtureModels.PathOf("v3-classifier.onnx")));

        Assert.Equal([[count, 2], [count]], InProcess.Shapes(session, "features", FixtureModels.Rows(count), 4));
    }

    private void RequireAgreement(string prefix, int count)
    {
        runs.RequireNode();
        var jobs = runs.Jobs.Values.Where(job => job.Id.StartsWith(prefix, StringComparison.Ordinal)).ToArray();
        Assert.Equal(count, jobs.Length);
        foreach (var job in jobs)
        {
            for (var output = 0; output < job.Outputs.Count; output++)
            {
                job.RequireAgreement(job.Outputs[output], runs.NodeOutput(job, output));
            }
        }
    }
}
