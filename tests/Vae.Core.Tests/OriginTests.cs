using FsCheck;
using FsCheck.Fluent;
using Vae.Core.Data;
using Vae.Core.Onnx;
using Vae.Core.Options;
using Vae.Core.Tests.Onnx.Runtimes;

namespace Vae.Core.Tests;

/// <summary>Columns whose values differ in digits that 32-bit floats do not have.</summary>
public class OriginTests
{
    [Theory]
    [InlineData(1732780800, 600, 1764316800)]
    [InlineData(101325, 0.04, 101425)]
    [InlineData(52.52, 0.00001, 57.52)]
    [InlineData(20200101, 30, 20210101)]
    [InlineData(-1e12, 0.001, -1e12 + 1)]
    public void Score_ValueFarFromAColumnWithAnOffset_IsFlagged(double offset, double range, double far)
    {
        var model = OffsetModels.Fit(OffsetModels.Rows(600, offset, range));
        double[] rows = [0.5, 1.05, offset + (range / 2), 0.5, 1.05, far];

        var scores = OffsetModels.Scores(model, rows);

        Assert.False(model.IsAnomaly(scores[0]), $"{scores[0]} of {model.Threshold}");
        Assert.True(model.IsAnomaly(scores[1]), $"{scores[1]} of {model.Threshold}");
        Assert.Equal(0, model.Origin[0]);
        Assert.InRange(model.Origin[2], offset - 1, offset + range + 1);
        Assert.Equal("c2", model.Explain(rows.AsSpan(3)).Largest(1)[0].Name);
    }

