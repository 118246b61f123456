using Google.Protobuf;
using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Core.Onnx;
using Vae.Core.Onnx.Messages;
using Vae.Core.Onnx.ModelFiles;
using Vae.Core.Options;
using Vae.Core.Reports;
using Vae.Core.Tests.Onnx.Runtimes;
using Vae.Data;
using Vae.Data.Options;

namespace Vae.Core.Tests.Ensembles;

/// <summary>Several networks of one model: what each has of its own, what is their mean, and what a file makes of them.</summary>
public sealed class EnsembleTests
{
    private const int Size = 3;

    private static readonly MemoryRowSource Tumours =
        RowSourceFactory.Open(RepositoryFolder.PathOf("datasets", "breast-cancer.csv"), new RowSourceOptions { Label = "label" }).ReadAll();

    private static readonly Lazy<VaeModel> Trained = new(() => Fit(Options(Size)));

    public static TheoryData<ScoreKind> Kinds => [.. Enum.GetValues<ScoreKind>()];

    [Fact]
    public void Fit_EnsembleOfOne_IsTheModelWithoutTheOption()
    {
        var plain = Options(1);
        var without = Fit(plain with { Training = new TrainingOptions { Steps = 40 } });

        var one = Fit(plain with { Training = plain.Training with { EnsembleSize = 1 } });

        Assert.Equal((1, 1), (one.EnsembleSize, without.EnsembleSize));
        Assert.Equal(SmallFile(without), SmallFile(one));
        Assert.DoesNotContain("ensembleSize", SmallFile(one), StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_Ensemble_FirstNetworkIsTheOneThatIsTrainedAlone()
    {
        var alone = Fit(Options(1));

        Assert.Equal(alone.Parts.Parameters, Trained.Value.Parts.Parameters);
        Assert.Equal(alone.Parts.Whitening!.Matrix, Trained.Value.Parts.Whitening!.Matrix);
        var (codes, wanted) = (new float[20 * 4], new float[20 * 4]);
        Trained.Value.Encode(Rows(20), codes);
        alone.Encode(Rows(20), wanted);
        Assert.Equal(wanted, codes);
        Assert.Equal(Size, Trained.Value.EnsembleSize);
        Assert.Equal(Size, Enumerable.Range(0, Size).Select(member => Trained.Value.Parts.Member(member).Parameters[0]).Distinct().Count());
    }

    [Fact]
    public void Fit_AnyThreadsTwice_GivesTheSameBits()
    {
        var again = Fit(Options(Size) with { Engine = new() { Threads = 2 } });

        Assert.Equal(Trained.Value.Threshold, again.Threshold);
        for (var member = 0; member < Size; member++)
        {
            Assert.Equal(Trained.Value.Parts.Member(member).Parameters, again.Parts.Member(member).Parameters);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Score_EachKind_IsTheMeanOfTheNetworks(ScoreKind kind)
    {
        foreach (var count in new[] { 1, 7, 200 })
        {
            var rows = Rows(count);
            rows[^1] = count == 7 ? float.NaN : rows[^1];
            var scores = new float[count];

            Trained.Value.Score(rows, kind, scores);

            var members = Members().Select(member => Scores(member, kind, rows)).ToArray();
            for (var row = 0; row < count; row++)
            {
                var mean = members.Average(scored => (double)scored[row]);
                if (double.IsNaN(mean))
                {
                    Assert.Equal((7, 6, float.NaN), (count, row, scores[row]));
                    continue;
                }

                Assert.Equal(mean, scores[row], 1e-6 * Math.Max(1, Math.Abs(mean)));
                Assert.True(members[0][row] != members[1][row], "Two networks agree in every bit.");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Contributions_EachKind_AddUpToTheScore(ScoreKind kind)
    {
        var model = new VaeModel(Trained.Value.Parts with { Options = Trained.Value.Options with { Scoring = Trained.Value.Options.Scoring with { Kind = kind } } });
        var rows = Rows(60);
        var (scores, contributions) = (new float[60], new float[rows.Length]);

        model.Transform(rows, new VaeOutputs { Scores = scores, Contributions = contributions });

        for (var row = 0; row < 60; row++)
        {
            var parts = contributions.AsSpan(row * 30, 30).ToArray();
            Assert.Equal(scores[row], parts.Sum(part => (double)part), 2e-5 * Math.Max(1, parts.Sum(part => Math.Abs((double)part))));
        }
    }

    [Fact]
    public void Score_ValuesMissing_IsTheMeanOfTheNetworksAndAddsUp()
    {
        var rows = Rows(300);
        for (var i = 0; i < rows.Length; i += 7)
        {
            rows[i] = float.NaN;
        }

        var model = new VaeTrainer(Options(2) with { MissingValues = MissingValueHandling.Observed }).Fit(new MemoryRowSource(rows, 30));

        var (scores, contributions) = (new float[300], new float[rows.Length]);
        model.Transform(rows, new VaeOutputs { Scores = scores, Contributions = contributions });
        var members = Enumerable.Range(0, 2).Select(member => Scores(new VaeModel(model.Parts.Member(member)), ScoreKind.ReferenceDistance, rows)).ToArray();
        for (var row = 0; row < 300; row++)
        {
            Assert.Equal((members[0][row] + members[1][row]) / 2, scores[row], 1e-5f * scores[row]);
            Assert.Equal(scores[row], contributions.AsSpan(row * 30, 30).ToArray().Sum(), 1e-4f * scores[row]);
        }
    }

    [Fact]
    public void Fit_Threshold_IsFoundOnTheMeanScore()
    {
        var scores = Scores(Trained.Value, ScoreKind.ReferenceDistance, Tumours.Values.ToArray());

        Assert.InRange(scores.Count(Trained.Value.IsAnomaly) / 569.0, 0.03, 0.15);
        Assert.Equal(0.5, Trained.Value.Probability(Trained.Value.Threshold), 1e-3);
    }

    [Fact]
    public void Compare_TrainingRowsAndRowsMovedAway_GoesByTheMeanScore()
    {
        var moved = Tumours.Values.ToArray();
        for (var i = 0; i < moved.Length; i += 30)
        {
            moved[i] *= 1.5f;
        }

        Assert.True(Trained.Value.Compare(Tumours).PValue > 1e-3);
        var drift = Trained.Value.Compare(new MemoryRowSource(moved, 30));
        Assert.True(drift.HasDrifted);
        Assert.Contains(drift.Moved, feature => feature.Index == 0);
    }

    [Fact]
    public void Explain_Row_AddsUpToItsScore()
    {
        var explained = Trained.Value.Explain(Rows(1));

        Assert.Equal(Scores(Trained.Value, ScoreKind.ReferenceDistance, Rows(1))[0], explained.Score, 1e-4f * explained.Score);
        Assert.Equal(explained.Score, explained.Features.Sum(feature => feature.Contribution), 1e-4f * explained.Score);
    }

    [Fact]
    public void Load_SavedEnsemble_GivesTheSameBits()
    {
        using var file = new MemoryStream();
        Trained.Value.Save(file);
        file.Position = 0;

        var loaded = VaeModel.Load(file);

        var rows = Rows(80);
        Assert.Equal(Size, loaded.EnsembleSize);
        Assert.Equal(Scores(Trained.Value, ScoreKind.ReferenceDistance, rows), Scores(loaded, ScoreKind.ReferenceDistance, rows));
        Assert.Equal(SmallFile(Trained.Value), SmallFile(loaded));
        Assert.Equal(
            Trained.Value.Parts.Members.SelectMany(member => member.Whitening!.Matrix).ToArray(), loaded.Parts.Members.SelectMany(member => member.Whitening!.Matrix).ToArray());
    }

    [Theory]
    [InlineData("\"members\":2", "\"members\":1", "The graph's node")]
    [InlineData("\"members\":2", "\"members\":3", "at most 2")]
    [InlineData("\"members\":2", "\"members\":-1", "at most 2")]
    [InlineData("\"ensembleSize\":3", "\"ensembleSize\":2147483647", "Training.EnsembleSize")]
    [InlineData("\"ensembleSize\":3", "\"ensembleSize\":1", "at most 0")]
    [InlineData("\"members\":2", "\"members\":\"two\"", "cannot be read")]
    public void Load_CountsThatCannotBe_AreRefused(string from, string to, string word)
    {
        var message = Message();
        var entry = message.MetadataProps.First(entry => entry.Key == OnnxFileFormat.ModelKey);
        Assert.Contains(from, entry.Value, StringComparison.Ordinal);
        entry.Value = entry.Value.Replace(from, to, StringComparison.Ordinal);
        WithChecksum(message);

        Refused(message, word);
    }

    [Theory]
    [InlineData("member2.encoder.0.weight")]
    [InlineData("member1.whitening.matrix")]
    [InlineData("member1.log_sigma")]
    public void Load_TensorOfANetwork_MissingOrOfAnotherSizeOrNotFinite_NamesIt(string name)
    {
        var missing = Message();
        missing.Graph.Initializer.Remove(Tensor(missing, name));
        Refused(WithChecksum(missing), $"'{name}' is missing");

        var large = Message();
        Tensor(large, name).Dims[0] = 1L << 40;
        Refused(WithChecksum(large), $"'{name}'");

        var broken = Message();
        var bytes = Tensor(broken, name).RawData.ToByteArray();
        BitConverter.GetBytes(float.NaN).CopyTo(bytes, 0);
        Tensor(broken, name).RawData = ByteString.CopyFrom(bytes);
        Refused(WithChecksum(broken), $"'{name}' holds NaN");
    }

    [Fact]
    public void Fit_Progress_CountsOnFromNetworkToNetwork()
    {
        var told = new List<TrainingProgress>();

        new VaeTrainer(Options(Size)).Fit(Tumours, new Told(told.Add));

        Assert.Equal([1, 2, 3], told.Select(progress => progress.Network).Distinct());
        Assert.All(told, progress => Assert.Equal((Size, 120L), (progress.Networks, progress.TotalSteps)));
        Assert.Equal(told.Select(progress => progress.Step).Order(), told.Select(progress => progress.Step));
        Assert.Equal(told.Select(progress => progress.Epoch).Order(), told.Select(progress => progress.Epoch));
        Assert.Equal((120L, told[^1].TotalEpochs), (told[^1].Step, told[^1].Epoch));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    public void Fit_CancelledInANetwork_KeepsThoseThatWereFinished(int network, int kept)
    {
        using var cancel = new CancellationTokenSource();
        var told = new Told(progress =>
        {
            if (progress.Network == network)
            {
                cancel.Cancel();
            }
        });

        var model = new VaeTrainer(Options(Size)).Fit(Tumours, told, cancel.Token);

        Assert.Equal((kept, StopReason.Cancelled), (model.EnsembleSize, model.Report.StopReason));
        Assert.Contains(model.Report.Warnings, warning => warning.Contains($"{kept} of the ensemble's 3 networks", StringComparison.Ordinal));
        using var file = new MemoryStream();
        model.Save(file);
        file.Position = 0;
        Assert.Equal(kept, VaeModel.Load(file).EnsembleSize);
    }

    [Fact]
    public void Validate_SizeOutOfRange_NamesTheOption()
    {
        foreach (var size in new[] { 0, TrainingOptions.MaximumEnsembleSize + 1 })
        {
            var error = Assert.Throws<ArgumentException>(() => new VaeTrainer(Options(size)));
            Assert.Contains("Training.EnsembleSize", error.Message, StringComparison.Ordinal);
        }
    }

    private static VaeOptions Options(int size) => new()
    {
        Network = new() { HiddenLayers = [12], LatentDimension = 4 },
        Training = new() { Steps = 40, EnsembleSize = size },
        Engine = new() { Threads = 1 },
        Seed = 3,
    };

    private static VaeModel Fit(VaeOptions options) => new VaeTrainer(options).Fit(Tumours);

    private static float[] Rows(int count) => Tumours.Values[..(count * 30)].ToArray();

    private static IEnumerable<VaeModel> Members() => Enumerable.Range(0, Size).Select(member => new VaeModel(Trained.Value.Parts.Member(member)));

    private static float[] Scores(VaeModel model, ScoreKind kind, float[] rows)
    {
        var scores = new float[rows.Length / 30];
        model.Score(rows, kind, scores);
        return scores;
    }

    /// <summary>Everything that the file says but for the seconds it took.</summary>
    private static string SmallFile(VaeModel model)
    {
        var parts = model.Parts with { Options = model.Options with { Engine = new() }, Report = model.Report with { Seconds = 1, RowsPerSecond = 1 } };
        using var file = new MemoryStream();
        OnnxModelWriter.Write(parts, new OnnxExportOptions(), file);
        return ModelProto.Parser.ParseFrom(file.ToArray()).ToString();
    }

    private static ModelProto Message()
    {
        using var file = new MemoryStream();
        Trained.Value.Save(file);
        return ModelProto.Parser.ParseFrom(file.ToArray());
    }

    private static TensorProto Tensor(ModelProto message, string name) => message.Graph.Initializer.Single(tensor => tensor.Name == name);

    /// <summary>Makes the checksum fit what was changed, so that it is not the checksum that finds it.</summary>
    private static ModelProto WithChecksum(ModelProto message)
    {
        string Value(string key) => message.MetadataProps.First(entry => entry.Key == key).Value;
        message.MetadataProps.First(entry => entry.Key == OnnxFileFormat.ChecksumKey).Value =
            OnnxChecksum.Of(Value(OnnxFileFormat.ModelKey), Value(OnnxFileFormat.ExportKey), message.Graph);
        return message;
    }

    private static void Refused(ModelProto message, string word)
    {
        var error = Assert.Throws<ModelFileException>(() => VaeModel.Load(new MemoryStream(message.ToByteArray())));
        Assert.Contains(word, error.Message, StringComparison.Ordinal);
    }

    private sealed class Told(Action<TrainingProgress> tell) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => tell(value);
    }
}
