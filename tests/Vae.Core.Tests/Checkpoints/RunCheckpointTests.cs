using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Vae.Core.Checkpoints;
using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Core.Options;
using Vae.Core.Reports;
using Vae.Core.Tests.Children;

namespace Vae.Core.Tests.Checkpoints;

/// <summary>Checkpoints as files: what is refused, and in which words.</summary>
public sealed class RunCheckpointTests : IDisposable
{
    private const int Columns = 6;
    private const int Rows = 300;

    private readonly string folder = Directory.CreateTempSubdirectory("vae-checkpoint-").FullName;

    private string File => Path.Combine(folder, "run.ckpt");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    public static TheoryData<string> Kinds => ["default", "ensemble", "early stopping", "trimmed", "streamed", "adversarial", "vae-gan"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Fit_CancelledAndFittedAgain_GivesTheFileOfAnUninterruptedRun(string kind)
    {
        var options = Options(kind);
        var expected = Saved(new VaeTrainer(options with { Training = options.Training with { Checkpoint = null } }).Fit(Source(kind)));

        var stopped = 0;
        for (var epoch = 1; epoch < 8; epoch += 2)
        {
            stopped += Interrupted(options, epoch, kind) ? 1 : 0;
        }

        Assert.True(stopped > 1);
        Assert.Equal(expected, Saved(new VaeTrainer(options).Fit(Source(kind))));
        Assert.Equal(["run.ckpt"], Directory.GetFiles(folder).Select(Path.GetFileName));
    }

    [Fact]
    public void Fit_WithTheCheckpointOfARunThatIsDone_GivesItsModelWithoutTraining()
    {
        var first = new VaeTrainer(Options()).Fit(Source());
        var told = new Recorder();

        var again = new VaeTrainer(Options()).Fit(Source(), told);

        Assert.Empty(told.Events);
        Assert.Equal(Saved(first), Saved(again));
        Assert.Equal((first.Report.Seconds, first.Report.Engine), (again.Report.Seconds, again.Report.Engine));
        Assert.Null(again.Options.Training.Checkpoint);
    }

    [Fact]
    public void Fit_OtherOptions_IsRefusedAndSaysWhichDiffer()
    {
        Interrupted(Options(), 2);
        var others = Options() with { Seed = 4, Engine = new EngineOptions { Threads = 1 }, Training = Options().Training with { BatchSize = 41 } };

        var error = Assert.Throws<CheckpointException>(() => new VaeTrainer(others).Fit(Source()));

        Assert.Equal(
            $"Checkpoint '{File}' is of a run with other options: Training.BatchSize was 40 and is 41; Seed was 3 and is 4. Give the options of then, or delete it to begin anew with these.",
            error.Message);
    }

    [Fact]
    public void Fit_MoreRows_IsRefusedAndSaysHowMany()
    {
        Interrupted(Options(), 2);

        var error = Assert.Throws<CheckpointException>(() => new VaeTrainer(Options()).Fit(Source(rows: Rows + 1)));

        Assert.Contains($"is of a run on other rows: there are {Rows + 1} training rows where there were {Rows};", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("default")]
    [InlineData("streamed")]
    public void Fit_OneOtherValue_IsRefused(string kind)
    {
        Interrupted(Options(kind), 2, kind);

        var error = Assert.Throws<CheckpointException>(() => new VaeTrainer(Options(kind)).Fit(Source(kind, changed: 1201)));

        Assert.Contains("as many rows and columns, but other values", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_AnotherVersion_IsRefused()
    {
        Interrupted(Options(), 2);
        Change(header => Regex.Replace(header, "\"library\":\"[^\"]*\"", "\"library\":\"9.9.9\""));

        var error = Assert.Throws<CheckpointException>(() => new VaeTrainer(Options()).Fit(Source()));

        Assert.Contains("was written by version 9.9.9", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_LaterFormat_IsRefused()
    {
        Interrupted(Options(), 2);
        var bytes = System.IO.File.ReadAllBytes(File);
        bytes[8] = 2;
        System.IO.File.WriteAllBytes(File, bytes);

        Assert.Contains("has format version 2", Refused().Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"step\":", "\"step\":9999999, \"epoch\":0, \"epoch\":")]
    [InlineData("\"rateScale\":1", "\"rateScale\":-1")]
    [InlineData("\"batch\":0", "\"batch\":-1")]
    [InlineData("\"networks\":[]", "\"networks\":[null]")]
    [InlineData("\"networks\":[]", "\"networks\":null")]
    [InlineData("\"hasBest\":false", "\"hasBest\":true")]
    [InlineData("\"keptRows\":null", "\"keptRows\":2000000000")]
    [InlineData("\"keptRows\":null", "\"keptRows\":7")]
    [InlineData("\"history\":[", "\"history\":[null,")]
    [InlineData("\"seed\":3", "\"seed\":3,\"checkpoint\":{}")]
    public void Fit_HeaderThatCannotBe_IsRefusedInWords(string found, string written)
    {
        Interrupted(Options(), 2);
        Change(header =>
        {
            Assert.Contains(found, header, StringComparison.Ordinal);
            return header.Replace(found, written, StringComparison.Ordinal);
        });

        Assert.Contains($"Checkpoint '{File}' is damaged", Refused().Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1e15")]
    [InlineData("-1")]
    public void Fit_TimeThatCannotBe_IsRefusedInWords(string seconds)
    {
        Interrupted(Options(), 2);
        Change(header => Regex.Replace(header, "\"seconds\":[^,]+", $"\"seconds\":{seconds}", RegexOptions.None, TimeSpan.FromSeconds(1)));

        Assert.Contains("its run has a time or a rate that cannot be", Refused().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_DamagedAnywhere_IsRefused()
    {
        Interrupted(Options(), 2);
        var whole = System.IO.File.ReadAllBytes(File);
        var random = new Random(1);
        for (var attempt = 0; attempt < 300; attempt++)
        {
            var bytes = (attempt % 3) switch
            {
                0 => whole[..random.Next(whole.Length)],
                1 => [.. whole, .. new byte[random.Next(1, 50)]],
                _ => whole.ToArray(),
            };
            if (attempt % 3 == 2)
            {
                bytes[random.Next(bytes.Length)] ^= (byte)random.Next(1, 256);
            }

            System.IO.File.WriteAllBytes(File, bytes);
            Refused();
        }
    }

    [Theory]
    [InlineData(5, null, 40)]
    [InlineData(13, null, 39)]
    [InlineData(null, 1L, 40)]
    [InlineData(1_000_000, null, 0)]
    [InlineData(1_000_000, 1L, 40)]
    public void Fit_Interval_IsWhatIsAskedFor(int? steps, long? ticks, long expected)
    {
        // Eight steps an epoch; the process ends behind the fifth.
        var checkpoint = new CheckpointOptions { Path = File, EverySteps = steps, Every = ticks is { } time ? TimeSpan.FromTicks(time) : null };
        var options = Options() with { Training = Options().Training with { Checkpoint = checkpoint } };

        Assert.Throws<InvalidOperationException>(() => new VaeTrainer(options).Fit(Source(), new Thrower(5)));

        using var reader = CheckpointReader.Open(File)!;
        Assert.Equal(expected, reader.Header.Run!.Step);
    }

    [Fact]
    public void Fit_NoPlaceForTheFile_SaysSoBeforeTheFirstStep()
    {
        var told = new Recorder();
        var options = Options() with { Training = Options().Training with { Checkpoint = new CheckpointOptions { Path = Path.Combine(folder, "none", "run.ckpt") } } };

        var error = Assert.Throws<IOException>(() => new VaeTrainer(options).Fit(Source(), told));

        Assert.Contains("does not exist", error.Message, StringComparison.Ordinal);
        Assert.Empty(told.Events);
    }

    [Fact]
    public void Fit_FolderInPlaceOfTheFile_SaysSo()
    {
        Directory.CreateDirectory(File);

        Assert.Contains("it is a folder", Refused().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_IntervalsThatCannotBe_AreNamed()
    {
        static void Check(CheckpointOptions checkpoint, string words) => Assert.Contains(
            words, Assert.ThrowsAny<ArgumentException>(() => new VaeTrainer(new VaeOptions { Training = new() { Checkpoint = checkpoint } })).Message, StringComparison.Ordinal);

        Check(new CheckpointOptions { Path = " " }, "Training.Checkpoint.Path");
        Check(new CheckpointOptions { Path = "a", EverySteps = 0 }, "Training.Checkpoint.EverySteps");
        Check(new CheckpointOptions { Path = "a", Every = TimeSpan.Zero }, "Training.Checkpoint.Every is 00:00:00");
    }

    [Theory]
    [InlineData("default")]
    [InlineData("trimmed")]
    [InlineData("streamed")]
    public void Fit_WeightedRowsInterrupted_GoesOnBitForBitAndRefusesOtherWeights(string kind)
    {
        var plain = Source(kind);
        MemoryRowSource Weighted(float last) => new(plain.Values, Columns)
        {
            Weights = Enumerable.Range(0, (int)plain.RowCount!).Select(row => row == 0 ? last : 1 + (row % 3)).ToArray(),
        };

        var options = Options(kind);
        var expected = Saved(new VaeTrainer(options with { Training = options.Training with { Checkpoint = null } }).Fit(Weighted(1)));
        using var source = new CancellationTokenSource();
        _ = new VaeTrainer(options).Fit(Weighted(1), new Stopper(3, source), source.Token);

        Assert.Contains("no weights of rows where there were some", Assert.Throws<CheckpointException>(() => new VaeTrainer(options).Fit(plain)).Message, StringComparison.Ordinal);
        Assert.Contains("other values or weights", Assert.Throws<CheckpointException>(() => new VaeTrainer(options).Fit(Weighted(2))).Message, StringComparison.Ordinal);
        Assert.Equal(expected, Saved(new VaeTrainer(options).Fit(Weighted(1))));
    }

    private CheckpointException Refused() => Assert.Throws<CheckpointException>(() => new VaeTrainer(Options()).Fit(Source()));

    private VaeOptions Options(string kind = "default")
    {
        var options = new VaeOptions
        {
            Network = new NetworkOptions { HiddenLayers = [9], LatentDimension = 2 },
            Training = new TrainingOptions { Epochs = 8, BatchSize = 40, Checkpoint = new CheckpointOptions { Path = File, EverySteps = 5 } },
            Engine = new EngineOptions { Threads = 2 },
            Seed = 3,
        };
        return kind switch
        {
            "ensemble" => Train(training => training with { EnsembleSize = 3 }),
            "early stopping" => Train(training => training with { ValidationFraction = 0.2f, EarlyStopping = new EarlyStoppingOptions { Patience = 3 } }),
            "trimmed" => Train(training => training with { TrimShare = 0.1f }),
            "streamed" => Train(training => training with { MemoryBudgetBytes = 1 << 20, Epochs = 8, BatchSize = 4000 }),
            "adversarial" => options with { Objective = new() { Kind = ObjectiveKind.Adversarial } },
            "vae-gan" => options with { Objective = new() { Kind = ObjectiveKind.VaeGan }, Likelihood = new Core.Likelihoods.GaussianLikelihood { SigmaKind = Core.Likelihoods.SigmaKind.Fixed } },
            _ => options,
        };

        VaeOptions Train(Func<TrainingOptions, TrainingOptions> change) => options with { Training = change(options.Training) };
    }

    private static MemoryRowSource Source(string kind = "default", int? rows = null, int changed = -1)
    {
        var count = rows ?? (kind == "streamed" ? 50_000 : Rows);
        var values = new float[count * Columns];
        new GeneratedRows(count, Columns).OpenReader().Read(values);
        if (changed >= 0)
        {
            values[changed] = BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(values[changed]) ^ 1);
        }

        return new MemoryRowSource(values, Columns);
    }

    /// <summary>Fits until so many epochs are done, and says whether it was stopped there.</summary>
    private static bool Interrupted(VaeOptions options, int epochs, string kind = "default")
    {
        using var source = new CancellationTokenSource();
        var model = new VaeTrainer(options).Fit(Source(kind), new Stopper(epochs, source), source.Token);
        return model.Report.StopReason == StopReason.Cancelled;
    }

    private static byte[] Saved(VaeModel model)
    {
        using var stream = new MemoryStream();
        model.Save(stream);
        return stream.ToArray();
    }

    /// <summary>Writes another header, with a digest that fits.</summary>
    private void Change(Func<string, string> change)
    {
        var bytes = System.IO.File.ReadAllBytes(File);
        var length = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(12));
        var header = Encoding.UTF8.GetBytes(change(Encoding.UTF8.GetString(bytes, 16, length)));
        byte[] changed = [.. bytes[..12], .. BitConverter.GetBytes(header.Length), .. header, .. bytes[(16 + length)..^32]];
        System.IO.File.WriteAllBytes(File, [.. changed, .. SHA256.HashData(changed)]);
    }

    private sealed class Stopper(int epochs, CancellationTokenSource source) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.IsEpochEnd && value.Epoch >= epochs)
            {
                source.Cancel();
            }
        }
    }

    private sealed class Thrower(int epochs) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.IsEpochEnd && value.Epoch == epochs)
            {
                throw new InvalidOperationException("The process ends here.");
            }
        }
    }

    private sealed class Recorder : IProgress<TrainingProgress>
    {
        public List<TrainingProgress> Events { get; } = [];

        public void Report(TrainingProgress value) => Events.Add(value);
    }
}
