using Vae.Core.Data;
using Vae.Core.Likelihoods;
using Vae.Core.Models;
using Vae.Core.Onnx;
using Vae.Core.Options;
using Vae.Core.Tests.Onnx.Runtimes;

namespace Vae.Core.Tests;

/// <summary>Columns that had one value in training.</summary>
public class ConstantColumnTests
{
    public static TheoryData<ScoreKind, ScalingKind> Kinds()
    {
        var kinds = new TheoryData<ScoreKind, ScalingKind>();
        foreach (var kind in Enum.GetValues<ScoreKind>())
        {
            kinds.Add(kind, ScalingKind.Standardize);
        }

        kinds.Add(ScoreKind.SquaredError, ScalingKind.MinMax);
        kinds.Add(ScoreKind.ReferenceDistance, ScalingKind.Robust);
        kinds.Add(ScoreKind.WhitenedDistance, ScalingKind.MinMax);
        return kinds;
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Score_ConstantThatMoves_IsFlaggedByEveryScoreAndNamedAndRises(ScoreKind kind, ScalingKind scaling)
    {
        const int Width = 12;
        var model = OffsetModels.Fit(Rows(500, Width, 1_000_000), OffsetModels.Options(kind) with { Scaling = scaling }, Width);
        double[] moved = [1_000_000, 1_000_000.5, 1_000_100, 1_010_000, 1_100_000, 2_000_000, -5, 3e38];
        double[] rows = [.. moved.SelectMany(value => (double[])[.. Rows(1, Width, 0)[..^1], value])];

        var scores = OffsetModels.Scores(model, rows);

        Assert.Equal([Width - 1], model.ConstantFeatures.ToArray());
        Assert.False(model.IsAnomaly(scores[0]), $"{scores[0]} of {model.Threshold}");
        for (var i = 1; i < moved.Length; i++)
        {
            Assert.True(model.IsAnomaly(scores[i]), $"{moved[i]}: {scores[i]} of {model.Threshold}");
            var explained = model.Explain(rows.AsSpan(i * Width, Width));
            Assert.Equal("c11", explained.Largest(1)[0].Name);
            Assert.Equal(scores[i], explained.Features.Sum(feature => (double)feature.Contribution), scores[i] * 1e-4);
        }

        for (var i = 2; i < 6; i++)
        {
            Assert.True(scores[i] > scores[i - 1]);
        }

        Assert.Equal(scores, OffsetModels.Scores(OffsetModels.Reloaded(model), rows));
        var (graph, parts) = (OffsetModels.Run(model, rows, "score"), OffsetModels.Run(model, rows, "contributions", new OnnxExportOptions { Contributions = "contributions" }));
        Agreement.Require("scores", scores, [.. graph.Select(value => (float)value)], scores, 1);
        var contributions = new float[rows.Length];
        model.Transform(rows, new VaeOutputs { Contributions = contributions });
        Agreement.Require("contributions", contributions, [.. parts.Select(value => (float)value)], contributions, Width);
        Assert.Equal(0, contributions[Width - 1], 0.2f * Math.Abs(model.Threshold));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-0.7)]
    [InlineData(1732780801)]
    [InlineData(9e15)]
    public void Score_OtherConstants_AreFlaggedWhenTheyMoveByOne(double constant)
    {
        var model = OffsetModels.Fit(Rows(300, 3, constant));

        var scores = OffsetModels.Scores(model, [.. Rows(1, 3, constant), .. Rows(1, 3, constant + 1), .. Rows(1, 3, constant - 1)]);

        Assert.Equal([false, true, true], scores.Select(model.IsAnomaly));
    }

    [Fact]
    public void Score_NearConstantColumnWithAWildValue_FlagsModestOnes()
    {
        var rows = Rows(10_000, 3, 5);
        rows[(7 * 3) + 2] = 1e6;
        var model = OffsetModels.Fit(rows);

        var scores = OffsetModels.Scores(model, [.. Rows(1, 3, 5), .. Rows(1, 3, 6), .. Rows(1, 3, 1e6)]);

        Assert.Equal([false, true, true], scores.Select(model.IsAnomaly));
    }

