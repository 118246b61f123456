using Vae.Core.Data;
using Vae.Core.Explanations;
using Vae.Core.Models;
using Vae.Core.Onnx;
using Vae.Core.Options;
using Vae.Core.Tests.Engines.Managed;
using Vae.Core.Tests.Onnx.Runtimes;
using Vae.Core.Tests.Oracles;
using Vae.Data;
using Vae.Data.Options;

namespace Vae.Core.Tests.Scoring;

/// <summary>Scores are split by how far values lie from what the others lead one to expect: explanations agree with what they say is expected, and wrong values come first.</summary>
public sealed class SurpriseTests
{
    private static readonly Dictionary<string, Lazy<(VaeModel Model, float[] Later)>> Sets = new()
    {
        ["satellite"] = new(() => Shipped("satellite", 2000)),
        ["breast-cancer"] = new(() => Shipped("breast-cancer", 178)),
        ["6 of 2"] = new(() => Factors(6, 2)),
        ["10 of 3"] = new(() => Factors(10, 3)),
        ["20 of 4"] = new(() => Factors(20, 4)),
    };

    public static TheoryData<string, int, double> Planted()
    {
        var data = new TheoryData<string, int, double>();
        foreach (var name in Sets.Keys)
        {
            data.Add(name, 1, 6);
            data.Add(name, 1, 10);
            data.Add(name, 2, 6);
            data.Add(name, 2, 10);
        }

        return data;
    }

    public static TheoryData<ScoreKind, bool> Kinds()
    {
        var data = new TheoryData<ScoreKind, bool>();
        foreach (var kind in Enum.GetValues<ScoreKind>())
        {
            data.Add(kind, false);
            data.Add(kind, true);
        }

        return data;
    }

