using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Core.Options;
using Vae.Core.Reports;
using Vae.Core.Scoring;
using Vae.Core.Tests.Engines.Managed;
using Vae.Core.Tests.Onnx.Runtimes;
using Vae.Core.Tests.Oracles;
using Vae.Data;
using Vae.Data.Options;

namespace Vae.Core.Tests.Models;

public sealed class DriftTests
{
    private const int Batch = 300;

    private static readonly Lazy<(VaeModel Model, float[] Later)> Satellite = new(() =>
    {
        var all = RowSourceFactory.Open(RepositoryFolder.PathOf("datasets", "satellite.csv"), new RowSourceOptions { Label = "label" }).ReadAll();
        var normal = new NormalRowsSource(all).ReadAll();
        var order = Enumerable.Range(0, normal.Values.Length / all.ColumnCount).ToArray();
        new Random(7).Shuffle(order);
        var shuffled = order.SelectMany(row => normal.Values.Slice(row * all.ColumnCount, all.ColumnCount).ToArray()).ToArray();
        var cut = 2500 * all.ColumnCount;
        var model = new VaeTrainer(new VaeOptions { Engine = new() { Threads = 1 }, Seed = 1, Training = new() { Steps = 300 } }).Fit(new MemoryRowSource(shuffled.AsMemory(0, cut), all.ColumnCount, all.ColumnNames));
        return (model, shuffled[cut..]);
    });

    /// <summary>Rows from a source that never ends, so that each batch is new.</summary>
    [Fact]
    public void Compare_RowsOfTheSameKind_GivesAlarmsAtTheStatedRate()
    {
        const int Width = 7;
        var random = new Random(11);
        var model = new VaeTrainer(new VaeOptions { Engine = new() { Threads = 1 }, Seed = 1, Training = new() { Steps = 200 } }).Fit(new MemoryRowSource(Skewed(random, 8000), Width));
        var alarms = 0;
        for (var batch = 0; batch < 200; batch++)
        {
            alarms += model.Compare(new MemoryRowSource(Skewed(random, 200), Width), level: 0.05).HasDrifted ? 1 : 0;
        }

        // 10 are expected of a test that keeps to its level, and 20 or more have a chance of 1 in 300.
        Assert.True(alarms < 20, $"{alarms} of 200");
    }

    /// <summary>So few rows that the covariance of the training rows, and the network, know much of them by heart.</summary>
    [Theory]
    [InlineData(400, 20)]
    [InlineData(200, 100)]
    [InlineData(100, 200)]
    public void Compare_FewTrainingRowsForTheirColumns_GivesAlarmsAtTheStatedRate(int count, int columns)
    {
        var alarms = 0;
        for (var seed = 0; seed < 3; seed++)
        {
            var rows = FactorRows.Draw(count + 6000, columns, 5, 1, seed);
            var model = new VaeTrainer(new VaeOptions { Engine = new() { Threads = 1 }, Seed = seed, Training = new() { Steps = 200 } }).Fit(new MemoryRowSource(rows.AsMemory(0, count * columns), columns));
            for (var batch = 0; batch < 30; batch++)
            {
                alarms += model.Compare(new MemoryRowSource(rows.AsMemory((count + (batch * 200)) * columns, 200 * columns), columns), level: 0.05).HasDrifted ? 1 : 0;
            }
        }

        // 4.5 are expected of a test that keeps to its level, and more than 10 have a chance of 1 in 150.
        Assert.True(alarms <= 10, $"{alarms} of 90");
    }

    [Fact]
    public void Compare_FewTrainingRowsForTheirColumns_TellsAColumnThatHasMoved()
    {
        var rows = FactorRows.Draw(500, 60, 5, 1, seed: 4);
        var model = new VaeTrainer(new VaeOptions { Engine = new() { Threads = 1 }, Training = new() { Steps = 200 } }).Fit(new MemoryRowSource(rows.AsMemory(0, 200 * 60), 60));
        var later = rows[(200 * 60)..];
        for (var i = 7; i < later.Length; i += 60)
        {
            later[i] += 3;
        }

        Assert.Equal(7, Assert.Single(model.Compare(new MemoryRowSource(later, 60)).Moved).Index);
    }