    [Fact]
    public void Score_BinaryAndCountThatWereConstant_AreFlagged()
    {
        var schema = new TableSchema(TableColumn.Numeric("x"), TableColumn.Numeric("y"), TableColumn.Binary("alarm"), TableColumn.Count("errors"));
        var random = new Random(3);
        var rows = new double[400 * 4];
        for (var i = 0; i < 400; i++)
        {
            (rows[i * 4], rows[(i * 4) + 1], rows[(i * 4) + 3]) = (random.NextDouble(), random.NextDouble(), 3);
        }

        var model = new VaeTrainer(OffsetModels.Options()).Fit(new DoubleRowSource(rows, 4) { Columns = schema });
        double[] seen = [0.5, 0.5, 0, 3, 0.5, 0.5, 1, 3, 0.5, 0.5, 0, 4];
        var scores = OffsetModels.Scores(model, seen);
        var parts = new float[12];
        model.Transform(seen, new VaeOutputs { ColumnContributions = parts });

        Assert.Equal([false, true, true], scores.Select(model.IsAnomaly));
        Assert.True(parts[6] > model.Threshold);
        Assert.True(parts[11] > model.Threshold);
        Agreement.Require("scores", scores, [.. OffsetModels.Run(model, seen, "score").Select(value => (float)value)], scores, 1);
    }

    [Fact]
    public void Score_MissingConstant_AddsNothing()
    {
        var options = OffsetModels.Options() with { MissingValues = MissingValueHandling.Observed };
        var model = OffsetModels.Fit(Rows(300, 3, 1_000_000), options);
        double[] rows = [0.6, 0.6, double.NaN, 0.6, 0.6, 1_000_000, 0.6, double.NaN, 1_100_000];

        var scores = OffsetModels.Scores(model, rows);

        Assert.False(model.IsAnomaly(scores[0]));
        Assert.True(model.IsAnomaly(scores[2]));
        Agreement.Require("scores", scores, [.. OffsetModels.Run(model, rows, "score").Select(value => (float)value)], scores, 1);
    }

    [Fact]
    public void Score_Ensemble_FlagsAConstantThatMoves()
    {
        var options = OffsetModels.Options();
        var model = OffsetModels.Fit(Rows(300, 3, 1_000_000), options with { Training = options.Training with { EnsembleSize = 2 } });
        double[] rows = [.. Rows(1, 3, 1_000_000), .. Rows(1, 3, 1_000_001)];

        var scores = OffsetModels.Scores(model, rows);

        Assert.Equal([false, true], scores.Select(model.IsAnomaly));
        Agreement.Require("scores", scores, [.. OffsetModels.Run(model, rows, "score").Select(value => (float)value)], scores, 1);
    }

    [Fact]
    public void Score_BernoulliDecoder_FlagsAConstantThatMoves()
    {
        var options = OffsetModels.Options(ScoreKind.NegativeElbo) with { Likelihood = new BernoulliLikelihood(), Scaling = ScalingKind.None };
        var rows = Array.ConvertAll(Rows(400, 4, 1), value => Math.Clamp(value, 0, 1));
        var model = OffsetModels.Fit(rows, options, 4);

        var scores = OffsetModels.Scores(model, [0.5, 0.5, 0.5, 1, 0.5, 0.5, 0.5, 0.9, 0.5, 0.5, 0.5, 255]);

        Assert.Equal([false, true, true], scores.Select(model.IsAnomaly));
        Assert.True(scores[2] > scores[1]);
    }

    [Fact]
    public void Score_HeldOutRowThatBreaksAConstant_CountsAmongTheFlagged()
    {
        var rows = Rows(500, 3, 7);
        var held = Rows(100, 3, 7);
        held[2] = 8;
        var model = new VaeTrainer(OffsetModels.Options()).Fit(new DoubleRowSource(rows, 3), new DoubleRowSource(held, 3));

        Assert.True(model.Report.FlaggedRate!.Flagged >= 1);
    }

    [Fact]
    public void Score_RoundingNoiseOfFloats_DoesNotHideAJump()
    {
        // 101325.02 +- 0.02 as 32-bit floats: six values.
        var rows = new float[600 * 2];
        var random = new Random(8);
        for (var i = 0; i < 600; i++)
        {
            (rows[i * 2], rows[(i * 2) + 1]) = ((float)random.NextDouble(), (float)(101325 + (0.04 * random.NextDouble())));
        }

        var model = new VaeTrainer(OffsetModels.Options()).Fit(new MemoryRowSource(rows, 2));
        var scores = new float[3];
        model.Score([0.5f, 101325.02f, 0.5f, 101425f, 0.5f, 111325f], scores);

        Assert.Equal([false, true, true], scores.Select(model.IsAnomaly));
    }

    /// <summary>Random columns that follow each other, and a constant one behind them.</summary>
    private static double[] Rows(int count, int width, double constant)
    {
        var random = new Random(4);
        var rows = new double[count * width];
        for (var i = 0; i < count; i++)
        {
            var a = count == 1 ? 0.5 : random.NextDouble();
            for (var d = 0; d < width - 1; d++)
            {
                rows[(i * width) + d] = a + (0.2 * (count == 1 ? 0.5 : random.NextDouble()));
            }

            rows[(i * width) + width - 1] = constant;
        }

        return rows;
    }
}
