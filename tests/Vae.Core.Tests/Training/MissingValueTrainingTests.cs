using Vae.Core.Data;
using Vae.Core.Likelihoods;
using Vae.Core.Models;
using Vae.Core.Options;
using Vae.Core.Tests.Engines.Managed;

namespace Vae.Core.Tests.Training;

/// <summary>Whole runs on rows of which values were not observed.</summary>
public sealed class MissingValueTrainingTests
{
    private const int Width = 6;

    public static TheoryData<ScoreKind> Kinds() => [.. Enum.GetValues<ScoreKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Contributions_RowsWithHoles_AddUpToTheScoreAndAreZeroForWhatIsMissing(ScoreKind kind)
    {
        foreach (var schema in new TableSchema?[] { null, MixedRows.Schema })
        {
            var (rows, width) = (Rows(300, 0.3, schema), schema?.Width ?? Width);
            var model = Fit(rows, Options with { Columns = schema, Scoring = new() { Kind = kind, Samples = 3 } }, width);
            var (scores, parts) = (new float[300], new float[rows.Length]);

            model.Transform(rows, new VaeOutputs { Scores = scores, Contributions = parts });

            for (var row = 0; row < 300; row++)
            {
                var own = parts.AsSpan(row * width, width).ToArray();
                Assert.Equal(scores[row], own.Sum(part => (double)part), 3e-5 * own.Sum(part => Math.Abs((double)part)));
            }

            Assert.All(Enumerable.Range(0, rows.Length).Where(i => float.IsNaN(rows[i])), i => Assert.Equal(0, parts[i]));
        }
    }

    [Theory]
    [InlineData(ObjectiveKind.Elbo)]
    [InlineData(ObjectiveKind.Iwae)]
    [InlineData(ObjectiveKind.Autoencoder)]
    [InlineData(ObjectiveKind.Adversarial)]
    [InlineData(ObjectiveKind.VaeGan)]
    public void Fit_EachObjective_ImputesBetterThanTheMean(ObjectiveKind kind)
    {
        var complete = Rows(2000, 0);
        var rows = WithHoles(complete, 0.2);

        var model = Fit(rows, Options with
        {
            Likelihood = Likelihood.GaussianFixed(kind == ObjectiveKind.VaeGan ? 1 : 0.3f),
            Objective = new() { Kind = kind },
            Scoring = new() { Kind = ScoreKind.SquaredError },
            Training = Options.Training with { Steps = 1500 },
        });

        var (error, meanError) = Errors(model, rows, complete);
        Assert.True(error < 0.9 * meanError, $"{error} of the model, {meanError} of the mean.");
    }

    /// <summary>Seed 5 gives a network of which a covariance of four fifths of the rows, trimmed anew, would settle on other rows than that of all.</summary>
    [Theory]
    [InlineData(ScoreKind.ReferenceDistance, 5)]
    [InlineData(ScoreKind.WhitenedDistance, 5)]
    [InlineData(ScoreKind.ReferenceDistance, 2)]
    [InlineData(ScoreKind.NegativeElbo, 2)]
    public void Fit_RowsWithHoles_FlagsTheShareOfLaterRowsThatWasAskedFor(ScoreKind kind, int seed)
    {
        var rows = Rows(3000, 0.3);
        var model = Fit(rows[..(2000 * Width)], Options with { Seed = seed, Scoring = new() { Kind = kind } });
        var scores = new float[1000];

        model.Score(rows.AsSpan(2000 * Width), scores);

        Assert.InRange(scores.Count(model.IsAnomaly) / 1000.0, 0.07, 0.14);
        Assert.All(scores, score => Assert.True(float.IsFinite(score)));
    }

    [Fact]
    public void Save_ModelOfRowsWithHoles_ComesBackBitForBit()
    {
        var rows = Rows(300, 0.3);
        var model = Fit(rows, Options);
        using var file = new MemoryStream();

        model.Save(file);
        file.Position = 0;
        var loaded = VaeModel.Load(file);

        Assert.Equal(MissingValueHandling.Observed, loaded.Options.MissingValues);
        Assert.Equal(1, loaded.Options.ImputationPasses);
        Assert.Equal(model.Parts.Calibration!.Residuals.Observed.ToArray(), loaded.Parts.Calibration!.Residuals.Observed.ToArray());
        foreach (var (wanted, found) in Outputs(model, rows).Zip(Outputs(loaded, rows)))
        {
            Assert.Equal(wanted, found);
        }
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(0.01, 5)]
    [InlineData(0.1, 2)]
    [InlineData(0.3, 1)]
    public void Fit_PassesNotAskedFor_DependOnHowMuchIsMissing(double share, int passes) =>
        Assert.Equal(passes, Fit(Rows(300, share), Options).Options.ImputationPasses);

    [Fact]
    public void Fit_RowsWithHolesThroughAShuffleBuffer_ScoresLikeFromMemory()
    {
        var rows = Rows(60_000, 0.3);
        var streamed = Fit(rows, Options with { Training = Options.Training with { MemoryBudgetBytes = 1 << 20 } });
        var (error, meanError) = Errors(streamed, rows[..(2000 * Width)], Rows(60_000, 0)[..(2000 * Width)]);

        Assert.Equal(60_000, streamed.Report.TrainingRows);
        Assert.True(error < 0.9 * meanError, $"{error} of the model, {meanError} of the mean.");
    }

    [Fact]
    public void Fit_TrimmedRowsWithHoles_LeavesTheOddOnesOut()
    {
        var rows = Rows(600, 0.2);
        rows.AsSpan(0, 30 * Width).Fill(40);

        var model = Fit(rows, Options with { Training = Options.Training with { TrimShare = 0.05f, Steps = 400 } });

        var scores = new float[600];
        model.Score(rows, scores);
        Assert.True(scores[..30].Min() > scores[30..].Max());
    }

    [Fact]
    public void Fit_RowWithNothingObserved_IsRefusedOrLeftOut()
    {
        var rows = Rows(100, 0.2);
        rows.AsSpan(40 * Width, Width).Fill(float.NaN);

        var error = Assert.Throws<VaeDataException>(() => Fit(rows, Options));
        var report = Fit(rows, Options with { Training = Options.Training with { InvalidRows = InvalidRowPolicy.Skip } }).Report;

        Assert.Contains("Row 40 (counted from 0) holds NaN in every column;", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, report.SkippedRows);
        Assert.Equal(99, report.TrainingRows);
    }

    [Fact]
    public void Fit_Infinity_IsRefusedOrLeftOut()
    {
        var rows = Rows(100, 0.2);
        rows[(40 * Width) + 2] = float.NegativeInfinity;

        var error = Assert.Throws<VaeDataException>(() => Fit(rows, Options));

        Assert.Contains("Row 40 (counted from 0) holds -Infinity in column 3", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("An infinity is also what a number beyond 3.4e38, the largest of single precision, becomes: rescale the column where it holds such.", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, Fit(rows, Options with { Training = Options.Training with { InvalidRows = InvalidRowPolicy.Skip } }).Report.SkippedRows);
    }

    [Theory]
    [InlineData(ScalingKind.Robust)]
    [InlineData(ScalingKind.None)]
    public void Fit_ColumnNeverObserved_IsRefusedByName(ScalingKind scaling)
    {
        var rows = Rows(100, 0.2);
        for (var i = 2; i < rows.Length; i += Width)
        {
            rows[i] = float.NaN;
        }

        var error = Assert.Throws<VaeDataException>(() => new VaeTrainer(Options with { Scaling = scaling }).Fit(new MemoryRowSource(rows, Width, ["a", "b", "heart rate", "d", "e", "f"])));

        Assert.Contains("'heart rate'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_OneUsableRow_IsRefused()
    {
        var error = Assert.Throws<VaeDataException>(() => Fit(Rows(1, 0), Options));

        Assert.Contains("at least 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_RowWithHoles_TellsWhatIsExpectedOfThem()
    {
        var complete = Rows(2000, 0);
        var model = Fit(WithHoles(complete, 0.2), Options);
        var row = complete[..Width];
        row[2] = float.NaN;

        var explanation = model.Explain(row);

        Assert.Equal(0, explanation.Features[2].Contribution);
        Assert.True(double.IsNaN(explanation.Features[2].Value));
        Assert.InRange(explanation.Features[2].Expected, complete[2] - 2, complete[2] + 2);
        Assert.Equal(explanation.Score, explanation.Features.Sum(feature => feature.Contribution), 1e-3 * explanation.Score);
    }

    [Fact]
    public void Compare_RowsWithHoles_TellsDriftFromNone()
    {
        var rows = Rows(4000, 0.3);
        var model = Fit(rows[..(2000 * Width)], Options);
        var later = rows[(2000 * Width)..];
        var moved = (float[])later.Clone();
        for (var i = 3; i < moved.Length; i += Width)
        {
            moved[i] += 1.5f;
        }

        var (same, shifted) = (model.Compare(new MemoryRowSource(later, Width)), model.Compare(new MemoryRowSource(moved, Width)));

        Assert.All(same.Features, feature => Assert.True(feature.PValue > 1e-3, $"{feature}"));
        Assert.True(shifted.Features[3].PValue < 1e-6);
    }

    [Fact]
    public void NegativeElbo_RowsWithHoles_IsOfWhatWasObserved()
    {
        var rows = Rows(300, 0.3);
        var model = Fit(rows, Options);

        var bound = model.NegativeElbo(new MemoryRowSource(rows, Width), samples: 5);
        var likelihood = model.ImportanceWeightedNll(new MemoryRowSource(rows, Width), samples: 50);

        Assert.True(double.IsFinite(bound) && likelihood < bound, $"{likelihood}, {bound}");
        rows.AsSpan(7 * Width, Width).Fill(float.NaN);
        Assert.Throws<VaeDataException>(() => model.NegativeElbo(new MemoryRowSource(rows, Width)));
    }

    private static VaeOptions Options => new()
    {
        MissingValues = MissingValueHandling.Observed,
        Network = new NetworkOptions { HiddenLayers = [24], LatentDimension = 3 },
        Training = new TrainingOptions { Steps = 600 },
        Engine = new() { Threads = 1 },
        Seed = 5,
    };

    private static VaeModel Fit(float[] rows, VaeOptions options, int width = Width) => new VaeTrainer(options).Fit(new MemoryRowSource(rows, width));

    private static float[][] Outputs(VaeModel model, float[] rows)
    {
        var (scores, imputed, parts) = (new float[rows.Length / Width], new float[rows.Length], new float[rows.Length]);
        model.Transform(rows, new VaeOutputs { Scores = scores, Imputed = imputed, Contributions = parts });
        return [scores, imputed, parts];
    }

    private static (double Model, double Mean) Errors(VaeModel model, float[] rows, float[] complete)
    {
        var imputed = new float[rows.Length];
        model.Impute(rows, imputed);
        double error = 0, meanError = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            if (float.IsNaN(rows[i]))
            {
                // The columns have means near 0.
                error += Math.Pow(imputed[i] - complete[i], 2);
                meanError += Math.Pow(complete[i], 2);
            }
        }

        return (Math.Sqrt(error), Math.Sqrt(meanError));
    }

    /// <summary>Rows near a plane of two dimensions, or of columns of several kinds, of which a share is missing.</summary>
    private static float[] Rows(int count, double share, TableSchema? schema = null)
    {
        var random = new Random(17);
        var width = schema?.Width ?? Width;
        var rows = new float[count * width];
        for (var row = 0; row < count; row++)
        {
            var (u, v) = (random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5, random.NextDouble() + random.NextDouble() - 1);
            for (var d = 0; d < width; d++)
            {
                rows[(row * width) + d] = (float)((u * Math.Cos(d)) + (v * Math.Sin(2 * d)) + (0.1 * (random.NextDouble() - 0.5)));
            }
        }

        for (var i = 0; schema is not null && i < rows.Length; i++)
        {
            // Counts are 0 or more.
            rows[i] = MathF.Abs(rows[i]);
        }

        MixedRows.Discretise(schema, rows, random);
        return WithHoles(rows, share, schema);
    }

    private static float[] WithHoles(float[] rows, double share, TableSchema? schema = null)
    {
        var random = new Random(29);
        var (copy, width) = ((float[])rows.Clone(), schema?.Width ?? Width);
        for (var row = 0; row < rows.Length; row += width)
        {
            for (var c = 1; c < (schema?.Columns.Length ?? Width); c++)
            {
                if (random.NextDouble() < share * Width / (Width - 1.0))
                {
                    copy.AsSpan(row + (schema?.Offset(c) ?? c), schema?.Columns[c].Width ?? 1).Fill(float.NaN);
                }
            }
        }

        return copy;
    }
}
