using Google.Protobuf;
using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Core.Onnx;
using Vae.Core.Onnx.Messages;
using Vae.Core.Options;
using Vae.Core.Tests.Engines.Managed;

namespace Vae.Core.Tests.Models;

/// <summary>The classifier's file: what was saved comes back, and what was not written by us is refused.</summary>
public sealed class VaeClassifierFileTests
{
    private static readonly Lazy<VaeClassifier> Trained = new(() => new VaeClassifierTrainer(new VaeClassifierOptions
    {
        Pretraining = VaeClassifierOptions.DefaultPretraining with
        {
            Network = new NetworkOptions { HiddenLayers = [9], LatentDimension = 2 },
            Training = new TrainingOptions { Steps = 50 },
            Engine = new EngineOptions { Threads = 1 },
        },
        Engine = new EngineOptions { Threads = 1 },
        Steps = 30,
    }).Fit(VaeClassifierTrainerTests.Blobs(60, 60)));

    [Fact]
    public void S9_Load_SavedClassifier_GivesTheSameBits()
    {
        using var file = new MemoryStream();
        Trained.Value.Save(file, new ClassifierExportOptions { Form = OnnxForm.Row, ProbabilitySlotNames = ["two", "five", "seven"] });
        file.Position = 0;

        var loaded = VaeClassifier.Load(file, out var export);

        var rows = VaeClassifierTrainerTests.Blobs(37, 37).Values.Span;
        var (wanted, found) = (new float[37 * 3], new float[37 * 3]);
        Trained.Value.Probabilities(rows, wanted);
        loaded.Probabilities(rows, found);
        Assert.Equal(wanted, found);
        Assert.Equal(Trained.Value.ClassNames, loaded.ClassNames);
        Assert.Equal(Trained.Value.Report.History.AsEnumerable(), loaded.Report.History.AsEnumerable());
        Assert.Equal(["two", "five", "seven"], export.ProbabilitySlotNames.ToArray());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Load_SavedClassifierOfMixedColumns_GivesTheSameBits(bool pretrain)
    {
        var random = new Random(6);
        var width = MixedRows.Schema.Width;
        var rows = Enumerable.Range(0, 90 * width).Select(_ => (float)(9 * random.NextDouble())).ToArray();
        MixedRows.Discretise(MixedRows.Schema, rows, random);
        float[] labels = [.. Enumerable.Range(0, 90).Select(row => rows[row * width] > 4 ? 1f : 0)];
        var source = new MemoryRowSource(rows, width, labels: labels) { Columns = MixedRows.Schema };
        var options = Trained.Value.Options with { Pretrain = pretrain };
        var trained = new VaeClassifierTrainer(options with { Pretraining = options.Pretraining with { Columns = null } }).Fit(source);
        using var file = new MemoryStream();
        trained.Save(file);
        file.Position = 0;

        var loaded = VaeClassifier.Load(file);

        Assert.Equal(MixedRows.Schema, loaded.Options.Pretraining.Columns);
        var (wanted, found) = (new float[90 * 2], new float[90 * 2]);
        trained.Probabilities(rows, wanted);
        loaded.Probabilities(rows, found);
        Assert.Equal(wanted, found);
    }

    [Fact]
    public void Load_ModelAndClassifierMistakenForEachOther_SaysWhichItIs()
    {
        using var model = new MemoryStream();
        new VaeTrainer(Trained.Value.Options.Pretraining).Fit(VaeClassifierTrainerTests.Blobs(60, 60)).Save(model);
        model.Position = 0;
        using var classifier = new MemoryStream(Bytes());

        Assert.Contains("no classifier", Assert.Throws<ModelFileException>(() => VaeClassifier.Load(model)).Message, StringComparison.Ordinal);
        Assert.Contains("VaeClassifier.Load", Assert.Throws<ModelFileException>(() => VaeModel.Load(classifier)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("weight", "checksum")]
    [InlineData("shape", "'classifier.weight'")]
    [InlineData("missing", "'encoder.0.bias' is missing")]
    [InlineData("node", "node")]
    [InlineData("label", "output")]
    [InlineData("version", "format version 99")]
    [InlineData("class names", "classNames")]
    [InlineData("dimension", "inputDimension")]
    [InlineData("unknown field", "cannot be read")]
    public void Load_ChangedFile_IsRefused(string change, string word)
    {
        var model = ModelProto.Parser.ParseFrom(Bytes());
        var tensors = model.Graph.Initializer;
        switch (change)
        {
            case "weight":
                tensors.First(tensor => tensor.Name == "classifier.weight").RawData = ByteString.CopyFrom(new byte[9 * 3 * 4]);
                break;
            case "shape":
                tensors.First(tensor => tensor.Name == "classifier.weight").Dims[0] = 1L << 40;
                break;
            case "missing":
                tensors.Remove(tensors.First(tensor => tensor.Name == "encoder.0.bias"));
                break;
            case "node":
                model.Graph.Node.First(node => node.OpType == "Softmax").OpType = "Sigmoid";
                break;
            case "label":
                model.Graph.Output[1].Name = "other";
                break;
            case "version":
                Entry(model, OnnxFileFormat.VersionKey).Value = "99";
                break;
            case "class names":
                Replace(model, "\"classNames\":[\"2\",\"5\",\"7\"]", "\"classNames\":[\"2\"]");
                break;
            case "dimension":
                Replace(model, "\"inputDimension\":2", "\"inputDimension\":-2");
                break;
            default:
                Replace(model, "\"inputDimension\":2", "\"inputDimension\":2,\"script\":\"x\"");
                break;
        }

        var error = Assert.Throws<ModelFileException>(() => VaeClassifier.Load(new MemoryStream(model.ToByteArray())));

        Assert.Contains(word, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_FileCutShortAnywhere_IsRefused()
    {
        var bytes = Bytes();
        for (var length = 0; length < bytes.Length; length += 97)
        {
            Assert.Throws<ModelFileException>(() => VaeClassifier.Load(new MemoryStream(bytes[..length])));
        }
    }

    [Fact]
    public void Save_NamesThatCannotBe_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => Trained.Value.Save(new MemoryStream(), new ClassifierExportOptions { Features = "probabilities" }));
        Assert.Throws<ArgumentException>(() => Trained.Value.Save(new MemoryStream(), new ClassifierExportOptions { ProbabilitySlotNames = ["one"] }));
    }

    private static byte[] Bytes()
    {
        using var file = new MemoryStream();
        Trained.Value.Save(file);
        return file.ToArray();
    }

    private static StringStringEntryProto Entry(ModelProto model, string key) => model.MetadataProps.First(entry => entry.Key == key);

    private static void Replace(ModelProto model, string from, string to)
    {
        var entry = Entry(model, OnnxFileFormat.ClassifierKey);
        Assert.Contains(from, entry.Value, StringComparison.Ordinal);
        entry.Value = entry.Value.Replace(from, to, StringComparison.Ordinal);
    }
}
