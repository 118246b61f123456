using Vae.Core.Data;
using Vae.Core.Engines;
using Vae.Core.Likelihoods;
using Vae.Core.Models;
using Vae.Core.Networks;
using Vae.Core.Options;
using Vae.Core.Processes;
using Vae.Core.Reports;
using Vae.Core.Tests.Processes;
using Vae.Core.Training.Shards;
using static Vae.Core.Tests.Models.WeightedRows;

namespace Vae.Core.Tests.Training.Shards;

/// <summary>Rows in shards that do not fit in memory: the model depends on the number of shards and on the budget, and not on who reads which.</summary>
public sealed class StreamedShardTests
{
    // A MiB holds 8,192 of them.
    private const int Columns = 32;
    private const int Rows = 9_001;

    private static readonly VaeOptions Small = new()
    {
        Network = new NetworkOptions { HiddenLayers = [4], LatentDimension = 2 },
        Training = new TrainingOptions { Epochs = 3, BatchSize = 700, Shards = 4, MemoryBudgetBytes = 1 << 20 },
        Scoring = new ScoringOptions { Kind = ScoreKind.SquaredError },
        Engine = new EngineOptions { Threads = 1 },
    };

    public static TheoryData<string> Kinds => ["plain", "five shards", "weights", "held out", "robust", "missing", "skewed", "ensemble", "large numbers"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Fit_OneTwoOrFourProcesses_GiveOneFile(string kind)
    {
        var (options, rows) = (Options(kind), Source(kind));
        var alone = Saved(new VaeTrainer(options).Fit(rows));

        Assert.NotEqual(Saved(new VaeTrainer(options with { Training = options.Training with { MemoryBudgetBytes = 1 << 30 } }).Fit(rows)), alone);
        foreach (var size in (int[])[2, 4])
        {
            Assert.All(ThreadGroup.Run(size, group => Saved(new VaeTrainer(options) { Processes = group }.Fit(rows))), model => Assert.Equal(alone, model));
        }
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("weights")]
    [InlineData("skewed")]
    public void Step_EachEpoch_TakesEachRowOnceInOtherOrders(string kind)
    {
        var options = Options(kind) with { Scaling = ScalingKind.None };
        var session = new FakeSession(Columns, 2);
        var setup = TrainingSetup.Of(options, VaePlan.Create(options, Columns, Rows), options.Training.BatchSize);
        var range = new ShardRange(4, SingleProcess.Instance);
        var rows = ShardedRowsLoader.Load(Source(kind), null, options, null, range, default);
        Assert.NotNull(rows.Stream);
        using var sharded = new ShardedSession(session, setup with { BatchSize = rows.LargestPart(options.Training.BatchSize) }, range, default);
        using var batches = new StreamedShardBatches(rows, range, options, options.Training.BatchSize, sharded, default);

        var epochs = Enumerable.Range(0, 2).Select(epoch => Epoch(epoch)).ToArray();
        batches.BeginEpoch(1);
        batches.Skip(5);
        session.Rows.Clear();
        batches.Step(sharded, new StepSettings(0, 0.1f, 1));

        Assert.All(epochs, epoch => Assert.Equal(Numbers(kind), epoch.Order()));
        Assert.NotEqual(epochs[0], epochs[1]);
        var first = (int)Enumerable.Range(0, 5).Sum(batch => rows.PartsOf(batch, rows.Batches(options.Training.BatchSize)));
        Assert.Equal(epochs[1].Skip(first).Take(session.Rows.Sum(part => part.Length) / Columns), session.Rows.SelectMany(Firsts));

        float[] Epoch(int number)
        {
            session.Rows.Clear();
            batches.BeginEpoch(number);
            while (batches.Step(sharded, new StepSettings(0, 0.1f, 1)) > 0)
            {
            }

            return [.. session.Rows.SelectMany(Firsts)];
        }
    }

    [Theory]
    [InlineData(2, 4)]
    [InlineData(4, 1)]
    public void Fit_FromACheckpoint_GivesTheFileOfARunThatWasNotInterrupted(int before, int after)
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var path = Path.Combine(folder.FullName, "run.checkpoint");
            var options = Small with { Training = Small.Training with { Checkpoint = new CheckpointOptions { Path = path, EverySteps = 7 } } };
            var whole = Saved(new VaeTrainer(Small).Fit(Source("plain")));
            ThreadGroup.Run(before, group => Assert.ThrowsAny<Exception>(() => new VaeTrainer(options) { Processes = new Breaking(group, 110) }.Fit(Source("plain"))));
            Assert.True(File.Exists(path));

            Assert.All(ThreadGroup.Run(after, group => Saved(new VaeTrainer(options) { Processes = group }.Fit(Source("plain")))), model => Assert.Equal(whole, model));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Fit_AllWeightsOne_IsTheModelWithoutWeightsToTheBit()
    {
        var weighted = new MemoryRowSource(Values(), Columns) { Weights = Enumerable.Repeat(1f, Rows).ToArray(), WeightName = "w" };

        Assert.Equal(Saved(new VaeTrainer(Small).Fit(Source("plain"))), Saved(new VaeTrainer(Small).Fit(weighted)));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public void Fit_CancelledWhileOneProcessReads_EndsAllAfterTheSameStep(int pass)
    {
        var reports = ThreadGroup.Run(2, group =>
        {
            using var source = new CancellationTokenSource();
            var rows = new CountedRows { Opened = number => Cancel(group.Rank == 1 && number == pass, source) };
            return new VaeTrainer(Small with { Training = Small.Training with { Epochs = 500 } }) { Processes = group }.Fit(rows, null, source.Token).Report;
        });

        Assert.All(reports, report => Assert.Equal((StopReason.Cancelled, reports[0].Steps), (report.StopReason, report.Steps)));
        Assert.True(reports[0].Steps > 0);

        static void Cancel(bool wants, CancellationTokenSource source)
        {
            if (wants)
            {
                source.Cancel();
            }
        }
    }

    [Theory]
    [InlineData(-300)]
    [InlineData(300)]
    public void Fit_OtherNumberOfRowsInALaterPass_SaysSo(int more)
    {
        var rows = new CountedRows { RowsOf = pass => Rows + (pass > 2 ? more : 0) };

        var error = Assert.Throws<VaeDataException>(() => new VaeTrainer(Small).Fit(rows));

        Assert.Matches("^Shard [1-4] of 4 had 2,25[01] training rows when they were first read and has another number now; leave the data as it is", error.Message);
    }

    [Fact]
    public void Fit_ValuesThatADecoderDoesNotTake_IsRefused()
    {
        var values = Values().Select(value => Math.Clamp(value, 0, 1)).ToArray();
        values[((Rows - 2) * Columns) + 1] = 1.5f;
        var options = Small with { Likelihood = Likelihood.Bernoulli(), Scaling = ScalingKind.None, Scoring = new ScoringOptions() };

        var error = Assert.Throws<VaeDataException>(() => new VaeTrainer(options).Fit(new MemoryRowSource(values, Columns)));

        Assert.StartsWith("Column 2 holds 1.5 after None scaling but a Bernoulli decoder needs values in [0,1]", error.Message, StringComparison.Ordinal);
    }

    private static float[] Firsts(float[] part) => [.. part.Where((_, place) => place % Columns == 0)];

    private static VaeOptions Options(string kind) => kind switch
    {
        "five shards" => Small with { Training = Small.Training with { Shards = 5 } },
        "held out" => Small with { Training = Small.Training with { ValidationFraction = 0.05f, EarlyStopping = new EarlyStoppingOptions { Patience = 2 } } },
        "robust" => Small with { Scaling = ScalingKind.Robust },
        "missing" => Small with { MissingValues = MissingValueHandling.Observed, Scaling = ScalingKind.Standardize },
        "skewed" => Small with { Training = Small.Training with { InvalidRows = InvalidRowPolicy.Skip } },
        "ensemble" => Small with { Training = Small.Training with { EnsembleSize = 2 } },
        _ => Small,
    };

    private static IRowSource Source(string kind) => kind switch
    {
        "weights" => new MemoryRowSource(Values(kind), Columns) { Weights = Enumerable.Range(0, Rows).Select(row => (float)(row % 40 == 0 ? 0 : 1 + (row % 3))).ToArray(), WeightName = "w" },
        "large numbers" => new DoubleRowSource(Values(kind).Select(value => 1.7e9 + value).ToArray(), Columns),
        _ => new MemoryRowSource(Values(kind), Columns),
    };

    /// <summary>The first column of the rows that count, in rising order.</summary>
    private static float[] Numbers(string kind) => [.. Enumerable.Range(0, Rows).Where(row => kind switch
    {
        "weights" => row % 40 != 0,
        "skewed" => !IsBroken(row),
        _ => true,
    }).Select(row => (float)row)];

    // Of one shard the first fifth of the rows: the others are far ahead of it by then.
    private static bool IsBroken(int row) => row % 4 == 1 && row < Rows / 5;

    private static float[] Values(string kind = "plain")
    {
        var random = new Random(6);
        var values = new float[Rows * Columns];
        for (var row = 0; row < Rows; row++)
        {
            var common = random.NextSingle();
            for (var column = 0; column < Columns; column++)
            {
                values[(row * Columns) + column] = column == 0 ? row : column == 3 ? 2 : kind == "missing" && random.Next(9) == 0 ? float.NaN : (common * column) + random.NextSingle();
            }

            if (kind == "skewed" && IsBroken(row))
            {
                values[(row * Columns) + 5] = float.NaN;
            }
        }

        return values;
    }

    /// <summary>Rows whose passes are counted, from 1.</summary>
    private sealed class CountedRows : IRowSource
    {
        private int passes;

        public Action<int> Opened { get; init; } = _ => { };

        public Func<int, int> RowsOf { get; init; } = _ => Rows;

        public int ColumnCount => Columns;

        public IReadOnlyList<string>? ColumnNames => null;

        public long? RowCount => null;

        public IRowReader OpenReader()
        {
            passes++;
            Opened(passes);
            var values = Values();
            Array.Resize(ref values, RowsOf(passes) * Columns);
            return new MemoryRowSource(values, Columns).OpenReader();
        }
    }
}