    [Fact]
    public void Score_OffsetsUpTo1E12AndRangesDownTo1EMinus3_AgreeInEngineFileAndGraphAndRiseWithDistance()
    {
        Gen<(double Offset, double Range)> columns =
            from exponent in Gen.Choose(0, 12)
            from mantissa in Gen.Choose(-100, 100)
            from range in Gen.Choose(-3, 3)
            where Math.Abs(mantissa) * Math.Pow(10, exponent) <= 1e14
            select (mantissa / 100.0 * Math.Pow(10, exponent), Math.Pow(10, range));
        Prop.ForAll(Arb.From(columns), column =>
        {
            var (offset, range) = column;
            var model = OffsetModels.Fit(OffsetModels.Rows(200, offset, range), OffsetModels.Options(ScoreKind.WhitenedDistance) with { Scaling = ScalingKind.Standardize, Training = new() { Steps = 40, BatchSize = 64 } });
            double[] rows = [.. OffsetModels.Rows(20, offset, range, seed: 2), .. Enumerable.Range(0, 8).SelectMany(k => new[] { 0.5, 1.05, offset + (range * (0.5 + Math.Pow(4, k))) })];
            var scores = OffsetModels.Scores(model, rows);
            Assert.Equal(scores, OffsetModels.Scores(OffsetModels.Reloaded(model), rows));
            Agreement.Require("scores", scores, [.. OffsetModels.Run(model, rows, "score").Select(value => (float)value)], scores[..20], 1);
            for (var k = 1; k < 8; k++)
            {
                Assert.True(scores[20 + k] > scores[19 + k], $"offset {offset}, range {range}: {scores[20 + k]} after {scores[19 + k]}");
            }

            Assert.True(model.IsAnomaly(scores[^1]));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(12).WithReplay(11, 7));
    }

    [Fact]
    public void Reconstruct_ColumnWithAnOffset_ComesBackInItsOwnDigits()
    {
        var model = OffsetModels.Fit(OffsetModels.Rows(600, 1732780800, 600));
        double[] rows = OffsetModels.Rows(10, 1732780800, 600, seed: 3);
        var (rebuilt, decoded, codes, floats) = (new double[30], new double[30], new float[20], new float[30]);

        model.Reconstruct(rows, rebuilt);
        model.Encode(rows, codes);
        model.Decode(codes, decoded);
        model.Transform(rows, new VaeOutputs { Reconstruction = floats });

        Assert.All(Enumerable.Range(0, 10), i => Assert.InRange(rebuilt[(i * 3) + 2], 1732780800 - 300, 1732781400 + 300));
        Assert.True(Enumerable.Range(0, 10).Select(i => rebuilt[(i * 3) + 2]).Distinct().Count() > 5);
        Assert.All(rebuilt.Zip(decoded), pair => Assert.Equal(pair.First, pair.Second, 1e-3));
        Assert.Equal(Array.ConvertAll(rebuilt, value => (float)value), floats);
        Assert.All(rebuilt.Zip(OffsetModels.Run(model, rows, "reconstruction")), pair => Assert.Equal(pair.First, pair.Second, 1e-2));
    }

    [Fact]
    public void Impute_ColumnWithAnOffset_KeepsWhatWasObservedAndFillsInNearby()
    {
        var model = OffsetModels.Fit(OffsetModels.Rows(600, 20200101, 30), OffsetModels.Options() with { MissingValues = MissingValueHandling.Observed });
        double[] rows = [double.NaN, 1.05, 20200103, 0.5, 1.05, double.NaN, 0.5, 1.05, double.PositiveInfinity];
        var imputed = new double[9];

        model.Impute(rows, imputed);

        Assert.Equal([1.05, 20200103], imputed[1..3]);
        Assert.InRange(imputed[5], 20200090, 20200142);
        Assert.All(imputed[6..], value => Assert.True(double.IsNaN(value)));
        var graph = OffsetModels.Run(model, rows, "imputed", new OnnxExportOptions { Imputed = "imputed" });
        Assert.All(imputed.Zip(graph), pair => Assert.Equal(pair.First, pair.Second, 1e-3));
        Assert.Equal(20200103, graph[2]);

        // In the same memory too.
        model.Impute(rows, rows);
        Assert.Equal(imputed, rows);
    }

    [Fact]
    public void Explain_ColumnWithAnOffset_SaysItInItsOwnDigits()
    {
        var model = OffsetModels.Fit(OffsetModels.Rows(600, 101325, 0.04));

        var explained = model.Explain([0.5, 1.05, 101325.5]).Largest(1)[0];

        Assert.Equal(101325.5, explained.Value);
        Assert.Equal(101325.02, explained.Expected, 0.02);
        Assert.StartsWith("c2 is 101325.5, expected 101325.", explained.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Score_FloatsOfAModelWithAnOrigin_AreTakenForWhatTheyAre()
    {
        var model = OffsetModels.Fit(OffsetModels.Rows(600, 1732780800, 600));
        float[] floats = [0.5f, 1.05f, 1732780928];
        var (fromFloats, fromDoubles) = (new float[1], new float[1]);

        model.Score(floats, fromFloats);
        model.Score([0.5f, 1.05f, 1732780928d], fromDoubles);

        Assert.Equal(fromDoubles, fromFloats);
    }

    [Fact]
    public void Fit_RowsThatFloatsHold_GivesTheModelOfTheFloats()
    {
        var rows = OffsetModels.Rows(300, 3, 2);
        var doubles = OffsetModels.Fit(rows);
        var floats = new Vae.Core.Models.VaeTrainer(OffsetModels.Options()).Fit(new MemoryRowSource(Array.ConvertAll(rows, value => (float)value), 3));

        Assert.True(doubles.Origin.IsEmpty);
        Assert.Equal(OffsetModels.Scores(floats, rows), OffsetModels.Scores(doubles, rows));
    }

    [Fact]
    public void Fit_MoreRowsThanTheBudget_FindsTheSameOrigin()
    {
        var rows = OffsetModels.Rows(90_000, 1732780800, 600);
        var options = OffsetModels.Options();
        var streamed = OffsetModels.Fit(rows, options with { Training = options.Training with { MemoryBudgetBytes = 1 << 20 } });

        Assert.Equal(OffsetModels.Fit(rows).Origin.ToArray(), streamed.Origin.ToArray());
        var scores = OffsetModels.Scores(streamed, [0.5, 1.05, 1732781100, 0.5, 1.05, 1764316800]);
        Assert.False(streamed.IsAnomaly(scores[0]));
        Assert.True(streamed.IsAnomaly(scores[1]));
    }

    [Fact]
    public void Fit_FloatsThatLostTheirDigits_WarnsWithNumbers()
    {
        var rows = OffsetModels.Rows(600, 1732780800, 600);
        var model = new Vae.Core.Models.VaeTrainer(OffsetModels.Options()).Fit(new MemoryRowSource(Array.ConvertAll(rows, value => (float)value), 3));

        var warning = Assert.Single(model.Report.Warnings, warning => warning.Contains("32-bit floats", StringComparison.Ordinal));
        Assert.Contains("Column 3 lies between 1732780800 and 1732781", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_UnscaledRowsWithAnOffset_WarnsWithNumbers()
    {
        var model = OffsetModels.Fit(OffsetModels.Rows(600, 101325, 0.04), OffsetModels.Options() with { Scaling = ScalingKind.None, Training = new() { Steps = 5, Optimizer = new() { LearningRate = 1e-6f } } });

        Assert.True(model.Origin.IsEmpty);
        Assert.Contains(model.Report.Warnings, warning => warning.Contains("'c2'", StringComparison.Ordinal) && warning.Contains("Scaling is None", StringComparison.Ordinal));
    }

    [Fact]
    public void Compare_RowsOfAColumnWithAnOffset_SeesThatTheyMoved()
    {
        var model = OffsetModels.Fit(OffsetModels.Rows(600, 1732780800, 600));

        Assert.False(model.Compare(new DoubleRowSource(OffsetModels.Rows(300, 1732780800, 600, seed: 9), 3)).HasDrifted);
        Assert.True(model.Compare(new DoubleRowSource(OffsetModels.Rows(300, 1732782000, 600, seed: 9), 3)).HasDrifted);
    }

    [Fact]
    public void Sample_ColumnWithAnOffset_ComesInItsOwnDigits()
    {
        var model = OffsetModels.Fit(OffsetModels.Rows(600, 1732780800, 600));

        var rows = model.Sample(50).ToDoubles();

        Assert.All(Enumerable.Range(0, 50), i => Assert.InRange(rows[(i * 3) + 2], 1732780800 - 900, 1732781400 + 900));
        Assert.True(Enumerable.Range(0, 50).Select(i => rows[(i * 3) + 2]).Distinct().Count() > 25);
    }
}
