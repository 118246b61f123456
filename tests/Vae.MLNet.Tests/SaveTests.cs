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
}
