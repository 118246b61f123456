using Vae.Core.Data;
using Vae.Core.Engines;
using Vae.Core.Models;
using Vae.Core.Networks;
using Vae.Core.Objectives;
using Vae.Core.Options;
using Vae.Core.Tests.Engines.Managed;
using Vae.Core.Tests.Engines.Managed.Adversarial;
using Vae.Core.Tests.Models;
using Vae.Torch.Tests.Support;

namespace Vae.Torch.Tests.Parity;

/// <summary>Rows with weights: gradients, losses, steps and models against the managed engine's, and against rows that stand there as often as they count.</summary>
public sealed class RowWeightTests
{
    private const int Rows = 37;

    public static TheoryData<string> Kinds =>
    [
        "Bernoulli elbo", "PerFeature elbo", "Learned free bits", "Fixed autoencoder", "PerFeature iwae", "Bernoulli iwae", "mixed", "mixed iwae", "holes", "batch norm", "batch norm iwae",
        "pictures", "pictures batch norm", "pictures layer norm",
    ];

    [SkippableTheory]
    [MemberData(nameof(Kinds))]
    public void ComputeGradient_Weights_EqualsTheManagedEngine(string kind)
    {
        Machine.NeedsLibtorch();
        var @case = Case(kind);
        var settings = @case.Settings() with { Weights = Weights(Rows) };
        using var managed = @case.Open();
        using var torchSession = @case.OpenTorch();
        var (expected, actual, plain) = (new float[@case.Layout.Count], new float[@case.Layout.Count], new float[@case.Layout.Count]);
        managed.ComputeGradient(@case.Rows, settings, expected);
        torchSession.ComputeGradient(@case.Rows, settings, actual);
        foreach (var slot in @case.Layout.Slots.Where(slot => !slot.IsTrained))
        {
            slot.Of(expected.AsSpan()).Clear();
        }

        Agreement.Equal(managed.TakeLosses(), torchSession.TakeLosses());
        Agreement.Equal(@case.Layout, expected, actual, 2e-4, "Gradient");

        // A test in which weights do nothing would pass too.
        torchSession.ComputeGradient(@case.Rows, @case.Settings(), plain);
        Assert.True(Difference(plain, actual) > 0.01 * actual.Max(Math.Abs));
    }

    [SkippableTheory]
    [InlineData("PerFeature elbo")]
    [InlineData("Learned free bits")]
    [InlineData("Bernoulli iwae")]
    [InlineData("mixed")]
    [InlineData("batch norm")]
    public void ComputeGradient_Weights_EqualsRowsThatStandAsOften(string kind)
    {
        Machine.NeedsLibtorch();
        var @case = Case(kind);
        var repeated = new RepeatedRows([.. Enumerable.Range(0, Rows).Select(row => row * 7 % 5 % 4)]);
        using var session = @case.OpenTorch();
        var (weighted, wanted) = (new float[@case.Layout.Count], new float[@case.Layout.Count]);
        session.ComputeGradient(@case.Rows, @case.Settings() with { Weights = repeated.Weights }, weighted);
        var losses = session.TakeLosses();
        session.ComputeGradient(
            repeated.Of(@case.Rows, @case.Plan.InputDimension),
            @case.Settings() with { Injection = repeated.Of(@case.Injection, @case.Plan.LatentDimension, @case.Plan.OutputDimension) },
            wanted);
        var wantedLosses = session.TakeLosses();

        Assert.True(Difference(weighted, wanted) <= 5e-5 * wanted.Max(Math.Abs), $"{Difference(weighted, wanted):G3} of {wanted.Max(Math.Abs):G3}");
        Assert.Equal(wantedLosses.Objective / wantedLosses.Rows, losses.Objective / losses.Rows, 1e-4 * Math.Max(1, Math.Abs(wantedLosses.Objective / wantedLosses.Rows)));
    }

    public static TheoryData<string> AdversarialKinds => ["autoencoder", "gaussian encoder", "labels", "vae-gan", "vae-gan batch norm"];