    /// <summary>All of them do in 95 of 100 rows, and no fewer than by the split of before.</summary>
    [Theory]
    [MemberData(nameof(Planted))]
    public void Contributions_WrongValues_ComeFirst(string set, int values, double sigmas)
    {
        var (model, later) = Sets[set].Value;
        var before = new VaeModel(model.Parts with { SharesBySurprise = false });
        var (rows, planted) = Plant(later, model.InputDimension, values, sigmas);

        var (found, foundBefore) = (First(model, rows, planted), First(before, rows, planted));

        Assert.True(found >= 0.95 * planted.Count, $"{found} of {planted.Count}");
        Assert.True(found >= foundBefore, $"{found} of {planted.Count}, and {foundBefore} before");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Explain_AnyRow_ContributesByTheSquareOfItsSurprise(ScoreKind kind, bool hasHoles)
    {
        var (model, later) = hasHoles ? Holes.Value : Sets["10 of 3"].Value;
        model = Scoring(model, kind, later);
        var width = model.InputDimension;
        var (rows, _) = Plant(later, width, 2, 5);
        for (var row = 0; row < 100; row++)
        {
            var values = (row % 2 == 0 ? later : rows).AsSpan(row * width, width).ToArray();

            var explanation = model.Explain(values);

            var known = explanation.Features.Where(feature => !double.IsNaN(feature.Value)).ToArray();
            var squares = known.Select(feature => ((double)feature.Surprise * feature.Surprise) + 1e-6).ToArray();
            var least = Math.Min(Least(model), explanation.Score / known.Length);
            var rest = explanation.Score - (least * known.Length);
            foreach (var (feature, square) in known.Zip(squares))
            {
                Assert.Equal(least + (rest * square / squares.Sum()), feature.Contribution, 2e-3 * rest + 1e-4);
            }

            Assert.All(explanation.Features.Except(known), feature => Assert.Equal(0, feature.Contribution));
            Assert.Equal(explanation.Score, known.Sum(feature => (double)feature.Contribution), 1e-5 * (rest + Math.Abs(explanation.Score) + 1));
            var leader = known.MaxBy(feature => feature.Contribution)!;
            Assert.True(
                Math.Abs(leader.Surprise) >= 1 || known.All(feature => Math.Abs(feature.Surprise) < 1) || rest == 0,
                $"{leader} leads, although another value is more than one sigma off");
        }
    }

    [Theory]
    [InlineData("numbers")]
    [InlineData("holes")]
    [InlineData("kinds")]
    [InlineData("networks")]
    [InlineData("context")]
    public void Contributions_WrongValues_AreThoseOfTheGraphAndOfTheFileReadBack(string what)
    {
        var (model, later) = what switch
        {
            "holes" => Holes.Value,
            "kinds" => Mixed.Value,
            "networks" => Factors(10, 3, networks: 2),
            "context" => Factors(10, 3, context: 2),
            _ => Sets["10 of 3"].Value,
        };
        var width = model.InputDimension;
        foreach (var kind in Enum.GetValues<ScoreKind>())
        {
            var scored = Scoring(model, kind, later);
            float[] rows = what == "kinds" ? [.. later.AsSpan(0, 100 * width)] : [.. Plant(later, width, 2, 6).Rows.AsSpan(0, 80 * width), .. Plant(later, width, 1, 1e7).Rows.AsSpan(0, 20 * width)];
            var (parts, again) = (new float[rows.Length], new float[rows.Length]);

            scored.Contributions(rows, parts);

            using var file = new MemoryStream();
            scored.Save(file);
            file.Position = 0;
            VaeModel.Load(file).Contributions(rows, again);
            Assert.Equal(parts, again);
            using var session = InProcess.Session(scored, new OnnxExportOptions { Contributions = "contributions" });
            var graph = InProcess.Floats(session, rows, width, "contributions");
            for (var i = 0; i < parts.Length; i++)
            {
                Assert.Equal(parts[i], graph[i], 1e-4 * parts.AsSpan(i / width * width, width).ToArray().Sum(Math.Abs));
            }
        }
    }

    [Fact]
    public void Contributions_RowsInAContext_AreOfWhatIsScoredAndExpectedInIt()
    {
        var (model, later) = Factors(10, 3, context: 2);
        var random = new Random(4);
        var deviations = FactorRows.Deviations(later, 10);
        for (var row = 0; row < 50; row++)
        {
            var values = later.AsSpan(row * 10, 10).ToArray();
            var planted = FactorRows.Plant(values.AsSpan(0, 8), deviations[..8], 1, 8, random)[0];

            var explanation = model.Explain(values);

            Assert.Equal(planted, explanation.Largest(1)[0].Index);
            Assert.Equal(0, explanation.Features[8].Contribution);
            Assert.Equal(0, explanation.Features[9].Contribution);
            Assert.Equal(explanation.Score, explanation.Features.Sum(feature => (double)feature.Contribution), 1e-5 * explanation.Score);
        }
    }

    [Fact]
    public void Contributions_ScoreThatAFloatCannotHold_IsInfiniteOfTheValueThatIsFarOff()
    {
        var rows = FactorRows.Draw(1000, 6, 2, 0.3, seed: 12);
        var model = new VaeTrainer(new VaeOptions { Scaling = ScalingKind.Standardize, Training = new() { Steps = 50 } }).Fit(new MemoryRowSource(rows, 6));
        var row = rows.AsSpan(0, 6).ToArray();
        row[3] = 1e30f;
        var (score, parts) = (new float[1], new float[6]);

        model.Transform(row, new VaeOutputs { Scores = score, Contributions = parts });

        Assert.True(float.IsPositiveInfinity(score[0]));
        Assert.True(float.IsPositiveInfinity(parts[3]));
        Assert.All(parts.Where((_, d) => d != 3), part => Assert.InRange(part, 0, float.MaxValue));
        using var session = InProcess.Session(model, new OnnxExportOptions { Contributions = "contributions" });
        Assert.Equal(parts.Select(float.IsInfinity), InProcess.Floats(session, row, 6, "contributions").Select(float.IsInfinity));
    }

    [Fact]
    public void Explain_LevelNeverSeen_LeadsWhereTheNumbersAreAsExpected()
    {
        var (model, later) = Mixed.Value;
        var width = model.InputDimension;
        var schema = model.Columns!;
        for (var row = 0; row < 40; row++)
        {
            var values = later.AsSpan(row * width, width).ToArray();
            values.AsSpan(schema.Offset(1), schema.Columns[1].Width).Clear();

            var columns = model.Explain(values).ByColumn(schema);

            if (columns.Count(column => column.Value is null) == 1)
            {
                Assert.Equal(1, columns.MaxBy(column => column.Contribution)!.Index);
            }
        }
    }

    private static readonly Lazy<(VaeModel Model, float[] Later)> Holes = new(() =>
    {
        var rows = FactorRows.Draw(3000, 8, 2, 0.3, seed: 8);
        var random = new Random(9);
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = random.NextDouble() < 0.15 ? float.NaN : rows[i];
        }

        var options = new VaeOptions { MissingValues = MissingValueHandling.Observed, Training = new() { Steps = 200 }, Scoring = new() { ReferenceRows = 64 } };
        return (new VaeTrainer(options).Fit(new MemoryRowSource(rows.AsMemory(0, 2000 * 8), 8)), rows[(2000 * 8)..]);
    });

