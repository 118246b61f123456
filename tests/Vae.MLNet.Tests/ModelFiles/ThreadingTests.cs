using Microsoft.ML;
using Vae.MLNet.Tests.Support;

namespace Vae.MLNet.Tests.ModelFiles;

/// <summary>A loaded pipeline, and saving, from many threads at once.</summary>
public sealed class ThreadingTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public async Task LoadedPipeline_AnEngineAThread_GivesEachTheSameNumbers()
    {
        var rows = TestData.Rows(60, seed: 2);
        var view = _ml.Data.LoadFromEnumerable(rows);
        var chain = _ml.Transforms.CopyColumns("Input", "Features").Append(_ml.Vae.DetectAnomalies(TestData.AllColumns)).Fit(view);
        var loaded = PipelineFile.LoadByUs(PipelineFile.Save(_ml, chain, view.Schema));
        var expected = TestData.Read(_ml, chain.Transform(view));

        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(() =>
        {
            for (var round = 0; round < 4; round++)
            {
                // Disposing the engine disposes the pipeline; ours is none the worse.
                using var engine = _ml.Model.CreatePredictionEngine<Row, Output>(loaded);
                TestData.AssertEqual(expected, [.. rows.Select(engine.Predict)]);
                TestData.AssertEqual(expected, TestData.Read(_ml, loaded.Transform(view)));
            }
        })));
    }

    [Fact]
    public async Task Save_OfOneTransformerFromManyThreads_WritesTheSameEachTime()
    {
        var view = TestData.View(_ml, 20);
        var transformer = TestData.Fit(_ml);
        var expected = TestData.Read(_ml, transformer.Transform(view));

        await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(() =>
            TestData.AssertEqual(expected, TestData.Read(_ml, PipelineFile.LoadByUs(PipelineFile.Save(_ml, transformer, view.Schema)).Transform(view))))));
    }
}
