using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.MLNet.Tests.Support;

namespace Vae.MLNet.Tests.RealLibrary;

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
    public void ModelSave_OfAPipelineWithTheTransformer_SaysWhatToUseInstead()
    {
        var view = TestData.View(_ml, 100);
        var chain = _ml.Transforms.NormalizeMinMax("Features").Append(_ml.Vae.DetectAnomalies(TestData.AllColumns)).Fit(view);

        var error = Assert.ThrowsAny<Exception>(() => _ml.Model.Save(chain, view.Schema, _path));

        Assert.Contains("mlContext.Vae.Load(path)", error.ToString(), StringComparison.Ordinal);
    }
}
