using Microsoft.ML;
using Vae.Core;
using Vae.MLNet.Columns;
using Vae.MLNet.Tests.Support;

namespace Vae.MLNet.Tests;

public sealed class SaveTests
{
    private readonly MLContext ml = new(seed: 1);

    [Fact]
    public void Load_OfASavedFile_GivesTheSameNumbers()
    {
        var path = Path.Combine(Path.GetTempPath(), $"vae-{Guid.NewGuid():N}.model");
        try
        {
            var fitted = TestData.Fit(ml);
            fitted.Model.Save(path);

            AssertSame(fitted, ml.Vae.Load(path, fitted.Columns));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Load_OfAnArchiveAsAModel_SaysWhatLoadsIt()
    {
        using var stream = new MemoryStream();
        using (var archive = new System.IO.Compression.ZipArchive(stream, System.IO.Compression.ZipArchiveMode.Create, leaveOpen: true))
        {
            archive.CreateEntry("Version.txt");
        }

        stream.Position = 0;

        Assert.Contains("load it with ml.Vae.Load", Assert.Throws<ModelFileException>(() => Core.Models.VaeModel.Load(stream)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_OfASavedStream_GivesTheSameNumbers()
    {
        using var stream = new MemoryStream();
        var fitted = TestData.Fit(ml);
        fitted.Model.Save(stream);
        stream.Position = 0;

        AssertSame(fitted, ml.Vae.Load(stream, fitted.Columns));
    }

    [Fact]
    public void Load_WithoutColumns_GivesAPipelineOfOneStep()
    {
        using var stream = new MemoryStream();
        var fitted = TestData.Fit(ml);
        fitted.Model.Save(stream);

        var loaded = ml.Vae.Load(new MemoryStream(stream.ToArray()), out var schema);

        Assert.Null(schema);
        Assert.Equal(VaeColumns.ForAnomalies, Assert.IsType<VaeTransformer>(Assert.Single(loaded)).Columns);
    }

    [Fact]
    public void Load_OfAMissingFile_NamesIt() =>
        Assert.Contains(
            "'nowhere.zip' does not exist",
            Assert.Throws<ModelFileException>(() => ml.Vae.Load("nowhere.zip")).Message,
            StringComparison.Ordinal);

    private void AssertSame(VaeTransformer expected, VaeTransformer actual)
    {
        var view = TestData.View(ml, 50, seed: 8);
        TestData.AssertEqual(TestData.Read(ml, expected.Transform(view)), TestData.Read(ml, actual.Transform(view)));
    }
}