    private static readonly Lazy<(VaeModel Model, float[] Later)> Mixed = new(() =>
    {
        var schema = MixedRows.Schema;
        var rows = FactorRows.Draw(3000, schema.Width, 3, 0.3, seed: 10);
        MixedRows.Discretise(schema, rows, new Random(11));
        for (var i = schema.Offset(4); i < rows.Length; i += schema.Width)
        {
            rows[i] = MathF.Round(MathF.Exp(rows[i]));
        }

        var options = new VaeOptions { Columns = schema, Training = new() { Steps = 200 }, Scoring = new() { ReferenceRows = 64 } };
        return (new VaeTrainer(options).Fit(new MemoryRowSource(rows.AsMemory(0, 2000 * schema.Width), schema.Width)), rows[(2000 * schema.Width)..]);
    });

    private static (VaeModel Model, float[] Later) Shipped(string name, int trained)
    {
        var all = RowSourceFactory.Open(RepositoryFolder.PathOf("datasets", name + ".csv"), new RowSourceOptions { Label = "label" });
        var normal = new NormalRowsSource(all).ReadAll().Values;
        return Fit(normal.ToArray(), all.ColumnCount, trained);
    }

    private static (VaeModel Model, float[] Later) Factors(int columns, int factors, int networks = 1, int context = 0) =>
        Fit(FactorRows.Draw(3000, columns, factors, 0.3, seed: 7), columns, 2000, networks, context);

    private static (VaeModel Model, float[] Later) Fit(float[] rows, int columns, int trained, int networks = 1, int context = 0)
    {
        var options = new VaeOptions { Seed = 1, ContextColumnCount = context, Training = new() { Steps = 300, EnsembleSize = networks } };
        return (new VaeTrainer(options).Fit(new MemoryRowSource(rows.AsMemory(0, trained * columns), columns)), rows[(trained * columns)..]);
    }

    private static double Least(VaeModel model) => model.Options.Scoring.Kind is ScoreKind.ReferenceDistance or ScoreKind.WhitenedDistance or ScoreKind.SquaredError
        ? 0
        : model.ScoreDistribution!.Scores[0] / (double)model.InputDimension;

    /// <summary>A model of another score, trained on other rows.</summary>
    private static VaeModel Scoring(VaeModel model, ScoreKind kind, float[] rows)
    {
        var options = model.Options with { Scoring = new() { Kind = kind, Samples = 3, ReferenceRows = 64 }, Training = model.Options.Training with { Steps = 100 } };
        return new VaeTrainer(options).Fit(new MemoryRowSource(rows, model.InputDimension));
    }

    private static (float[] Rows, List<int[]> Planted) Plant(float[] later, int width, int values, double sigmas)
    {
        var random = new Random(values);
        var deviations = FactorRows.Deviations([.. later.Select(value => float.IsNaN(value) ? 0 : value)], width);
        var rows = (float[])later.Clone();
        var planted = new List<int[]>();
        for (var row = 0; row * width < rows.Length; row++)
        {
            planted.Add(FactorRows.Plant(rows.AsSpan(row * width, width), deviations, values, sigmas, random));
        }

        return (rows, planted);
    }

    /// <summary>In how many rows the planted values are those with the largest parts.</summary>
    private static int First(VaeModel model, float[] rows, List<int[]> planted)
    {
        var width = model.InputDimension;
        var parts = new float[rows.Length];
        model.Contributions(rows, parts);
        return planted.Where((columns, row) => Enumerable.Range(0, width).OrderByDescending(d => parts[(row * width) + d]).Take(columns.Length).Order().SequenceEqual(columns.Order())).Count();
    }
}
