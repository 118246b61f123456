using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.MLNet.Tests.Support;

namespace Vae.MLNet.Tests;

/// <summary>Scored rows written to and read from ML.NET's files, and pipelines saved around the component.</summary>
public sealed class FileTests : IDisposable
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"vae-{Guid.NewGuid():N}");

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void SaveAsBinary_OfScoredRows_ReadsBackTheSame()
    {
        var rows = TestData.Rows(300);
        var transformer = TestData.Fit(_ml);
        using (var stream = File.Create(_path))
        {
            _ml.Data.SaveAsBinary(transformer.Transform(_ml.Data.LoadFromEnumerable(rows)), stream);
        }

        var loaded = _ml.Data.LoadFromBinary(_path);

        TestData.AssertEqual(TestData.Expected(transformer.Model, rows), TestData.Read(_ml, loaded));
        Assert.Equal(["Latent0", "Latent1", "Latent2"], TestData.SlotNames(loaded.Schema["Latent"]));
    }

    [Fact]
    public void SaveAsText_OfScoredRows_WritesEveryRow()
    {
        using (var stream = File.Create(_path))
        {
            _ml.Data.SaveAsText(TestData.Fit(_ml).Transform(TestData.View(_ml, 30)), stream, schema: false);
        }

        Assert.Equal(31, File.ReadLines(_path).Count());
    }

    [Fact]
    public void Load_BesideAModelOfTheStepsAround_RebuildsThePipeline()
    {
        var view = TestData.View(_ml, 100);
        var steps = _ml.Transforms.NormalizeMinMax("Features").Fit(view);
        var detector = _ml.Vae.DetectAnomalies(TestData.AllColumns).Fit(steps.Transform(view));
        _ml.Model.Save(steps, view.Schema, _path);
        using var stream = new MemoryStream();
        detector.Model.Save(stream);
        stream.Position = 0;

        var rebuilt = new TransformerChain<ITransformer>(_ml.Model.Load(_path, out _), _ml.Vae.Load(stream, detector.Columns));

        TestData.AssertEqual(
            TestData.Read(_ml, detector.Transform(steps.Transform(view))),
            TestData.Read(_ml, rebuilt.Transform(view)));
    }
}