    [Theory]
    [InlineData(4, 12f)]
    [InlineData(20, -12f)]
    public void Compare_OneFeatureShifted_NamesItFirst(int feature, float by)
    {
        var (model, _) = Satellite.Value;
        var rows = Draw(1).Values.ToArray();
        for (var i = feature; i < rows.Length; i += model.InputDimension)
        {
            rows[i] += by;
        }

        var report = model.Compare(new MemoryRowSource(rows, model.InputDimension));

        Assert.True(report.HasDrifted);
        Assert.Equal(feature, report.Moved[0].Index);
        Assert.Equal(Math.Sign(by), Math.Sign(report.Moved[0].Shift));
        Assert.Contains(model.FeatureNames![feature], report.Verdict, StringComparison.Ordinal);
        Assert.Contains("Look at these columns", report.Verdict, StringComparison.Ordinal);
    }

    /// <summary>Levels of a column given the number beside them: no alarm beyond the stated rate, and a level that becomes common is named.</summary>
    [Fact]
    public void Compare_MixedColumns_KeepsItsRateAndNamesTheLevelThatMoved()
    {
        var schema = new TableSchema(TableColumn.Numeric("x"), MixedRows.Levels("follows", 3), MixedRows.Levels("free", 4), TableColumn.Binary("flag"), TableColumn.Count("n"));
        var random = new Random(5);
        var model = new VaeTrainer(new VaeOptions { Engine = new() { Threads = 1 }, Columns = schema, Seed = 1, Training = new() { Steps = 200 } }).Fit(new MemoryRowSource(Mixed(4000, 0.25), schema.Width));
        var alarms = 0;
        for (var batch = 0; batch < 100; batch++)
        {
            alarms += model.Compare(new MemoryRowSource(Mixed(200, 0.25), schema.Width), level: 0.05).HasDrifted ? 1 : 0;
        }

        var moved = model.Compare(new MemoryRowSource(Mixed(400, 0.6), schema.Width));

        // 5 are expected; 14 or more have a chance of 1 in 2,000.
        Assert.True(alarms < 14, $"{alarms} of 100");
        Assert.True(moved.HasDrifted);
        Assert.Equal("free=l0", model.FeatureNames![moved.Moved[0].Index]);

        float[] Mixed(int count, double share)
        {
            var rows = new float[count * schema.Width];
            for (var i = 0; i < count; i++)
            {
                var row = rows.AsSpan(i * schema.Width, schema.Width);
                row[0] = (float)(random.NextDouble() + random.NextDouble());
                row[1 + (int)(1.49 * row[0])] = 1;
                row[4 + (random.NextDouble() < share ? 0 : random.Next(1, 4))] = 1;
                row[8] = random.Next(5) == 0 ? 1 : 0;
                row[9] = (float)Math.Round(Math.Exp((2 * row[0]) + random.NextDouble()));
            }

            return rows;
        }
    }

    /// <summary>A network knows the rows that it was trained on, whose scores are lower than those by which later rows are judged: that is said, and which way the scores went.</summary>
    [Fact]
    public void Compare_RowsOfTheTrainingThemselves_SaysThatTheirScoresAreLower()
    {
        var normal = new NormalRowsSource(RowSourceFactory.Open(RepositoryFolder.PathOf("datasets", "satellite.csv"), new RowSourceOptions { Label = "label" }));
        var model = new VaeTrainer(new VaeOptions { Seed = 1, Scoring = ScoringOptions.ForNormalRows, Training = new() { Steps = 300 } }).Fit(normal);

        var report = model.Compare(normal);

        Assert.True(report.HasDrifted);
        Assert.True(report.ScoresAreLower);
        Assert.Contains("They are lower, as those of the rows that the model was trained on are", report.Verdict, StringComparison.Ordinal);
    }

