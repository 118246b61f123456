using Vae.Core.Data;
using Vae.Core.Likelihoods;
using Vae.Core.Models;
using Vae.Core.Objectives;
using Vae.Core.Options;
using Vae.Core.Processes;
using Vae.Core.Reports;
using Vae.Core.Tests.Processes;

namespace Vae.Core.Tests.Training.Shards;

/// <summary>What is trained in shards depends on their number alone.</summary>
public sealed class ShardedTrainingTests
{
    private const int Rows = 403;
    private const int Columns = 5;

    private static readonly VaeOptions Small = new()
    {
        Network = new NetworkOptions { HiddenLayers = [8], LatentDimension = 2 },
        Training = new TrainingOptions { Steps = 30, BatchSize = 48, Shards = 4 },
        Engine = new EngineOptions { Threads = 1 },
    };

    public static TheoryData<string> Kinds => [.. Variants.Keys];

    private static readonly Dictionary<string, VaeOptions> Variants = new()
    {
        ["plain"] = Small,
        ["five shards"] = Small with { Training = Small.Training with { Shards = 5 } },
        ["clipped"] = Small with { Training = Small.Training with { GradientClipNorm = 0.5f } },
        ["held out"] = Small with { Training = Small.Training with { ValidationFraction = 0.3f, EarlyStopping = new EarlyStoppingOptions { Patience = 2 }, Epochs = 6 } },
        ["iwae"] = Small with { Objective = new ObjectiveOptions { Kind = ObjectiveKind.Iwae, Samples = 3 } },
        ["autoencoder"] = Small with { Objective = new ObjectiveOptions { Kind = ObjectiveKind.Autoencoder } },
        ["free bits"] = Small with { Objective = new ObjectiveOptions { FreeBits = 0.3f, Samples = 2 } },
        ["ensemble"] = Small with { Training = Small.Training with { EnsembleSize = 2 } },
        ["dropout"] = Small with { Network = Small.Network with { Dropout = 0.2f, Normalization = NormalizationKind.Layer }, Objective = new ObjectiveOptions { Corruption = Corruption.Masking(0.2f) } },
        ["missing"] = Small with { MissingValues = MissingValueHandling.Observed, Training = Small.Training with { InvalidRows = InvalidRowPolicy.Skip } },
        ["bernoulli"] = Small with { Likelihood = Likelihood.Bernoulli(), Scaling = ScalingKind.MinMax, Objective = new ObjectiveOptions { Binarization = Binarization.Dynamic } },
        ["standardized"] = Small with { Scaling = ScalingKind.Standardize, ContextColumnCount = 2 },
        ["convolutional"] = Small with { Network = NetworkOptions.ForImages(new ImageShape(1, 1, Columns)) with { LatentDimension = 2 } },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Fit_OneTwoOrFourProcesses_GiveOneFile(string kind)
    {
        var options = Variants[kind];
        var rows = kind == "missing" ? Holed() : Data();

        var alone = Bytes(new VaeTrainer(options).Fit(rows));

        Assert.Equal(alone, Bytes(new VaeTrainer(options with { Engine = new EngineOptions { Threads = 3 } }).Fit(rows), options));
        foreach (var size in (int[])[1, 2, 3, 4])
        {
            var models = ThreadGroup.Run(size, group => Bytes(new VaeTrainer(options) { Processes = group }.Fit(rows)));
            Assert.All(models, model => Assert.Equal(alone, model));
        }
    }

    [Fact]
    public void Fit_OtherNumbersOfShards_GiveOtherModelsAsGood()
    {
        var one = new VaeTrainer(Small with { Training = Small.Training with { Shards = 1, Steps = 400 } }).Fit(Data());
        var four = new VaeTrainer(Small with { Training = Small.Training with { Shards = 4, Steps = 400 } }).Fit(Data());

        Assert.NotEqual(one.Report.TrainingLoss, four.Report.TrainingLoss);
        Assert.Equal(one.Report.TrainingLoss, four.Report.TrainingLoss, 0.25 * Math.Abs(one.Report.TrainingLoss) + 0.5);
        Assert.Equal(Rows, four.Report.TrainingRows);
        Assert.Equal(one.Report.Epochs, four.Report.Epochs);
    }

    [Fact]
    public void Fit_GivenValidationRowsAndDoubles_GivesOneFile()
    {
        var values = Values().Select(value => 1.7e9 + value).ToArray();
        var rows = new DoubleRowSource(values, Columns);
        var options = Small with { Training = Small.Training with { EarlyStopping = new EarlyStoppingOptions { Patience = 3 } } };

        var alone = Bytes(new VaeTrainer(options).Fit(rows, rows));

        Assert.NotNull(new VaeTrainer(options).Fit(rows, rows).Parts.Origin);
        Assert.All(ThreadGroup.Run(2, group => Bytes(new VaeTrainer(options) { Processes = group }.Fit(rows, rows))), model => Assert.Equal(alone, model));
    }

    [Fact]
    public void Continue_InProcesses_GivesOneFile()
    {
        var first = new VaeTrainer(Small).Fit(Data());

        var alone = Bytes(new VaeTrainer(Small).Fit(Data(), first));

        Assert.All(ThreadGroup.Run(2, group => Bytes(new VaeTrainer(Small) { Processes = group }.Fit(Data(), first))), model => Assert.Equal(alone, model));
    }

    [Fact]
    public void Score_InProcesses_GivesTheScoresOfOne()
    {
        var model = new VaeTrainer(Small).Fit(Data());
        var expected = new float[Rows];
        model.Score(Values(), expected);

        var all = ThreadGroup.Run(3, group =>
        {
            var scores = new float[Rows];
            model.Score(Values(), scores, group);
            return scores;
        });

        Assert.All(all, scores => Assert.Equal(expected, scores));
    }

    [Fact]
    public void Fit_CancelledInOneProcess_EndsAllAfterTheSameStep()
    {
        var reports = ThreadGroup.Run(2, group =>
        {
            using var source = new CancellationTokenSource();
            var progress = new Callback(group.Rank, source);
            var options = Small with { Training = Small.Training with { Epochs = 500 } };
            return new VaeTrainer(options) { Processes = group }.Fit(Data(), group.Rank == 0 ? progress : null, source.Token).Report;
        });

        Assert.All(reports, report => Assert.Equal(StopReason.Cancelled, report.StopReason));
        Assert.Equal(reports[0].Steps, reports[1].Steps);
    }

    [Fact]
    public void Fit_FromACheckpoint_GivesTheFileOfARunThatWasNotInterrupted()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var path = Path.Combine(folder.FullName, "run.checkpoint");
            var options = Small with { Training = Small.Training with { Checkpoint = new CheckpointOptions { Path = path, EverySteps = 7 } } };
            var whole = Bytes(new VaeTrainer(Small).Fit(Data()));
            ThreadGroup.Run(2, group => Assert.ThrowsAny<Exception>(() => new VaeTrainer(options) { Processes = new Breaking(group, 90) }.Fit(Data())));
            Assert.True(File.Exists(path));

            var models = ThreadGroup.Run(4, group => Bytes(new VaeTrainer(options) { Processes = group }.Fit(Data())));

            Assert.All(models, model => Assert.Equal(whole, model));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Fit_MoreProcessesThanShards_SaysSo()
    {
        var error = Assert.Throws<ArgumentException>(() => ThreadGroup.Run(2, group => new VaeTrainer(Small with { Training = new TrainingOptions() }) { Processes = group }.Fit(Data())));

        Assert.Equal("2 processes train together but Training.Shards is 1, and each needs a shard of the rows at least; set it to 2 or a multiple of that, or start fewer processes.", error.Message);
    }

    [Fact]
    public void Fit_MoreShardsThanRows_SaysSo()
    {
        var error = Assert.Throws<VaeDataException>(() => new VaeTrainer(Small).Fit(new MemoryRowSource(Values().AsMemory(0, 3 * Columns), Columns)));

        Assert.StartsWith("Training.Shards is 4 but there are 3 training rows, of which shard 4 has none", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_OtherOptionsInOneProcess_SaysWhich()
    {
        var errors = ThreadGroup.Run(2, group => Assert.ThrowsAny<Exception>(() => new VaeTrainer(Small with { Seed = group.Rank }) { Processes = group }.Fit(Data())).Message);

        Assert.Contains("Process 1 of 2, on host 'host-1', ended with: Its options are others than those of process 0: Seed was 0 and is 1", errors[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_ABadRow_IsToldByTheProcessThatHasIt()
    {
        var values = Values();
        values[6 * Columns] = float.PositiveInfinity;

        var errors = ThreadGroup.Run(2, group => Assert.ThrowsAny<Exception>(() => new VaeTrainer(Small) { Processes = group }.Fit(new MemoryRowSource(values, Columns))).Message);

        Assert.StartsWith("Process 1 of 2, on host 'host-1', ended with: Row 6 (counted from 0) holds", errors[0], StringComparison.Ordinal);
        Assert.StartsWith("Row 6 (counted from 0) holds", errors[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_RowsThatAreReadByTheirShares_GivesOneFile()
    {
        var options = Small with { Training = Small.Training with { EarlyStopping = new EarlyStoppingOptions { Patience = 3 } } };
        var alone = Bytes(new VaeTrainer(options).Fit(Data(), Data()));

        Assert.Equal(alone, Bytes(new VaeTrainer(options).Fit(new SharedRows(), new SharedRows())));
        foreach (var size in (int[])[2, 4])
        {
            Assert.All(ThreadGroup.Run(size, group => Bytes(new VaeTrainer(options) { Processes = group }.Fit(new SharedRows(), new SharedRows()))), model => Assert.Equal(alone, model));
        }
    }

    [Fact]
    public void Fit_OtherNumbersOfRowsInProcesses_SaysSo()
    {
        var errors = ThreadGroup.Run(2, group => Assert.ThrowsAny<Exception>(() =>
            new VaeTrainer(Small) { Processes = group }.Fit(new MemoryRowSource(Values().AsMemory(0, (Rows - group.Rank) * Columns), Columns))).Message);

        Assert.All(errors, error => Assert.Equal("Process 1 of 2, on host 'host-1', has read 402 rows where process 0 has read 403; give all processes the same rows.", error));
    }

    [Fact]
    public void Validate_WhatDoesNotGoWithShards_IsRefused()
    {
        Refused(Small with { Training = Small.Training with { Shards = 49 } }, "Training.Shards is 49 but Training.BatchSize is 48");
        Refused(Small with { Training = Small.Training with { TrimShare = 0.1f } }, "Training.TrimShare is 0.1 and Training.Shards is 4");
        Refused(Small with { Training = Small.Training with { Shards = 0 } }, "Training.Shards is 0");
        Refused(Small with { Objective = new ObjectiveOptions { Kind = ObjectiveKind.Adversarial } }, "Objective.Kind is Adversarial");
        Refused(Small with { Network = Small.Network with { Normalization = NormalizationKind.Batch } }, "Network.Normalization is Batch");
    }

    private static void Refused(VaeOptions options, string words) =>
        Assert.Contains(words, Assert.ThrowsAny<ArgumentException>(() => new VaeTrainer(options)).Message, StringComparison.Ordinal);

    private static byte[] Bytes(VaeModel model, VaeOptions? like = null)
    {
        // The number of threads is an option, and stands in the file.
        var same = like is null ? model : new VaeModel(model.Parts with { Options = model.Parts.Options with { Engine = like.Engine } });
        using var file = new MemoryStream();
        same.Save(file);
        return file.ToArray();
    }

    private static MemoryRowSource Data() => new(Values(), Columns);

    private static MemoryRowSource Holed()
    {
        var values = Values();
        for (var i = 0; i < values.Length; i += 13)
        {
            values[i] = float.NaN;
        }

        values[17 * Columns] = float.PositiveInfinity;
        return new(values, Columns);
    }

    private static float[] Values()
    {
        var random = new Random(4);
        var values = new float[Rows * Columns];
        for (var row = 0; row < Rows; row++)
        {
            var common = random.NextSingle();
            for (var column = 0; column < Columns; column++)
            {
                values[(row * Columns) + column] = column == 3 ? 2 : common * (column + 1) + (0.2f * random.NextSingle());
            }
        }

        return values;
    }

    /// <summary>The rows, of which a pass gives those that are wanted alone, and infinities for the others.</summary>
    private sealed class SharedRows : IRowSource
    {
        public int ColumnCount => Columns;

        public IReadOnlyList<string>? ColumnNames => null;

        public long? RowCount => Rows;

        public IRowReader OpenReader() => throw new NotSupportedException("All rows were asked for.");

        public IRowReader OpenReader(RowShare share)
        {
            var values = Values();
            for (var row = 0; row < Rows; row++)
            {
                if (!share.Has(row))
                {
                    values.AsSpan(row * Columns, Columns).Fill(float.PositiveInfinity);
                }
            }

            return new MemoryRowSource(values, Columns).OpenReader();
        }
    }

    private sealed class Callback(int rank, CancellationTokenSource source) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (rank == 0 && value.Epoch == 3)
            {
                source.Cancel();
            }
        }
    }
}
