using System.Collections.Concurrent;
using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Core.Options;
using Vae.Core.Scoring;
using Vae.Core.Statistics;
using Vae.Core.Tests.Engines.Managed;
using Vae.Core.Tests.Onnx.Runtimes;
using Vae.Data;
using Vae.Data.Options;

namespace Vae.Core.Tests.Scoring;

/// <summary>What categorical columns do to detection: one that is noise costs little, and one that breaks a rule is found.</summary>
public sealed class MixedDetectionTests
{
    // One is enough: what is computed is the same bits everywhere.
    private static readonly int[] Seeds = [1];

    /// <summary>
    /// A column of 100 levels that says nothing, beside the numbers of satellite pictures or tumours, costs at most 0.01 of AUC. Measured (mean of seeds 1 to 3, without and with): satellite
    /// 0.869 and 0.866 by reference distance, 0.851 and 0.846 whitened, 0.814 and 0.816 by the negative ELBO; tumours 0.955 and 0.953, 0.955 and 0.953, 0.954 and 0.953.
    /// </summary>
    [Theory]
    [InlineData("satellite.csv", ScoreKind.ReferenceDistance)]
    [InlineData("satellite.csv", ScoreKind.NegativeElbo)]
    [InlineData("breast-cancer.csv", ScoreKind.ReferenceDistance)]
    [InlineData("breast-cancer.csv", ScoreKind.WhitenedDistance)]
    public void Score_HundredLevelsOfNoiseBesideNumbers_CostLittle(string file, ScoreKind kind)
    {
        double without = 0, with = 0;
        foreach (var seed in Seeds)
        {
            without += Table.Trained(file, seed, 0).Auc(kind) / Seeds.Length;
            with += Table.Trained(file, seed, 100).Auc(kind) / Seeds.Length;
        }

        Assert.True(with > without - 0.01, $"{without:F3} without, {with:F3} with");
    }

    /// <summary>
    /// Levels that occur often, but never together, are found by the default score, whose reference rows know which do: AUC 0.96, where the numbers alone have 0.52. Scores of the
    /// residual alone do not find them (0.51 to 0.57): a code of a number a column can hold both levels, and rebuilds them.
    /// </summary>
    [Fact]
    public void Score_LevelsThatNeverOccurTogether_AreFound()
    {
        double numbers = 0, mixed = 0;
        foreach (var seed in Seeds)
        {
            var table = Table.Rule(seed);
            numbers += table.Numbers().Auc(ScoreKind.ReferenceDistance, seed) / Seeds.Length;
            mixed += table.Auc(ScoreKind.ReferenceDistance, seed) / Seeds.Length;
        }

        Assert.True(numbers < 0.6, $"numbers alone {numbers:F3}");
        Assert.True(mixed > 0.92, $"with levels {mixed:F3}");
    }

    /// <summary>
    /// Rows of a level that one row in fourteen has, and whose numbers are of another size, score as ordinary ones: were they left out of the covariance and the references as the
    /// farthest, each later one would score in the thousands. Rows whose two columns contradict each other stand out all the same.
    /// </summary>
    [Fact]
    public void Score_OrdinaryRowsOfRareLevels_AreNotStrange()
    {
        var schema = new TableSchema(
            MixedRows.Levels("country", 4), MixedRows.Levels("currency", 4), MixedRows.Levels("channel", 3), TableColumn.Numeric("amount"), TableColumn.Count("items"), TableColumn.Binary("abroad"));
        var random = new Random(3);
        var training = Payments(4000, isWrong: false);
        var test = Payments(1000, isWrong: false).Concat(Payments(40, isWrong: true)).ToArray();
        var model = new VaeTrainer(new VaeOptions { Columns = schema, Seed = 1, Engine = new() { Threads = 1 } }).Fit(new MemoryRowSource(training, schema.Width));
        var scores = new float[1040];

        model.Score(test, scores);

        var (ordinary, rare) = (scores[..1000], Enumerable.Range(0, 1000).Where(i => test[(i * schema.Width) + 3] == 1).Select(i => scores[i]).ToArray());
        var abroad = Enumerable.Range(0, 1000).Where(i => test[(i * schema.Width) + schema.Width - 1] == 1).Select(i => scores[i]).ToArray();
        Assert.InRange(rare.Length, 40, 110);
        Assert.True(rare.Order().ElementAt(rare.Length / 2) < 40, $"rare level {rare.Average()}");
        Assert.True(abroad.Order().ElementAt(abroad.Length / 2) < 40, $"rare binary {abroad.Average()}");
        Assert.True(ordinary.Order().ElementAt(990) < 150, $"99 % {ordinary.Order().ElementAt(990)}");
        Assert.True(DetectionMetrics.AreaUnderRoc(scores, [.. Enumerable.Range(0, 1040).Select(i => i >= 1000)]) > 0.99);

        float[] Payments(int count, bool isWrong)
        {
            var rows = new float[count * schema.Width];
            double[] sizes = [4, 5, 4.5, 9];
            for (var i = 0; i < count; i++)
            {
                var row = rows.AsSpan(i * schema.Width, schema.Width);
                var country = Pick(0.5, 0.3, 0.13);
                row[country] = 1;
                row[4 + ((country + (isWrong ? 1 + random.Next(3) : 0)) % 4)] = 1;
                row[8 + Pick(0.6, 0.33)] = 1;
                row[11] = (float)Math.Exp(sizes[country] + (0.8 * (random.NextDouble() + random.NextDouble() - 1)));
                row[12] = (float)Math.Floor(Math.Exp(4 * random.NextDouble()));
                row[13] = random.Next(10) == 0 ? 1 : 0;
            }

            return rows;
        }

        int Pick(params double[] shares)
        {
            var (value, level) = (random.NextDouble(), 0);
            while (level < shares.Length && value >= shares[level])
            {
                value -= shares[level++];
            }

            return level;
        }
    }

