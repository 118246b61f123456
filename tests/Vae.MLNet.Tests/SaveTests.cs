using Microsoft.ML;
using Vae.MLNet.Tests.Support;

namespace Vae.MLNet.Tests;

public sealed class SaveTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void Save_OfTheTransformer_SaysWhatToUseInstead()
    {
        ICanSaveModel transformer = TestData.Fit(_ml);

        var error = Assert.Throws<NotSupportedException>(() => transformer.Save(null!));

        Assert.Contains("transformer.Model.Save(path)", error.Message, StringComparison.Ordinal);
        Assert.Contains("mlContext.Vae.Load(path)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ModelSave_OfTheTransformer_SaysWhatToUseInstead()
    {
        var view = TestData.View(_ml, 100);
        var transformer = _ml.Vae.DetectAnomalies(TestData.AllColumns).Fit(view);

        var error = Assert.ThrowsAny<Exception>(() => _ml.Model.Save(transformer, view.Schema, Stream.Null));

        Assert.Contains("mlContext.Vae.Load(path)", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_OfASavedFile_GivesTheSameNumbers()
    {
        var path = Path.Combine(Path.GetTempPath(), $"vae-{Guid.NewGuid():N}.model");
        try
        {
            var fitted = TestData.Fit(_ml);
            fitted.Model.Save(path);

            AssertSame(fitted, _ml.Vae.Load(path, fitted.Columns));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Load_OfASavedStream_GivesTheSameNumbers()
    {
        using var stream = new MemoryStream();
        var fitted = TestData.Fit(_ml);
        fitted.Model.Save(stream);
        stream.Position = 0;

        AssertSame(fitted, _ml.Vae.Load(stream, fitted.Columns));
    }

    private void AssertSame(VaeTransformer expected, VaeTransformer actual)
    {
        var view = TestData.View(_ml, 50, seed: 8);
        TestData.AssertEqual(TestData.Read(_ml, expected.Transform(view)), TestData.Read(_ml, actual.Transform(view)));
    }
}
