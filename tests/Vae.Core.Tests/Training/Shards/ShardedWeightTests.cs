using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Core.Objectives;
using Vae.Core.Options;
using Vae.Core.Tests.Models;
using Vae.Core.Tests.Processes;
using static Vae.Core.Tests.Models.WeightedRows;

namespace Vae.Core.Tests.Training.Shards;

/// <summary>Weights of rows that are divided in shards: one file whatever the number of processes, and what weights mean elsewhere.</summary>
public sealed class ShardedWeightTests
{
    private const int Rows = 403;

    private static readonly VaeOptions Small = new()
    {
        Network = new NetworkOptions { HiddenLayers = [8], LatentDimension = 2 },
        Training = new TrainingOptions { Epochs = 3, BatchSize = 48, Shards = 4 },
        Engine = new EngineOptions { Threads = 1 },
        Seed = 3,
    };

    public static TheoryData<string> Kinds => ["plain", "standardized", "robust", "held out", "iwae", "missing"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Fit_OneTwoOrFourProcesses_GiveOneFile(string kind)
    {
        var rows = Weighted();

        var alone = Saved(new VaeTrainer(Options(kind)).Fit(rows.Source));

        foreach (var size in (int[])[1, 2, 4])
        {
            Assert.All(ThreadGroup.Run(size, group => Saved(new VaeTrainer(Options(kind)) { Processes = group }.Fit(rows.Source))), model => Assert.Equal(alone, model));
        }

        Assert.NotEqual(Saved(new VaeTrainer(Options(kind)).Fit(rows.Unweighted)), alone);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Fit_RowsOfWeightZero_IsTheModelOfTheOthersToTheBit(string kind)
    {
        var rows = Weighted();
        for (var row = 0; row < Rows; row += 5)
        {
            rows.Values.AsSpan(row * Columns, Columns).Fill(row % 10 == 0 ? float.NaN : 1e9f);
        }

        var left = new MemoryRowSource(rows.Of(row => row % 5 == 0 ? 0 : 1), Columns) { Weights = rows.Weights.Where(weight => weight > 0).ToArray(), WeightName = "w" };

        Assert.Equal(Saved(new VaeTrainer(Options(kind)).Fit(left)), Saved(new VaeTrainer(Options(kind)).Fit(rows.Source)));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Fit_AllWeightsOne_IsTheModelWithoutWeightsToTheBit(string kind)
    {
        var rows = new WeightedRows(Rows, _ => 1);

        Assert.Equal(Saved(new VaeTrainer(Options(kind)).Fit(rows.Unweighted)), Saved(new VaeTrainer(Options(kind)).Fit(rows.Source)));
    }

    /// <summary>Without noise and with all rows in each batch the runs take the same steps, but for what rounding makes of sums in another order.</summary>
    [Theory]
    [InlineData(ScalingKind.Standardize)]
    [InlineData(ScalingKind.Robust)]
    public void Fit_WholeWeights_IsTheModelOfRowsThatStandAsOften(ScalingKind scaling)
    {
        var rows = new WeightedRows(Rows, row => row % 7 % 4);
        for (var i = 0; i < rows.Values.Length; i++)
        {
            rows.Values[i] *= rows.Weights[i / Columns] == 3 ? 1.5f : 1;
        }

        var options = Small with
        {
            Scaling = scaling,
            Objective = new ObjectiveOptions { Kind = ObjectiveKind.Autoencoder },
            Scoring = new ScoringOptions { Kind = ScoreKind.SquaredError },
            Training = new TrainingOptions { Epochs = 40, BatchSize = 4096, Shards = 4 },
        };
        var (weighted, wanted, plain) = (new VaeTrainer(options).Fit(rows.Source), new VaeTrainer(options).Fit(rows.Repeated), new VaeTrainer(options).Fit(rows.Unweighted));

        Assert.Equal(wanted.Report.TrainingLoss, weighted.Report.TrainingLoss, 1e-4 * Math.Abs(wanted.Report.TrainingLoss));
        Assert.Equal(wanted.Threshold, weighted.Threshold, 5e-3f * wanted.Threshold);
        Assert.NotEqual(wanted.Threshold, plain.Threshold, 1e-2f * wanted.Threshold);
        Assert.Equal(wanted.ScoreDistribution!.Rows, weighted.ScoreDistribution!.Rows);
    }

    [Fact]
    public void Fit_GivenValidationRowsWithWeights_GivesOneFile()
    {
        var options = Small with { Training = Small.Training with { EarlyStopping = new EarlyStoppingOptions { Patience = 2 } } };
        var (rows, held) = (Weighted(), new WeightedRows(90, row => row % 3, seed: 8));

        var alone = Saved(new VaeTrainer(options).Fit(rows.Source, held.Source));

        Assert.All(ThreadGroup.Run(2, group => Saved(new VaeTrainer(options) { Processes = group }.Fit(rows.Source, held.Source))), model => Assert.Equal(alone, model));
        Assert.NotEqual(new VaeTrainer(options).Fit(rows.Source, held.Unweighted).Report.ValidationLoss, new VaeTrainer(options).Fit(rows.Source, held.Source).Report.ValidationLoss);
    }

    [Fact]
    public void Fit_WeightThatIsNone_IsNamedInAllProcesses()
    {
        var rows = new WeightedRows(Rows, row => row == 41 ? -1 : 1);

        var errors = ThreadGroup.Run(2, group => Assert.ThrowsAny<Exception>(() => new VaeTrainer(Small) { Processes = group }.Fit(rows.Source)).Message);

        Assert.All(errors, error => Assert.Contains("Row 41 (counted from 0) has the weight -1 in column 'w'; a weight is a finite number, 0 or more", error, StringComparison.Ordinal));
    }

    [Fact]
    public void Fit_AllWeightsZero_NamesTheColumn()
    {
        var error = Assert.Throws<VaeDataException>(() => new VaeTrainer(Small).Fit(new WeightedRows(Rows, _ => 0).Source));

        Assert.Equal("All 403 rows have the weight 0 in column 'w', which leaves them out; training needs at least 2 rows of a weight above 0.", error.Message);
    }

    private static WeightedRows Weighted() => new(Rows, row => row % 5 == 0 ? 0 : 0.5f + (row % 3));

    private static VaeOptions Options(string kind) => kind switch
    {
        "standardized" => Small with { Scaling = ScalingKind.Standardize },
        "robust" => Small with { Scaling = ScalingKind.Robust },
        "held out" => Small with { Training = Small.Training with { ValidationFraction = 0.3f, EarlyStopping = new EarlyStoppingOptions { Patience = 2 } } },
        "iwae" => Small with { Objective = new ObjectiveOptions { Kind = ObjectiveKind.Iwae, Samples = 3 } },
        "missing" => Small with { MissingValues = MissingValueHandling.Observed, Scaling = ScalingKind.Standardize },
        _ => Small,
    };
}
