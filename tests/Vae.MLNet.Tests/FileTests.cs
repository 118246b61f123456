using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.MLNet.Tests.Support;

namespace Vae.MLNet.Tests;

/// <summary>Scored rows written to and read from ML.NET's files, and pipelines saved around the component.</summary>
public sealed class FileTests : IDisposable
{
    private readonly MLContext ml = new(seed: 1);
    private readonly string path = Path.Combine(Path.GetTempPath(), $"vae-{Guid.NewGuid():N}");

    public void Dispose() => File.Delete(path);

    [Fact]
    public void SaveAsBinary_OfScoredRows_ReadsBackTheSame()
    {
        var rows = TestData.Rows(300);
        var transformer = TestData.Fit(ml);
        using (var stream = File.Create(path))
        {
            ml.Data.SaveAsBinary(transformer.Transform(ml.Data.LoadFromEnumerable(rows)), stream);
        }

        var loaded = ml.Data.LoadFromBinary(path);

        TestData.AssertEqual(TestData.Expected(transformer.Model, rows), TestData.Read(ml, loaded));
        Assert.Equal(["Latent0", "Latent1", "Latent2"], TestData.SlotNames(loaded.Schema["Latent"]));
    }

    [Fact]
    public void SaveAsText_OfScoredRows_WritesEveryRow()
    {
        using (var stream = File.Create(path))
        {
            ml.Data.SaveAsText(TestData.Fit(ml).Transform(TestData.View(ml, 30)), stream, schema: false);
        }

        Assert.Equal(31, File.ReadLines(path).Count());
    }

    [Fact]
    public void Load_BesideAModelOfTheStepsAround_RebuildsThePipeline()
    {
        var view = TestData.View(ml, 100);
        var steps = ml.Transforms.NormalizeMinMax("Features").Fit(view);
        var detector = ml.Vae.DetectAnomalies(TestData.AllColumns).Fit(steps.Transform(view));
        ml.Model.Save(steps, view.Schema, path);
        using var stream = new MemoryStream();
        detector.Model.Save(stream);
        stream.Position = 0;

        var rebuilt = new TransformerChain<ITransformer>(ml.Model.Load(path, out _), ml.Vae.Load(stream, detector.Columns));

        TestData.AssertEqual(
            TestData.Read(ml, detector.Transform(steps.Transform(view))),
            TestData.Read(ml, rebuilt.Transform(view)));
    }
}
