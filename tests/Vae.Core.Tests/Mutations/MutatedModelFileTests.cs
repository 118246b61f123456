using Google.Protobuf;
using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Core.Onnx;
using Vae.Core.Onnx.Messages;
using Vae.Core.Options;
using Vae.Core.Tests.Children;
using Vae.Core.Tests.Onnx;
using Vae.Core.Tests.Serialization;

namespace Vae.Core.Tests.Mutations;

/// <summary>
/// Model files changed at random, half of them with a checksum that fits the change: each is refused in words, or is a model that scores and can be saved. No other exception, no hang, no memory beyond the file's size.
/// <c>VAE_MUTATIONS=100000</c> makes so many of each kind of file.
/// </summary>
public sealed class MutatedModelFileTests
{
    private const int MostBytes = 64 << 20;

    private static readonly Dictionary<string, Lazy<byte[]>> Files = new()
    {
        ["smallest"] = new(() => ModelMessage.Bytes),
        ["unusual"] = new(() => SmallModel.Bytes(SmallModel.Create(SmallModel.UnusualOptions))),
        ["convolutional"] = new(() => Saved(Scoring.RandomModel.Make(
            new VaeOptions { Network = new NetworkOptions { Kind = NetworkKind.Convolutional, Image = new ImageShape(1, 4, 4), HiddenLayers = [3], LatentDimension = 2, Convolutional = new ConvolutionOptions { Channels = [2] } } }, 16))),
        ["trained"] = new(() => Saved(new VaeTrainer(new VaeOptions
        {
            Network = new NetworkOptions { HiddenLayers = [3], LatentDimension = 1 },
            Training = new TrainingOptions { Steps = 5, EnsembleSize = 2 },
            Scoring = new ScoringOptions { ReferenceRows = 16 },
            MissingValues = MissingValueHandling.Observed,
            ContextColumnCount = 1,
        }).Fit(new GeneratedRows(60, 4)))),
    };

    public static TheoryData<string> Kinds => [.. Files.Keys, "classifier"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Load_Mutated_IsRefusedInWordsOrScores(string kind)
    {
        var whole = kind == "classifier" ? Classifier.Value : Files[kind].Value;
        var accepted = 0;
        for (var number = 0; number < ByteMutator.Count(300); number++)
        {
            var mutator = new ByteMutator(number);
            var bytes = number % 2 == 0 ? mutator.Bytes(whole) : Sealed(whole, mutator);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                Use(kind, bytes);
                accepted++;
            }
            catch (ModelFileException)
            {
            }
            catch (Exception exception)
            {
                Assert.Fail($"{kind}, mutation {number}: {exception}");
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostBytes);
        }

        // What nothing depends on, such as the words of a report, may be anything.
        Assert.True(accepted > 0, "no mutation with a fitting checksum was accepted, so that nothing behind the checksum was tested");
    }

    private static readonly Lazy<byte[]> Classifier = new(() =>
    {
        var values = new float[60 * 4];
        new GeneratedRows(60, 4).OpenReader().Read(values);
        var classifier = new VaeClassifierTrainer(new VaeClassifierOptions
        {
            Pretraining = new VaeOptions { Network = new NetworkOptions { HiddenLayers = [3], LatentDimension = 2 }, Training = new TrainingOptions { Steps = 3 } },
            Steps = 3,
        }).Fit(new MemoryRowSource(values, 4, labels: Enumerable.Range(0, 60).Select(row => (float)(row % 3)).ToArray()));
        using var stream = new MemoryStream();
        classifier.Save(stream);
        return stream.ToArray();
    });

    private static void Use(string kind, byte[] bytes)
    {
        using var saved = new MemoryStream();
        if (kind == "classifier")
        {
            var classifier = VaeClassifier.Load(new MemoryStream(bytes));
            classifier.Probabilities(new float[classifier.InputDimension * 3], new float[3 * classifier.ClassCount]);
            classifier.Save(saved);
            return;
        }

        var model = VaeModel.Load(new MemoryStream(bytes));
        model.Score(new float[model.InputDimension * 3], new float[3]);
        model.Save(saved);
    }

    /// <summary>Another part of the file each time: its JSON, tensors, nodes; with the checksum of what then stands there.</summary>
    private static byte[] Sealed(byte[] whole, ByteMutator mutator) => ModelMessage.Sealed(whole, model =>
    {
        var tensors = model.Graph.Initializer;
        var tensor = tensors[mutator.Next(tensors.Count)];
        switch (mutator.Next(10))
        {
            case 0 or 1 or 2 or 3:
                var entry = model.MetadataProps[mutator.Next(model.MetadataProps.Count)];
                entry.Value = mutator.Json(entry.Value);
                break;
            case 4:
                tensor.RawData = ByteString.CopyFrom(mutator.Bytes(tensor.RawData.ToByteArray()));
                break;
            case 5:
                var raw = tensor.RawData.ToByteArray();
                for (var i = 0; i + 4 <= raw.Length; i += 4 * (1 + mutator.Next(4)))
                {
                    BitConverter.TryWriteBytes(raw.AsSpan(i), mutator.Next(4) switch { 0 => float.NaN, 1 => float.MaxValue, 2 => float.NegativeInfinity, _ => 0 });
                }

                tensor.RawData = ByteString.CopyFrom(raw);
                break;
            case 6 when tensor.Dims.Count > 0:
                tensor.Dims[mutator.Next(tensor.Dims.Count)] = mutator.Next(5) switch { 0 => long.MaxValue, 1 => -1, 2 => 0, 3 => 1L << 32, _ => mutator.Next(100) };
                break;
            case 7:
                tensors.Remove(tensor);
                break;
            case 8 when model.Graph.Node.Count > 0:
                model.Graph.Node.RemoveAt(mutator.Next(model.Graph.Node.Count));
                break;
            default:
                tensor.Name = tensors[mutator.Next(tensors.Count)].Name;
                break;
        }
    });

    private static byte[] Saved(VaeModel model)
    {
        using var stream = new MemoryStream();
        model.Save(stream);
        return stream.ToArray();
    }
}
