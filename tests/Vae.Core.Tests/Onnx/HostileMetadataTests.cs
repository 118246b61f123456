using Vae.Core.Models;
using Vae.Core.Onnx;
using Vae.Core.Onnx.Messages;
using Vae.Core.Onnx.ModelFiles;
using Vae.Core.Options;
using Vae.Core.Scoring;
using Vae.Core.Tests.Serialization;

namespace Vae.Core.Tests.Onnx;

/// <summary>Metadata that is missing, malformed, or says something else than the graph and the weights.</summary>
public sealed class HostileMetadataTests
{
    [Theory]
    [InlineData("\"inputDimension\":2", "\"inputDimension\":500000000", "featureNames")]
    [InlineData("\"inputDimension\":2", "\"inputDimension\":2147483647", "inputDimension")]
    [InlineData("\"inputDimension\":2", "\"inputDimension\":-2", "inputDimension")]
    [InlineData("\"inputDimension\":2", "\"inputDimension\":0", "inputDimension")]
    [InlineData("\"inputDimension\":2", "\"inputDimension\":1e400", "header")]
    [InlineData("\"inputDimension\":2", "\"inputDimension\":99999999999999999999", "header")]
    [InlineData("\"inputDimension\":2", "\"inputDimension\":2.5", "header")]
    [InlineData("\"inputDimension\":2,", "", "inputDimension")]
    [InlineData("\"inputDimension\":2", "\"inputDimension\":2,\"inputDimension\":2", "header")]
    [InlineData("\"inputDimension\":2", "\"inputDimension\":2,\"$type\":\"System.IO.FileInfo\"", "header")]
    [InlineData("\"kind\":\"gaussian\"", "\"kind\":\"System.IO.FileInfo\"", "header")]
    [InlineData("\"hiddenLayers\":[1]", "\"hiddenLayers\":[1000000]", "encoder.0.weight")]
    [InlineData("\"hiddenLayers\":[1]", "\"hiddenLayers\":[1,1]", "encoder.2")]
    [InlineData("\"hiddenLayers\":[1]", "\"hiddenLayers\":[-1]", "HiddenLayers")]
    [InlineData("\"hiddenLayers\":[1]", "\"hiddenLayers\":[2000000000]", "HiddenLayers")]
    [InlineData("\"latentDimension\":1", "\"latentDimension\":1048576", "KlPerDimension")]
    [InlineData("\"samples\":8", "\"samples\":2000000000", "Samples")]
    [InlineData("\"whitening\":\"full\"", "\"whitening\":\"diagonal\"", "whitening.matrix")]
    [InlineData("\"whitening\":\"full\"", "\"whitening\":\"none\"", "whitening")]
    [InlineData("\"whitening\":\"full\"", "\"whitening\":1", "header")]
    [InlineData("\"kind\":\"referenceDistance\"", "\"kind\":\"squaredError\"", "node")]
    [InlineData("\"activation\":\"reLU\"", "\"activation\":\"tanh\"", "node")]
    [InlineData("\"activation\":\"reLU\"", "\"activation\":\"reLU, tanh\"", "activation")]
    [InlineData("\"scalerKind\":\"robust\"", "\"scalerKind\":\"none\"", "node")]
    [InlineData("\"scalerClip\":10", "\"scalerClip\":11", "initialiser")]
    [InlineData("\"scalerClip\":10", "\"scalerClip\":\"NaN\"", "clip")]
    [InlineData("\"threads\":0", "\"threads\":1000000", "Threads")]
    [InlineData("\"featureNames\":[", "\"featureNames\":[\"more\",", "featureNames")]
    [InlineData("\"featureNames\":[", "\"featureNames\":[null,", "featureNames")]
    [InlineData("\"options\":{", "\"options\":null,\"was\":{", "header")]
    public void Read_JsonThatDoesNotFit_NamesIt(string found, string replacement, string word)
    {
        var error = Assert.Throws<ModelFileException>(() => ModelFile.Read(new MemoryStream(ModelMessage.AfterJson(found, replacement))));

        Assert.Contains(word, error.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Read_FeaturesByTheHundredMillion_AreRefusedByTheTensorThatLacksThem()
    {
        var model = ModelProto.Parser.ParseFrom(SmallModel.Bytes(ModelMessage.Parts with { FeatureNames = default }));
        var header = ModelMessage.Metadata(model, OnnxFileFormat.ModelKey);
        header.Value = header.Value.Replace("\"inputDimension\":2", "\"inputDimension\":100000000", StringComparison.Ordinal);
        var bytes = Google.Protobuf.MessageExtensions.ToByteArray(model);
        var before = GC.GetAllocatedBytesForCurrentThread();

        ModelMessage.RequireRefusal(bytes, "'encoder.0.weight'", "[1, 100000000]");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
    }

    [Fact]
    public void Read_ThresholdOfTheMetadataIsNotTheGraphs_IsRefused() => ModelMessage.RequireRefusal(
        ModelMessage.AfterJson($"\"threshold\":{0.1f + 0.2f:R}", "\"threshold\":7"), "'threshold'");

    [Theory]
    [InlineData("\"part\":\"whole\"", "\"part\":\"encoder\"", "part")]
    [InlineData("\"part\":\"whole\"", "\"part\":\"everything\"", "header")]
    [InlineData("\"form\":\"batch\"", "\"form\":\"row\"", "node")]
    [InlineData("\"features\":\"features\"", "\"features\":null", "header")]
    [InlineData("\"features\":\"features\"", "\"features\":\"\"", "features")]
    [InlineData("\"features\":\"features\"", "\"features\":\"latent\"", "not all different")]
    [InlineData("\"latent\":\"latent\"", "\"latent\":null", "node")]
    [InlineData("\"latentSlotNames\":[]", "\"latentSlotNames\":[null]", "slot name")]
    [InlineData("\"latentSlotNames\":[]", "\"latentSlotNames\":null", "header")]
    [InlineData("\"latentSlotNames\":[]", "\"latentSlotNames\":[\"a\",\"b\"]", "slot")]
    public void Read_ExportThatDoesNotFit_NamesIt(string found, string replacement, string word)
    {
        var error = Assert.Throws<ModelFileException>(() => ModelFile.Read(new MemoryStream(ModelMessage.AfterExportJson(found, replacement))));

        Assert.Contains(word, error.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("4", "version 4")]
    [InlineData("0", "'0'")]
    [InlineData("1.0", "'1.0'")]
    [InlineData("", "''")]
    [InlineData("99999999999", "'99999999999'")]
    public void Read_OtherVersion_SaysWhichIsRead(string version, string word) => ModelMessage.RequireRefusal(
        ModelMessage.After(model => ModelMessage.Metadata(model, OnnxFileFormat.VersionKey).Value = version), word);

    [Theory]
    [InlineData(OnnxFileFormat.VersionKey)]
    [InlineData(OnnxFileFormat.ChecksumKey)]
    public void Read_MissingMetadata_IsNamed(string key) => ModelMessage.RequireRefusal(
        ModelMessage.After(model => model.MetadataProps.Remove(ModelMessage.Metadata(model, key))), $"'{key}'");

    [Fact]
    public void Read_MetadataThereTwice_IsNamed() => ModelMessage.RequireRefusal(
        ModelMessage.After(model => model.MetadataProps.Add(ModelMessage.Metadata(model, OnnxFileFormat.ModelKey).Clone())), $"'{OnnxFileFormat.ModelKey}' is there twice");

    [Fact]
    public void Read_OtherMetadataBeside_IsIgnored()
    {
        var read = ModelFile.Read(new MemoryStream(ModelMessage.After(model => model.MetadataProps.Add(new StringStringEntryProto { Key = "author", Value = "x" }))));

        Assert.Equal(ModelMessage.Bytes, SmallModel.Bytes(read));
    }

    [Fact]
    public void Read_JsonNestedDeep_IsRefused() => ModelMessage.RequireRefusal(
        ModelMessage.After(model => ModelMessage.Metadata(model, OnnxFileFormat.ModelKey).Value = new string('[', 1_000_000)), "header");

    [Fact]
    public void Read_NoiseBeyondMeasure_IsRefusedBeforeItIsDrawn()
    {
        const int Latent = 8192;
        var options = new VaeOptions
        {
            Network = new() { HiddenLayers = [], LatentDimension = Latent },
            Scoring = new() { Kind = ScoreKind.SquaredError },
        };
        var bytes = SmallModel.Bytes(SmallModel.Create(options));
        var model = ModelProto.Parser.ParseFrom(bytes);
        var header = ModelMessage.Metadata(model, OnnxFileFormat.ModelKey);
        header.Value = header.Value.Replace("\"samples\":8", "\"samples\":10000", StringComparison.Ordinal);

        ModelMessage.RequireRefusal(Google.Protobuf.MessageExtensions.ToByteArray(model), "Scoring.Samples", $"{ScoringNoise.MaximumCount:N0}");
    }

    [Theory]
    [InlineData(OnnxPart.Encoder)]
    [InlineData(OnnxPart.Decoder)]
    [InlineData(OnnxPart.Scorer)]
    public void Read_PartOfAModel_SaysThatItIsOne(OnnxPart part)
    {
        using var stream = new MemoryStream();
        new VaeModel(ModelMessage.Parts).Export(stream, new OnnxExportOptions { Part = part });

        ModelMessage.RequireRefusal(stream.ToArray(), "part of a model");
    }
}
