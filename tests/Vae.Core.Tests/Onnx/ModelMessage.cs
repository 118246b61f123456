using Google.Protobuf;
using Vae.Core.Onnx;
using Vae.Core.Onnx.Messages;
using Vae.Core.Onnx.ModelFiles;
using Vae.Core.Options;
using Vae.Core.Parts;
using Vae.Core.Tests.Serialization;

namespace Vae.Core.Tests.Onnx;

/// <summary>A small model's file as a message that tests change; the checksum follows, so that the change itself must be noticed.</summary>
internal static class ModelMessage
{
    /// <summary>Two features, one hidden unit, one latent dimension: the smallest file that still has a layer of each kind.</summary>
    public static ModelParts Parts => SmallModel.Create(new VaeOptions { Network = new NetworkOptions { HiddenLayers = [1], LatentDimension = 1 } });

    public static byte[] Bytes => SmallModel.Bytes(Parts);

    /// <summary>The file after a change, with a checksum that fits.</summary>
    public static byte[] After(Action<ModelProto> change) => Sealed(Bytes, change);

    /// <summary>A file after a change, with a checksum that fits.</summary>
    public static byte[] Sealed(byte[] bytes, Action<ModelProto> change)
    {
        var model = ModelProto.Parser.ParseFrom(bytes);
        change(model);
        if (model.MetadataProps.FirstOrDefault(entry => entry.Key == OnnxFileFormat.ChecksumKey) is { } checksum)
        {
            checksum.Value = OnnxChecksum.Of(model.MetadataProps.First(entry => entry.Key is OnnxFileFormat.ModelKey or OnnxFileFormat.ClassifierKey).Value, Metadata(model, OnnxFileFormat.ExportKey).Value, model.Graph);
        }

        return model.ToByteArray();
    }

    /// <summary>The file after words of the model's JSON were replaced.</summary>
    public static byte[] AfterJson(string found, string replacement) => After(model => Replace(Metadata(model, OnnxFileFormat.ModelKey), found, replacement));

    public static byte[] AfterExportJson(string found, string replacement) => After(model => Replace(Metadata(model, OnnxFileFormat.ExportKey), found, replacement));

    public static StringStringEntryProto Metadata(ModelProto model, string key) => model.MetadataProps.First(entry => entry.Key == key);

    public static TensorProto Tensor(ModelProto model, string name) => model.Graph.Initializer.First(tensor => tensor.Name == name);

    /// <summary>Reads bytes that must be refused with these words.</summary>
    public static void RequireRefusal(byte[] bytes, params string[] words)
    {
        var error = Assert.Throws<ModelFileException>(() => ModelFile.Read(new MemoryStream(bytes)));
        Assert.All(words, word => Assert.Contains(word, error.Message, StringComparison.Ordinal));
    }

    private static void Replace(StringStringEntryProto entry, string found, string replacement)
    {
        Assert.Contains(found, entry.Value, StringComparison.Ordinal);
        entry.Value = entry.Value.Replace(found, replacement, StringComparison.Ordinal);
    }
}