    [Fact]
    public void WithoutFarthest_RowsOfARareLevel_KeepsHalfOfThem()
    {
        // Twenty rows, of which the four farthest have the level.
        var rows = Enumerable.Range(0, 20).Select(row => row >= 16 ? 1f : 0).ToArray();

        var kept = LevelRows.WithoutFarthest(rows, 1, [0], [.. Enumerable.Range(0, 20)], most: 5);

        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 16, 17], kept.Order());
    }

    private sealed record TrainedTable(Table Rows, VaeModel Model)
    {
        public double Auc(ScoreKind kind)
        {
            var scores = new float[Rows.IsAnomaly.Length];
            Model.Score(Rows.Test, kind, scores);
            return DetectionMetrics.AreaUnderRoc(scores, Rows.IsAnomaly);
        }
    }

    private sealed record Table(TableSchema Columns, float[] Training, float[] Test, bool[] IsAnomaly)
    {
        // The kind of score has no part in training: one model serves them all.
        private static readonly ConcurrentDictionary<(string File, int Seed, int Levels), Lazy<TrainedTable>> AllTrained = new();

        /// <summary>A model of rows of a file, with a column of that many levels beside them that says nothing.</summary>
        public static TrainedTable Trained(string file, int seed, int levels) => AllTrained.GetOrAdd(
            (file, seed, levels),
            _ => new(() => (levels == 0 ? Read(file, seed) : Read(file, seed).WithLevels(levels)).Train(seed))).Value;

        public double Auc(ScoreKind kind, int seed) => Train(seed).Auc(kind);

        private TrainedTable Train(int seed)
        {
            var options = new VaeOptions { Columns = Columns, Seed = seed, Engine = new() { Threads = 1 } };
            return new(this, new VaeTrainer(options).Fit(new MemoryRowSource(Training, Columns.Width)));
        }

        public static Table Read(string file, int seed)
        {
            var all = RowSourceFactory.Open(RepositoryFolder.PathOf("datasets", file), new RowSourceOptions { Label = "label" });
            var rows = new List<(float[] Row, bool IsAnomaly)>();
            using var reader = ((ILabelledRowSource)all).OpenLabelledReader();
            var (row, label) = (new float[all.ColumnCount], new float[1]);
            while (reader.Read(row, label) > 0)
            {
                rows.Add(([.. row], label[0] != 0));
            }

            var random = new Random(seed);
            var normal = rows.Where(r => !r.IsAnomaly).Select(r => r.Row).OrderBy(_ => random.Next()).ToArray();
            var half = Math.Min(3000, normal.Length / 2);
            float[][] test = [.. normal[half..Math.Min(normal.Length, half + 3000)], .. rows.Where(r => r.IsAnomaly).Select(r => r.Row)];
            var held = Math.Min(normal.Length, half + 3000) - half;
            return new Table(
                TableSchema.Numeric(Enumerable.Range(0, all.ColumnCount).Select(i => $"x{i}")),
                [.. normal[..half].SelectMany(r => r)],
                [.. test.SelectMany(r => r)],
                [.. Enumerable.Range(0, test.Length).Select(i => i >= held)]);
        }

        public Table WithLevels(int levels)
        {
            var random = new Random(levels);
            var width = Columns.Width;
            float[] Add(float[] rows) => [.. rows.Chunk(width).SelectMany(row =>
            {
                var level = new float[levels];
                level[random.Next(levels)] = 1;
                return row.Concat(level);
            })];
            return new Table(new TableSchema([.. Columns.Columns, MixedRows.Levels("noise", levels)]), Add(Training), Add(Test), IsAnomaly);
        }

        /// <summary>b is a or the level after it, c follows the sign of x, and three numbers depend on one another; an anomaly breaks the first rule.</summary>
        public static Table Rule(int seed)
        {
            var random = new Random(seed);
            float[] Row(bool breaks)
            {
                var row = new float[3 + 5 + 5 + 2];
                var a = random.Next(5);
                var b = (a + (breaks ? 2 + random.Next(3) : random.Next(2))) % 5;
                for (var i = 0; i < 3; i++)
                {
                    row[i] = (i > 0 ? 0.7f * row[0] : 0) + (float)(random.NextDouble() + random.NextDouble() - 1);
                }

                row[3 + a] = row[8 + b] = row[13 + (row[0] > 0 ? 1 : 0)] = 1;
                return row;
            }

            var isAnomaly = Enumerable.Range(0, 600).Select(i => i >= 500).ToArray();
            return new Table(
                new TableSchema([.. Enumerable.Range(0, 3).Select(i => TableColumn.Numeric($"x{i}")), MixedRows.Levels("a", 5), MixedRows.Levels("b", 5), MixedRows.Levels("c", 2)]),
                [.. Enumerable.Range(0, 2000).SelectMany(_ => Row(false))],
                [.. isAnomaly.SelectMany(Row)],
                isAnomaly);
        }

        public Table Numbers()
        {
            float[] Cut(float[] rows) => [.. rows.Chunk(Columns.Width).SelectMany(row => row.Take(3))];
            return new Table(new TableSchema([.. Columns.Columns.Take(3)]), Cut(Training), Cut(Test), IsAnomaly);
        }
    }
}
