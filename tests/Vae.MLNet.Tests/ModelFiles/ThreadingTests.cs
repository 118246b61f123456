using Microsoft.ML;
using Vae.MLNet.Tests.Support;

namespace Vae.MLNet.Tests.ModelFiles;

/// <summary>A loaded pipeline, and saving, from many threads at once.</summary>
public sealed class ThreadingTests
{
    private readonly MLContext ml = new(seed: 1);

    [Fact]
    public async Task LoadedPipeline_AnEngineAThread_GivesEachTheSameNumbers()
    {
        var rows = TestData.Rows(60, seed: 2);
        var view = ml.Data.LoadFromEnumerable(rows);
        var chain = ml.Transforms.CopyColumns("Input", "Features").Append(ml.Vae.DetectAnomalies(TestData.AllColumns)).Fit(view);
        var loaded = PipelineFile.LoadByUs(PipelineFile.Save(ml, chain, view.Schema));
        var expected = TestData.Read(ml, chain.Transform(view));

        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(() =>
        {
            for (var round = 0; round < 4; round++)
            {
                // Disposing the engine disposes the pipeline; ours is none the worse.
                using var engine = ml.Model.CreatePredictionEngine<Row, Output>(loaded);
                TestData.AssertEqual(expected, [.. rows.Select(engine.Predict)]);
                TestData.AssertEqual(expected, TestData.Read(ml, loaded.Transform(view)));
            }
        })));
    }

    [Fact]
    public async Task Save_OfOneTransformerFromManyThreads_WritesTheSameEachTime()
    {
        var view = TestData.View(ml, 20);
        var transformer = TestData.Fit(ml);
        var expected = TestData.Read(ml, transformer.Transform(view));

        await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(() =>
            TestData.AssertEqual(expected, TestData.Read(ml, PipelineFile.LoadByUs(PipelineFile.Save(ml, transformer, view.Schema)).Transform(view))))));
    }
}
