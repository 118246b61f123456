using Vae.Core.Data;
using Vae.Core.Likelihoods;
using Vae.Core.Models;
using Vae.Core.Options;
using static Vae.Core.Tests.Models.WeightedRows;

namespace Vae.Core.Tests.Models;

/// <summary>What a model learns of rows with weights: a row of weight 0 is not there, a row of weight 2 is there twice, and without weights nothing changes.</summary>
public sealed class RowWeightTests
{
    private const int Rows = 600;

    private static readonly VaeOptions Small = new()
    {
        Network = new NetworkOptions { HiddenLayers = [8], LatentDimension = 2 },
        Training = new TrainingOptions { Epochs = 4, BatchSize = 64, ValidationFraction = 0.2f },
        Seed = 3,
    };

    public static TheoryData<string> Kinds => ["elbo", "autoencoder", "iwae", "adversarial", "vae-gan", "ensemble", "trimmed", "robust", "batch norm", "streamed", "held out"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Fit_RowsOfWeightZero_IsTheModelOfTheOthersToTheBit(string kind)
    {
        var count = kind == "streamed" ? 80_000 : Rows;

        // Half weights, so that those that are left are no counts.
        var rows = new WeightedRows(count, row => row % 5 == 0 ? 0 : 0.5f + (row % 3));
        for (var row = 0; row < count; row += 5)
        {
            // Whatever stands in a row that does not count is not looked at.
            rows.Values.AsSpan(row * Columns, Columns).Fill(row % 10 == 0 ? float.NaN : 1e9f);
        }

        var left = new MemoryRowSource(rows.Of(row => row % 5 == 0 ? 0 : 1), Columns) { Weights = rows.Weights.Where(weight => weight > 0).ToArray(), WeightName = "w" };

        Assert.Equal(Saved(new VaeTrainer(Options(kind)).Fit(left)), Saved(new VaeTrainer(Options(kind)).Fit(rows.Source)));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Fit_AllWeightsOne_IsTheModelWithoutWeightsToTheBit(string kind)
    {
        var rows = new WeightedRows(kind == "streamed" ? 80_000 : Rows, _ => 1);

        Assert.Equal(Saved(new VaeTrainer(Options(kind)).Fit(rows.Unweighted)), Saved(new VaeTrainer(Options(kind)).Fit(rows.Source)));
    }

    [Fact]
    public void Fit_WeightsThatAreNoWholeNumbersInAnotherUnit_IsTheSameModelToTheBit()
    {
        var rows = new WeightedRows(Rows, row => 0.5f + (row % 3));
        var others = new WeightedRows(Rows, row => (0.5f + (row % 3)) / 16);

        Assert.Equal(Saved(new VaeTrainer(Small).Fit(rows.Source)), Saved(new VaeTrainer(Small).Fit(others.Source)));
    }

    /// <summary>Without noise and with all rows in each batch the two runs take the same steps, but for what rounding makes of sums in another order.</summary>
    [Theory]
    [InlineData(ScalingKind.Standardize, ScoreKind.ReferenceDistance)]
    [InlineData(ScalingKind.Robust, ScoreKind.WhitenedDistance)]
    [InlineData(ScalingKind.Standardize, ScoreKind.SquaredError)]
    public void Fit_WholeWeights_IsTheModelOfRowsThatStandAsOften(ScalingKind scaling, ScoreKind score)
    {
        var rows = new WeightedRows(Rows, row => row % 7 % 4);
        var options = Small with
        {
            Scaling = scaling,
            Objective = new ObjectiveOptions { Kind = ObjectiveKind.Autoencoder },
            Scoring = new ScoringOptions { Kind = score },
            Training = new TrainingOptions { Epochs = 60, BatchSize = 4096 },
        };
        for (var i = 0; i < rows.Values.Length; i++)
        {
            // Rows that count more differ from those that count less, so that it shows who counts them.
            rows.Values[i] *= rows.Weights[i / Columns] == 3 ? 1.5f : 1;
        }

        var repeated = rows.Repeated;
        var (weighted, wanted) = (new VaeTrainer(options).Fit(rows.Source), new VaeTrainer(options).Fit(repeated));
        var plain = new VaeTrainer(options).Fit(rows.Unweighted);

        var later = new WeightedRows(200, _ => 1, seed: 8).Values;
        var (scores, wantedScores) = (new float[200], new float[200]);
        weighted.Score(later, scores);
        wanted.Score(later, wantedScores);

        Assert.Equal(wanted.Report.TrainingLoss, weighted.Report.TrainingLoss, 1e-4 * Math.Abs(wanted.Report.TrainingLoss));
        Assert.All(scores.Zip(wantedScores), pair => Assert.Equal(pair.Second, pair.First, 2e-3f * Math.Abs(pair.Second)));
        Assert.Equal(wanted.Threshold, weighted.Threshold, 2e-3f * wanted.Threshold);
        Assert.NotEqual(wanted.Threshold, plain.Threshold, 1e-2f * wanted.Threshold);
        Assert.Equal(wanted.ScoreDistribution!.Rows, weighted.ScoreDistribution!.Rows);
        Assert.Equal(wanted.Report.FlaggedRate!.Rows, weighted.Report.FlaggedRate!.Rows);
        Assert.Equal(wanted.Report.FlaggedRate.Flagged, weighted.Report.FlaggedRate.Flagged);
        Assert.Equal(wanted.Parts.References?.Count, weighted.Parts.References?.Count);
        Assert.Equal(Rows - rows.Weights.Count(weight => weight == 0), weighted.Report.TrainingRows);
    }

    [Fact]
    public void Fit_RowsOfSmallWeight_CountForLittle()
    {
        // Of two clouds of rows the second is a thousandth of the weight, so that the first makes the scale and the threshold.
        var rows = new WeightedRows(2000, row => row < 1000 ? 1 : 0.001f);
        for (var i = 1000 * Columns; i < rows.Values.Length; i++)
        {
            rows.Values[i] = 50 - rows.Values[i];
        }

        var model = new VaeTrainer(Small with { Training = Small.Training with { ValidationFraction = 0 } }).Fit(rows.Source);
        var scores = new float[2000];
        model.Score(rows.Values, scores);

        Assert.InRange(scores.Take(1000).Count(model.IsAnomaly), 50, 150);
        Assert.Equal(1000, scores.Skip(1000).Count(model.IsAnomaly));
    }

    [Theory]
    [InlineData(-1f, "-1")]
    [InlineData(float.NaN, "NaN")]
    [InlineData(float.PositiveInfinity, "Infinity")]
    [InlineData(float.NegativeInfinity, "-Infinity")]
    public void Fit_WeightThatIsNone_NamesRowAndColumn(float weight, string written)
    {
        var rows = new WeightedRows(Rows, row => row == 41 ? weight : 1);

        var error = Assert.Throws<VaeDataException>(() => new VaeTrainer(Small).Fit(rows.Source));

        Assert.Equal($"Row 41 (counted from 0) has the weight {written} in column 'w'; a weight is a finite number, 0 or more: 0 leaves the row out, 2 counts it twice.", error.Message);
        Assert.Equal(error.Message, Assert.Throws<VaeDataException>(() => Vae.Core.Scaling.FeatureScaler.Fit(ScalingKind.Standardize, rows.Source)).Message);
    }

    [Fact]
    public void Fit_NegativeWeightAmongTheValidationRows_SaysSo()
    {
        var held = new WeightedRows(Rows, row => row == 3 ? -2 : 1);
        var options = Small with { Training = Small.Training with { ValidationFraction = 0 } };

        var error = Assert.Throws<VaeDataException>(() => new VaeTrainer(options).Fit(held.Unweighted, held.Source));

        Assert.StartsWith("Validation row 3 (counted from 0) has the weight -2 in column 'w'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_AllWeightsZero_NamesTheColumn()
    {
        var error = Assert.Throws<VaeDataException>(() => new VaeTrainer(Small).Fit(new WeightedRows(Rows, _ => 0).Source));

        Assert.Equal("All 600 rows have the weight 0 in column 'w', which leaves them out; training needs at least 2 rows of a weight above 0.", error.Message);
    }

    [Fact]
    public void WithThreshold_WholeWeights_IsTheThresholdOfRowsThatStandAsOften()
    {
        var model = new VaeTrainer(Small).Fit(new WeightedRows(Rows, _ => 1).Source);
        var rows = new WeightedRows(300, row => row % 4, seed: 9);

        foreach (var policy in (ThresholdPolicy[])[ThresholdPolicy.Contamination(0.07), ThresholdPolicy.Quantile(0.5), ThresholdPolicy.ExtremeValue(0.01)])
        {
            Assert.Equal(model.WithThreshold(policy, rows.Repeated).Threshold, model.WithThreshold(policy, rows.Source).Threshold);
            Assert.NotEqual(model.WithThreshold(policy, rows.Unweighted).Threshold, model.WithThreshold(policy, rows.Source).Threshold);
        }
    }

    [Fact]
    public void WithProbability_WholeWeights_IsThatOfRowsThatStandAsOften()
    {
        var model = new VaeTrainer(Small).Fit(new WeightedRows(Rows, _ => 1).Source);
        var rows = new WeightedRows(300, row => row % 4, seed: 9);
        float[] labels = [.. Enumerable.Range(0, 300).Select(row => row % 10 < 3 ? 1f : 0)];
        var weighted = new MemoryRowSource(rows.Values, Columns, labels: labels) { Weights = rows.Weights };
        var repeated = new MemoryRowSource(
            rows.Repeated.Values, Columns, labels: Enumerable.Range(0, 300).SelectMany(row => Enumerable.Repeat(labels[row], row % 4)).ToArray());
        var (actual, wanted) = (model.WithProbability(weighted).LabelledProbability!, model.WithProbability(repeated).LabelledProbability!);

        Assert.Equal((wanted.Rows, wanted.Anomalies, wanted.Prevalence), (actual.Rows, actual.Anomalies, actual.Prevalence));
        Assert.Equal(wanted.Slope, actual.Slope, 1e-6);
        Assert.Equal(wanted.Intercept, actual.Intercept, 1e-6);
        Assert.Equal(model.WithThreshold(ThresholdPolicy.BestF1(), repeated).Threshold, model.WithThreshold(ThresholdPolicy.BestF1(), weighted).Threshold);
    }

    private static VaeOptions Options(string kind) => kind switch
    {
        "autoencoder" => Small with { Objective = new ObjectiveOptions { Kind = ObjectiveKind.Autoencoder } },
        "iwae" => Small with { Objective = new ObjectiveOptions { Kind = ObjectiveKind.Iwae, Samples = 3 } },
        "adversarial" => Small with { Objective = new ObjectiveOptions { Kind = ObjectiveKind.Adversarial } },
        "vae-gan" => Small with { Objective = new ObjectiveOptions { Kind = ObjectiveKind.VaeGan }, Likelihood = Likelihood.GaussianFixed() },
        "ensemble" => Small with { Training = Small.Training with { EnsembleSize = 2 } },
        "trimmed" => Small with { Training = Small.Training with { TrimShare = 0.1f, Epochs = 12 } },
        "robust" => Small with { Scaling = ScalingKind.Robust },
        "batch norm" => Small with { Network = Small.Network with { Normalization = NormalizationKind.Batch } },
        "streamed" => Small with { Scoring = new ScoringOptions { CovarianceRows = 500 }, Training = Small.Training with { MemoryBudgetBytes = 1 << 20, Epochs = 1, BatchSize = 500 } },
        "held out" => Small with { Training = Small.Training with { EarlyStopping = new EarlyStoppingOptions { Patience = 2 } }, Scoring = new ScoringOptions { Threshold = ThresholdPolicy.FalsePositiveRate(0.05) } },
        _ => Small,
    };
}
