using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Core.Options;

namespace Vae.Core.Tests.Models;

/// <summary>Models that go on learning with levels that they did not know.</summary>
public sealed class AddedLevelsTests
{
    private const int Count = 400;

    private static readonly TableSchema Known = new(
        TableColumn.Numeric("n"), TableColumn.Categorical("c", "a", "b", "d"), TableColumn.Count("k"), TableColumn.Categorical("where", "x", "y"));

    private static readonly TableSchema Wider = Known.WithLevelsOf(new TableSchema(
        TableColumn.Categorical("where", "y", "z"), TableColumn.Categorical("c", "b", "e", "f"), TableColumn.Numeric("other")));

    private static readonly VaeOptions Still = new() { Training = new TrainingOptions { Steps = 1, Optimizer = new OptimizerOptions { LearningRate = 1e-9f } } };

    public static TheoryData<string> Kinds => ["default", "no hidden layers", "context", "context without hidden layers", "autoencoder", "ensemble", "unscaled"];

    [Fact]
    public void WithLevelsOf_AnotherTable_PutsItsLevelsBehindTheOwn()
    {
        Assert.Equal(["a", "b", "d", "e", "f"], Wider.Columns[1].Levels.AsEnumerable());
        Assert.Equal(["x", "y", "z"], Wider.Columns[3].Levels.AsEnumerable());
        Assert.Equal(Known.Columns[0], Wider.Columns[0]);
        Assert.Equal(Known.Width + 3, Wider.Width);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Continue_AddLevelsWithoutARate_EncodesAndRebuildsKnownRowsAsBefore(string kind)
    {
        var model = new VaeTrainer(Options(kind)).Fit(Rows(Known, 1));

        var again = new VaeTrainer(Still).Continue(Rows(Wider, 2), model, new ContinuedTraining { AddLevels = true });

        Assert.Equal(Wider, again.Columns);
        Assert.Equal(model.LatentDimension, again.LatentDimension);
        var (narrow, wide) = (Values(Known, 3, knownOnly: true), Values(Wider, 3, knownOnly: true));
        Near(Encoded(model, narrow), Encoded(again, wide));
        var (before, after) = (Rebuilt(model, narrow), Rebuilt(again, wide));
        for (var row = 0; row < Count; row++)
        {
            for (var column = 0; column < Known.Columns.Length; column++)
            {
                var old = before.AsSpan((row * Known.Width) + Known.Offset(column), Known.Columns[column].Width);
                var now = after.AsSpan((row * Wider.Width) + Wider.Offset(column), Wider.Columns[column].Width);
                if (column is 1 or 3)
                {
                    // The probabilities of known levels keep their ratios.
                    Assert.Equal(old[0] / old[1], now[0] / now[1], Math.Abs(old[0] / old[1]) * 1e-2f);
                }
                else
                {
                    Near(old, now[..old.Length]);
                }
            }
        }
    }

    [Fact]
    public void Continue_AddLevels_LearnsThem()
    {
        var model = new VaeTrainer(Options("default")).Fit(Rows(Known, 1));

        var again = new VaeTrainer(new VaeOptions { Training = new TrainingOptions { Steps = 2000, Optimizer = new OptimizerOptions { LearningRate = 0.005f } } }).Continue(Rows(Wider, 2), model, new ContinuedTraining { AddLevels = true });

        // Rows of the new level 'e' are rebuilt as such, and are no stranger than others.
        var rows = Values(Wider, 5);
        var rebuilt = Rebuilt(again, rows);
        var e = Wider.Offset(1) + 3;
        int[] news = [.. Enumerable.Range(0, Count).Where(row => rows[(row * Wider.Width) + e] == 1)];
        Assert.True(news.Length > 40);
        Assert.True(news.Average(row => rebuilt[(row * Wider.Width) + e]) > 0.5);
        var scores = new float[Count];
        again.Score(rows, scores);
        Assert.InRange(news.Count(row => again.IsAnomaly(scores[row])) / (double)news.Length, 0, 0.3);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Continue_AddLevels_GivesAModelThatIsSavedAndLoaded(string kind)
    {
        var model = new VaeTrainer(Options(kind)).Fit(Rows(Known, 1));
        var again = new VaeTrainer(new VaeOptions { Training = new TrainingOptions { Steps = 20 } }).Continue(Rows(Wider, 2), model, new ContinuedTraining { AddLevels = true });
        using var stream = new MemoryStream();

        again.Save(stream);
        stream.Position = 0;
        var loaded = VaeModel.Load(stream);

        var rows = Values(Wider, 4);
        var (expected, actual) = (new float[Count], new float[Count]);
        again.Score(rows, expected);
        loaded.Score(rows, actual);
        Assert.Equal(expected, actual);
        Assert.Equal(again.Columns, loaded.Columns);
    }

    [Fact]
    public void Continue_AddLevels_ComparesByTheLevelsOfBefore()
    {
        var model = new VaeTrainer(Options("default")).Fit(Rows(Known, 1));
        var told = new List<Reports.DriftReport>();

        new VaeTrainer(Still).Continue(Rows(Wider, 2), model, new ContinuedTraining { AddLevels = true, Drift = new Listener(told) });

        Assert.Equal(Known.Width, Assert.Single(told).Features.Length);
    }

    [Fact]
    public void Fit_ColumnsThatHaveChanged_AreRefusedByName()
    {
        var model = new VaeTrainer(Options("default")).Fit(Rows(Known, 1));

        Refuses(Wider, "Column 'c' has 2 levels that the model does not know, such as 'e'; set AddLevels", adds: false);
        Refuses(new TableSchema([.. Known.Columns, TableColumn.Numeric("new")]), "Column 5 of the rows is 'new' and the model has no such column there");
        Refuses(new TableSchema(Known.Columns[..3]), "Column 4 of the rows is not there and the model has 'where' there");
        Refuses(new TableSchema(TableColumn.Binary("n"), Known.Columns[1], Known.Columns[2], Known.Columns[3]), "Column 'n' is Binary in the rows and Numeric in the model");
        Refuses(new TableSchema(Known.Columns[0], TableColumn.Categorical("c", "b", "a", "d"), Known.Columns[2], Known.Columns[3]), "Column 'c' of the rows has not the model's levels in their order");

        void Refuses(TableSchema columns, string words, bool adds = true) => Assert.Contains(
            words,
            Assert.Throws<VaeDataException>(() => new VaeTrainer(Still).Continue(new TableRows(new float[20 * columns.Width], columns), model, new ContinuedTraining { AddLevels = adds })).Message,
            StringComparison.Ordinal);
    }

    private static VaeOptions Options(string kind)
    {
        var options = new VaeOptions { Training = new TrainingOptions { Steps = 200, BatchSize = 50 }, Engine = new EngineOptions { Threads = 2 } };
        return kind switch
        {
            "no hidden layers" => options with { Network = new NetworkOptions { HiddenLayers = [] } },
            "context" => options with { ContextColumnCount = 1 },
            "context without hidden layers" => options with { ContextColumnCount = 1, Network = new NetworkOptions { HiddenLayers = [], LatentDimension = 2 } },
            "autoencoder" => options with { Objective = new() { Kind = ObjectiveKind.Autoencoder } },
            "ensemble" => options with { Training = options.Training with { EnsembleSize = 2 } },
            "unscaled" => options with { Scaling = ScalingKind.None },
            _ => options,
        };
    }

    private static TableRows Rows(TableSchema columns, int seed) => new(Values(columns, seed), columns);

    /// <summary>Rows whose number follows from their level and whose count from their place.</summary>
    private static float[] Values(TableSchema columns, int seed, bool knownOnly = false)
    {
        var random = new Random(seed);
        var values = new float[Count * columns.Width];
        for (var row = 0; row < Count; row++)
        {
            var here = values.AsSpan(row * columns.Width, columns.Width);
            var level = random.Next(knownOnly ? 3 : columns.Columns[1].Width);
            var place = random.Next(knownOnly ? 2 : columns.Columns[3].Width);
            here[0] = (float)(level + (0.2 * random.NextDouble()));
            here[columns.Offset(1) + level] = 1;
            here[columns.Offset(2)] = random.Next(3) + (10 * place);
            here[columns.Offset(3) + place] = 1;
        }

        return values;
    }

    private static float[] Encoded(VaeModel model, float[] rows)
    {
        var codes = new float[Count * model.LatentDimension];
        model.Encode(rows, codes);
        return codes;
    }

    private static float[] Rebuilt(VaeModel model, float[] rows)
    {
        var rebuilt = new float[rows.Length];
        model.Reconstruct(rows, rebuilt);
        return rebuilt;
    }

    private static void Near(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            // A value beyond those of training counts as the last of them, and either model has had its own.
            Assert.Equal(expected[i], actual[i], 3e-3f * Math.Max(1, Math.Abs(expected[i])));
        }
    }

    private sealed class Listener(List<Reports.DriftReport> told) : IProgress<Reports.DriftReport>
    {
        public void Report(Reports.DriftReport value) => told.Add(value);
    }

    private sealed class TableRows(float[] values, TableSchema columns) : IRowSource
    {
        private readonly MemoryRowSource rows = new(values, columns.Width, columns.FeatureNames);

        public int ColumnCount => columns.Width;

        public IReadOnlyList<string>? ColumnNames => columns.FeatureNames;

        public TableSchema? Columns => columns;

        public long? RowCount => rows.RowCount;

        public IRowReader OpenReader() => rows.OpenReader();
    }
}
