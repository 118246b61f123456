using Vae.Core.Engines;
using Vae.Core.Engines.Managed;
using Vae.Core.Objectives;
using Vae.Core.Options;
using Vae.Core.Tests.Engines.Managed.Adversarial;

namespace Vae.Core.Tests.Engines.Managed;

/// <summary>A row of weight 2 is the row twice: gradients and losses of a batch with weights against those of the batch in which rows stand as often.</summary>
public sealed class WeightedGradientTests
{
    // What single precision leaves of sums that are taken in another order.
    private const double Tolerance = 2e-5;

    private const int Rows = 37;

    [Theory]
    [InlineData("Bernoulli", ObjectiveKind.Elbo, 1, 0)]
    [InlineData("PerFeature", ObjectiveKind.Elbo, 2, 0.05)]
    [InlineData("Learned", ObjectiveKind.Elbo, 1, 0.05)]
    [InlineData("Fixed", ObjectiveKind.Autoencoder, 1, 0)]
    [InlineData("PerFeature", ObjectiveKind.Iwae, 3, 0)]
    [InlineData("Bernoulli", ObjectiveKind.Iwae, 2, 0)]
    public void ComputeGradient_Weights_EqualsRowsThatStandAsOften(string likelihood, ObjectiveKind kind, int samples, float freeBits)
    {
        var options = GradientTests.Small(likelihood, Activation.SiLU, samples, dropout: false, freeBits);
        Check(options with { Objective = options.Objective with { Kind = kind, Corruption = Corruption.Gaussian(0.2f) } }, 7);
    }

    [Theory]
    [InlineData(ObjectiveKind.Elbo, 2)]
    [InlineData(ObjectiveKind.Iwae, 2)]
    public void ComputeGradient_WeightsUnderBatchNormalisation_EqualsRowsThatStandAsOften(ObjectiveKind kind, int samples)
    {
        var options = GradientTests.Small("PerFeature", Activation.SiLU, samples, dropout: false, 0);
        Check(options with
        {
            Network = options.Network with { Normalization = NormalizationKind.Batch },
            Objective = options.Objective with { Kind = kind },
        }, 7);
    }

    [Fact]
    public void ComputeGradient_WeightsOfColumnsOfAllKinds_EqualsRowsThatStandAsOften() =>
        Check(GradientTests.Small("PerFeature", Activation.SiLU, 2, dropout: false, 0.02f) with { Columns = MixedRows.Schema }, MixedRows.Schema.Width);

    [Fact]
    public void ComputeGradient_WeightsOfRowsWithHoles_EqualsRowsThatStandAsOften() =>
        Check(GradientTests.Small("PerFeature", Activation.SiLU, 1, dropout: false, 0) with { MissingValues = Vae.Core.Data.MissingValueHandling.Observed }, 7, holes: 0.2);

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public void ComputeGradient_WeightsOfAnAdversarialAutoencoder_EqualsRowsThatStandAsOften(bool gaussianEncoder, bool labels) =>
        Check(AdversarialCase.Autoencoder("PerFeature", gaussianEncoder, labels, corruption: true));

    [Fact]
    public void ComputeGradient_WeightsOfAVaeGan_EqualsRowsThatStandAsOften() => Check(AdversarialCase.VaeGan("Bernoulli", 0.3f, 0.2f));

    [Fact]
    public void ComputeGradient_AllWeightsOne_IsTheSameToTheBit()
    {
        var @case = new EngineCase(GradientTests.Small("PerFeature", Activation.SiLU, 2, dropout: false, 0.05f), 7, Rows);
        var (gradient, losses) = @case.Run();
        using var session = @case.Open();
        var weighted = new float[gradient.Length];
        session.ComputeGradient(@case.Rows, @case.Settings() with { Weights = Enumerable.Repeat(1f, Rows).ToArray() }, weighted);

        Assert.Equal(gradient, weighted);
        Assert.Equal(losses, session.TakeLosses());
    }