    [SkippableTheory]
    [MemberData(nameof(AdversarialKinds))]
    public void ComputeGradient_WeightsOfAdversarialModels_EqualsTheManagedEngine(string kind)
    {
        Machine.NeedsLibtorch();
        var @case = new AdversarialCase(Adversarial(kind), features: 7, rows: Rows);
        var settings = @case.Settings with { Weights = Weights(Rows) };
        using var managed = @case.Open();
        using var torchSession = Open(@case);
        var (expected, actual) = (new float[OptimizerGroup.MomentCount(@case.Setup.Groups, @case.Setup.Layout)], new float[OptimizerGroup.MomentCount(@case.Setup.Groups, @case.Setup.Layout)]);
        managed.ComputeGradient(@case.Rows, settings, expected);
        torchSession.ComputeGradient(@case.Rows, settings, actual);
        var (losses, found) = (managed.TakeLosses(), torchSession.TakeLosses());

        foreach (var group in @case.Setup.Groups)
        {
            foreach (var slot in group.Slots.Where(slot => slot.IsTrained))
            {
                var at = group.MomentOffset - group.Offset + slot.Offset;
                var largest = expected.AsSpan(at, slot.Count).ToArray().Max(MathF.Abs);
                for (var i = at; i < at + slot.Count; i++)
                {
                    Assert.True(Math.Abs(expected[i] - actual[i]) <= (2e-4f * largest) + 1e-6f, $"{group.Name} {slot.Name}: managed {expected[i]}, torch {actual[i]}");
                }
            }
        }

        Agreement.Equal(losses, found);
        Assert.Equal(losses.DiscriminatorLoss, found.DiscriminatorLoss, 1e-4 * losses.DiscriminatorLoss);
        Assert.Equal(losses.DiscriminatorCorrect, found.DiscriminatorCorrect, 1e-4);
    }

    [SkippableTheory]
    [InlineData(ObjectiveKind.Elbo)]
    [InlineData(ObjectiveKind.Adversarial)]
    public void Fit_EpochThatEndsInTheMiddle_HasTheLossOfTheManagedEngine(ObjectiveKind kind)
    {
        Machine.NeedsLibtorch();
        var rows = new WeightedRows(400, row => row % 9 == 0 ? 50 : 1).Source;
        var (managed, torchReport) = (Fit("managed"), Fit("torch"));

        Assert.Equal(managed.TrainingLoss, torchReport.TrainingLoss, 1e-3 * Math.Abs(managed.TrainingLoss));
        Assert.Equal(managed.DiscriminatorLoss ?? 0, torchReport.DiscriminatorLoss ?? 0, 1e-3);

        Core.Reports.TrainingReport Fit(string engine) => new VaeTrainer(new VaeOptions
        {
            Network = new NetworkOptions { HiddenLayers = [8], LatentDimension = 2 },
            Objective = new ObjectiveOptions { Kind = kind },
            Training = new TrainingOptions { Steps = 2, BatchSize = 32 },
            Engine = new EngineOptions { Name = engine, Device = "cpu", Threads = 1 },
            Seed = 3,
        }).Fit(rows).Report;
    }

    [SkippableTheory]
    [InlineData("PerFeature elbo")]
    [InlineData("batch norm")]
    [InlineData("pictures batch norm")]
    public void Step_FortyWithWeights_StaysWithTheManagedEngine(string kind)
    {
        Machine.NeedsLibtorch();
        var @case = Case(kind);
        using var managed = @case.Open();
        using var torchSession = @case.OpenTorch();
        foreach (var session in new[] { managed, torchSession })
        {
            for (var step = 0; step < 40; step++)
            {
                session.Step(@case.Rows, @case.Settings(step) with { LearningRate = 0.003f, Weights = Weights(Rows) });
            }
        }

        // Running means and variances are among the parameters. What Adam makes of biases in front of a batch normalisation is noise.
        var noise = kind.Contains("batch", StringComparison.Ordinal) ? TrainingTests.WithoutGradient(@case.Plan.Encoder, @case.Plan.Decoder) : null;
        Agreement.Equal(@case.Layout, managed.State(@case).Parameters, torchSession.State(@case).Parameters, 2e-3, "Parameter", noise);
        Agreement.Equal(managed.TakeLosses(), torchSession.TakeLosses(), 1e-3);
    }

