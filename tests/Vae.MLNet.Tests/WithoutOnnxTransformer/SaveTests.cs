using Microsoft.ML;
using Vae.MLNet.Tests.Support;

namespace Vae.MLNet.Tests.WithoutOnnxTransformer;

/// <summary>What is said where ML.NET's model files cannot be written.</summary>
public sealed class SaveTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void ModelSave_OfTheTransformer_SaysWhatToUseInstead()
    {
        var view = TestData.View(_ml, 100);

        var error = Assert.ThrowsAny<Exception>(() => _ml.Model.Save(TestData.Fit(_ml), view.Schema, Stream.Null));

        Assert.Contains("Microsoft.ML.OnnxTransformer", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("transformer.Model.Save(path)", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("mlContext.Vae.Load(path)", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_OfAnArchive_NamesTheMissingPackage()
    {
        var error = Assert.Throws<NotSupportedException>(() => _ml.Vae.Load(new MemoryStream([.. "PK\u0003\u0004"u8])));

        Assert.Contains("Microsoft.ML.OnnxTransformer", error.Message, StringComparison.Ordinal);
    }
}