    [Fact]
    public void Step_ResidentWeights_IsTheStepOfTheSameRowsByValue()
    {
        var @case = new EngineCase(GradientTests.Small("PerFeature", Activation.SiLU, 1, dropout: false, 0), 7, Rows);
        int[] picked = [.. Enumerable.Range(0, Rows).Reverse()];
        var weights = Counts(Rows).Select(count => (float)count).ToArray();
        using var resident = @case.Open();
        resident.UseRows(@case.Rows);
        resident.UseWeights(weights);
        resident.Step(picked, @case.Settings());
        using var byValue = @case.Open();
        byValue.Step(
            picked.SelectMany(row => @case.Rows[(row * 7)..((row + 1) * 7)]).ToArray(), @case.Settings() with { Weights = picked.Select(row => weights[row]).ToArray() });
        var (first, second) = (new SessionState(@case.Layout.Count), new SessionState(@case.Layout.Count));
        resident.ReadState(first);
        byValue.ReadState(second);

        Assert.Equal(second.Parameters, first.Parameters);
        Assert.Equal(byValue.TakeLosses(), resident.TakeLosses());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Inference_Weights_SumsRowsAsOftenAsTheyCount(bool isImportance)
    {
        var @case = new EngineCase(GradientTests.Small("PerFeature", Activation.SiLU, 1, dropout: false, 0), 7, Rows);
        using var session = @case.Open();
        var counts = Counts(Rows);
        var wanted = default(LossTotals);
        for (var row = 0; row < Rows; row++)
        {
            // A row's noise is that of its number.
            var alone = Totals(@case.Rows.AsSpan(row * 7, 7), row, []);
            wanted = Enumerable.Range(0, counts[row]).Aggregate(wanted, (sum, _) => sum + alone);
        }

        var actual = Totals(@case.Rows, 0, [.. counts.Select(count => (float)count)]);

        Assert.Equal(wanted.Objective, actual.Objective, 1e-4 * Math.Abs(wanted.Objective));
        Assert.Equal(wanted.Reconstruction, actual.Reconstruction, 1e-4 * Math.Abs(wanted.Reconstruction));
        Assert.Equal(wanted.Kl, actual.Kl, 1e-4 * wanted.Kl);
        Assert.Equal(Rows, actual.Rows);

        LossTotals Totals(ReadOnlySpan<float> rows, long first, float[] weights) => isImportance
            ? session.Inference.ImportanceWeightedNll(rows, 3, 5, first, weights)
            : session.Inference.NegativeElbo(rows, 3, 5, first, weights);
    }

    /// <summary>How often each row counts: 1 to 3.</summary>
    internal static int[] Counts(int rows) => [.. Enumerable.Range(0, rows).Select(row => 1 + (row * 7 % 5 % 3))];

    private static void Check(VaeOptions options, int features, double holes = 0)
    {
        var @case = new EngineCase(options, features, Rows).WithHoles(holes);
        var repeated = new RepeatedRows(Counts(Rows));
        var setup = TrainingSetup.Of(options, @case.Plan, repeated.Count) with { Threads = 1 };
        var state = setup.NewState();
        @case.Parameters.CopyTo(state.Parameters, 0);
        Compare(setup, state, @case.Rows, @case.Settings(), repeated, []);
    }

    private static void Check(VaeOptions options)
    {
        var @case = new AdversarialCase(options, 7, Rows);
        var repeated = new RepeatedRows(Counts(Rows));
        var setup = TrainingSetup.Of(options, @case.Setup.Plan, repeated.Count) with { Threads = 1 };
        var state = setup.NewState();
        @case.Parameters.CopyTo(state.Parameters, 0);
        Compare(setup, state, @case.Rows, @case.Settings, repeated, @case.Labels);
    }

    private static void Compare(TrainingSetup setup, SessionState state, float[] rows, StepSettings settings, RepeatedRows repeated, int[] labels)
    {
        var (latent, features, outputs) = (setup.Plan.LatentDimension, setup.Plan.InputDimension, setup.Plan.OutputDimension);
        var (weighted, losses) = Gradient(rows, settings with { Weights = repeated.Weights });
        var (wanted, wantedLosses) = Gradient(
            repeated.Of(rows, features), settings with { Injection = repeated.Of(settings.Injection!, latent, outputs), Labels = repeated.Of(labels) });
        var (plain, _) = Gradient(rows, settings);

        var largest = wanted.Max(Math.Abs);
        Assert.True(Difference(weighted, wanted) <= Tolerance * largest, $"{Difference(weighted, wanted):G3} of {largest:G3}");

        // A test that weights do nothing in would pass too.
        Assert.True(Difference(plain, wanted) > 100 * Tolerance * largest, $"{Difference(plain, wanted):G3} of {largest:G3}");
        Assert.Equal(Rows, losses.Rows);
        foreach (var value in (Func<LossTotals, double>[])[t => t.Objective, t => t.Reconstruction, t => t.Kl, t => t.DiscriminatorLoss, t => t.DiscriminatorCorrect])
        {
            var mean = value(wantedLosses) / wantedLosses.Rows;
            Assert.Equal(mean, value(losses) / losses.Rows, 1e-5 * Math.Max(1, Math.Abs(mean)));
        }

        (float[] Gradient, LossTotals Losses) Gradient(float[] values, StepSettings with)
        {
            using var session = new ManagedEngine().Open(setup);
            session.WriteState(state);
            var gradient = new float[OptimizerGroup.MomentCount(setup.Groups, setup.Layout)];
            session.ComputeGradient(values, with, gradient);
            return (gradient, session.TakeLosses());
        }
    }

    private static double Difference(float[] left, float[] right) => left.Zip(right, (a, b) => Math.Abs((double)a - b)).Max();
}