    [Fact]
    public void Verdict_ManyFeaturesThatMoved_NamesThreeAndHowManyThereAre()
    {
        var report = new DriftReport(100, 100, 0.5, 1e-9, 0.3, 0.01, [.. Enumerable.Range(0, 31).Select(i => new FeatureDrift(i, $"c{i}", i == 30 ? 0 : 5 - (0.1 * i), i == 1 ? 9 : 1, i == 30 ? 1 : 1e-9))]);

        Assert.Contains(" 30 of 31 features differ from what the others lead one to expect, most of all c1 (varies 9.00 times as much), c0 (5.00 sigma higher), c2 (4.80 sigma higher). Look at", report.Verdict, StringComparison.Ordinal);
    }

    [Fact]
    public void Compare_RowsOfAnotherKind_MovesTheScores()
    {
        var all = RowSourceFactory.Open(RepositoryFolder.PathOf("datasets", "satellite.csv"), new RowSourceOptions { Label = "label" }).ReadAll();

        var report = Satellite.Value.Model.Compare(all);

        Assert.True(report.PValue < 1e-6);
        Assert.StartsWith("The scores have moved", report.Verdict, StringComparison.Ordinal);
        Assert.False(report.ScoresAreLower);
        Assert.StartsWith("No drift", (report with { PValue = 1, Features = [] }).Verdict, StringComparison.Ordinal);
        Assert.Contains("10", Assert.Throws<VaeDataException>(() => Satellite.Value.Model.Compare(
            new MemoryRowSource(all.Values[..(5 * all.ColumnCount)], all.ColumnCount))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.1, 100, 100, 0.676)]
    [InlineData(0.2, 100, 100, 0.0309)]
    [InlineData(0.01, 10, 10, 1)]
    public void PValue_OfAStatistic_IsThatOfTheTables(double statistic, long first, long second, double expected) =>
        Assert.Equal(expected, KolmogorovSmirnov.PValue(statistic, first, second), 0.01);

    [Fact]
    public void Welch_TwoMeans_IsThatOfTheTables()
    {
        // t = -2.652 with 18 degrees of freedom.
        Assert.Equal(0.01623, DriftTest.Welch(10, 4, 10, 12.5, 4, 10), 1e-4);
        Assert.Equal(1, DriftTest.Welch(3, 0, 10, 3, 0, 10));
        Assert.Equal(0, DriftTest.Welch(3, 0, 10, 4, 0, 10));
    }

    [Fact]
    public void Holm_ThreeValues_StepsDown() => Assert.Equal([0.03, 0.06, 0.06], DriftTest.Holm([0.01, 0.04, 0.03]).Select(value => Math.Round(value, 10)));

    /// <summary>Dependent, skewed and long-tailed columns.</summary>
    private static float[] Skewed(Random random, int count)
    {
        var rows = new List<float>(count * 7);
        for (var i = 0; i < count; i++)
        {
            var (a, b, c) = (Normal(), Normal(), Normal());
            double[] row = [a, a + (0.3 * Normal()), b * b, Math.Exp(0.7 * c), (a * b) + Normal(), c - b + (0.2 * Normal()), random.Next(3)];
            rows.AddRange(row.Select(value => (float)value));
        }

        return [.. rows];

        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
    }

    private static MemoryRowSource Draw(int seed)
    {
        var (model, later) = Satellite.Value;
        var width = model.InputDimension;
        var random = new Random(seed);
        var rows = new float[Batch * width];
        for (var i = 0; i < Batch; i++)
        {
            later.AsSpan(random.Next(later.Length / width) * width, width).CopyTo(rows.AsSpan(i * width));
        }

        return new MemoryRowSource(rows, width, model.FeatureNames);
    }
}