    [SkippableFact]
    public void Step_ResidentWeights_IsTheStepOfTheSameRowsByValue()
    {
        Machine.NeedsLibtorch();
        var @case = Case("PerFeature elbo");
        int[] picked = [.. Enumerable.Range(0, Rows).Reverse()];
        var weights = Weights(Rows);
        using var resident = @case.OpenTorch();
        resident.UseRows(@case.Rows);
        resident.UseWeights(weights);
        resident.Step(picked, @case.Settings());
        using var byValue = @case.OpenTorch();
        byValue.Step(
            picked.SelectMany(row => @case.Rows[(row * 7)..((row + 1) * 7)]).ToArray(), @case.Settings() with { Weights = picked.Select(row => weights[row]).ToArray() });

        Assert.Equal(byValue.State(@case).Parameters, resident.State(@case).Parameters);
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public void Inference_Weights_EqualsTheManagedEngine(bool isImportance)
    {
        Machine.NeedsLibtorch();
        var @case = Case("PerFeature elbo");
        using var managed = @case.Open();
        using var torchSession = @case.OpenTorch();

        Agreement.Equal(Totals(managed), Totals(torchSession));

        LossTotals Totals(ITrainingSession session) => isImportance
            ? session.Inference.ImportanceWeightedNll(@case.Rows, 3, 5, 0, Weights(Rows))
            : session.Inference.NegativeElbo(@case.Rows, 3, 5, 0, Weights(Rows));
    }

    public static TheoryData<string> Fits => ["elbo", "autoencoder", "iwae", "adversarial", "vae-gan", "batch norm"];

    [SkippableTheory]
    [MemberData(nameof(Fits))]
    public void Fit_RowsOfWeightZero_IsTheModelOfTheOthersToTheBit(string kind)
    {
        Machine.NeedsLibtorch();
        var rows = new WeightedRows(300, row => row % 5 == 0 ? 0 : 0.5f + (row % 3));
        for (var row = 0; row < 300; row += 5)
        {
            rows.Values.AsSpan(row * WeightedRows.Columns, WeightedRows.Columns).Fill(row % 10 == 0 ? float.NaN : 1e9f);
        }

        var left = new MemoryRowSource(rows.Of(row => row % 5 == 0 ? 0 : 1), WeightedRows.Columns) { Weights = rows.Weights.Where(weight => weight > 0).ToArray(), WeightName = "w" };

        Assert.Equal(WeightedRows.Saved(new VaeTrainer(Options(kind)).Fit(left)), WeightedRows.Saved(new VaeTrainer(Options(kind)).Fit(rows.Source)));
    }

    [SkippableFact]
    public void Fit_WholeWeights_IsTheModelOfRowsThatStandAsOften()
    {
        Machine.NeedsLibtorch();
        // So many that neither is few for a network, which would be trained again without some of the rows: of copies others are left.
        var rows = new WeightedRows(800, row => row % 7 % 4);
        for (var i = 0; i < rows.Values.Length; i++)
        {
            rows.Values[i] *= rows.Weights[i / WeightedRows.Columns] == 3 ? 1.5f : 1;
        }

        // All rows in each batch, and nothing drawn: the same steps but for the order of sums.
        var options = Options("autoencoder") with { Training = new TrainingOptions { Epochs = 20, BatchSize = 4096 }, Scoring = new ScoringOptions { Kind = ScoreKind.SquaredError } };
        var (weighted, wanted, plain) = (new VaeTrainer(options).Fit(rows.Source), new VaeTrainer(options).Fit(rows.Repeated), new VaeTrainer(options).Fit(rows.Unweighted));

        Assert.Equal(wanted.Report.TrainingLoss, weighted.Report.TrainingLoss, 1e-4 * Math.Abs(wanted.Report.TrainingLoss));
        Assert.Equal(wanted.Threshold, weighted.Threshold, 5e-3f * wanted.Threshold);
        Assert.NotEqual(wanted.Threshold, plain.Threshold, 2e-2f * wanted.Threshold);
    }

    /// <summary>Of mean 1, from 0.4 to 2.</summary>
    private static float[] Weights(int rows)
    {
        var drawn = Enumerable.Range(0, rows).Select(row => 0.25 + (row * 7 % 5 / 4.0)).ToArray();
        return [.. drawn.Select(weight => (float)(weight / drawn.Average()))];
    }

    private static EngineCase Case(string kind)
    {
        if (kind.StartsWith("pictures", StringComparison.Ordinal))
        {
            var normalization = kind.Contains("batch", StringComparison.Ordinal) ? NormalizationKind.Batch : kind.Contains("layer", StringComparison.Ordinal) ? NormalizationKind.Layer : NormalizationKind.None;
            return new EngineCase(TorchCase.Picture("PerFeature", normalization, samples: 2, dropout: false), 2 * 7 * 6, Rows);
        }

        var samples = kind.Contains("iwae", StringComparison.Ordinal) ? 3 : 2;
        var likelihood = ModelKinds.Likelihoods.FirstOrDefault(name => kind.StartsWith(name, StringComparison.Ordinal)) ?? "PerFeature";
        var options = TorchCase.Small(likelihood, Activation.SiLU, kind.Contains("autoencoder", StringComparison.Ordinal) ? 1 : samples, freeBits: kind.Contains("free", StringComparison.Ordinal) ? 0.05f : 0);
        options = kind switch
        {
            _ when kind.Contains("iwae", StringComparison.Ordinal) => options with { Objective = options.Objective with { Kind = ObjectiveKind.Iwae } },
            _ when kind.Contains("autoencoder", StringComparison.Ordinal) =>
                options with { Objective = options.Objective with { Kind = ObjectiveKind.Autoencoder }, Scoring = new ScoringOptions { Kind = ScoreKind.SquaredError } },
            "holes" => options with { MissingValues = MissingValueHandling.Observed },
            _ => options,
        };
        options = kind.StartsWith("batch norm", StringComparison.Ordinal) ? options with { Network = options.Network with { Normalization = NormalizationKind.Batch } } : options;
        options = kind.StartsWith("mixed", StringComparison.Ordinal) ? options with { Columns = MixedRows.Schema } : options;
        return new EngineCase(options, kind.StartsWith("mixed", StringComparison.Ordinal) ? MixedRows.Schema.Width : 7, Rows).WithHoles(kind == "holes" ? 0.2 : 0);
    }

    private static VaeOptions Adversarial(string kind) => kind switch
    {
        "autoencoder" => AdversarialCase.Autoencoder("PerFeature", gaussianEncoder: false, labels: false, corruption: true),
        "gaussian encoder" => AdversarialCase.Autoencoder("Bernoulli", gaussianEncoder: true, labels: false, corruption: false),
        "labels" => AdversarialCase.Autoencoder("Fixed", gaussianEncoder: false, labels: true, corruption: false),
        "vae-gan batch norm" => AdversarialCase.VaeGan("Bernoulli", 1, 0.3f) is var options
            ? options with { Network = options.Network with { Normalization = NormalizationKind.Batch } }
            : throw new InvalidOperationException(),
        _ => AdversarialCase.VaeGan("Bernoulli", 1, 0.3f),
    };

    private static ITrainingSession Open(AdversarialCase @case)
    {
        var session = ((ITrainingEngine)new TorchEngine()).Open(@case.Setup with { Engine = new EngineOptions { Name = EngineOptions.TorchName, Device = "cpu" } });
        var state = @case.Setup.NewState();
        @case.Parameters.CopyTo(state.Parameters, 0);
        session.WriteState(state);
        return session;
    }

    private static VaeOptions Options(string kind)
    {
        var options = new VaeOptions
        {
            Network = new NetworkOptions { HiddenLayers = [8], LatentDimension = 2, Normalization = kind == "batch norm" ? NormalizationKind.Batch : NormalizationKind.None },
            Training = new TrainingOptions { Epochs = 3, BatchSize = 64, ValidationFraction = 0.2f },
            Engine = new EngineOptions { Name = EngineOptions.TorchName, Device = "cpu", Threads = 1 },
            Seed = 3,
        };
        return kind switch
        {
            "autoencoder" => options with { Objective = new ObjectiveOptions { Kind = ObjectiveKind.Autoencoder } },
            "iwae" => options with { Objective = new ObjectiveOptions { Kind = ObjectiveKind.Iwae, Samples = 3 } },
            "adversarial" => options with { Objective = new ObjectiveOptions { Kind = ObjectiveKind.Adversarial } },
            "vae-gan" => options with { Objective = new ObjectiveOptions { Kind = ObjectiveKind.VaeGan }, Likelihood = Vae.Core.Likelihoods.Likelihood.GaussianFixed() },
            _ => options,
        };
    }

    private static double Difference(float[] left, float[] right) => left.Zip(right, (a, b) => Math.Abs((double)a - b)).Max();
}
