using Vae.Core.Checkpoints;
using Vae.Core.Data;
using Vae.Core.Engines;
using Vae.Core.Models;
using Vae.Core.Options;
using Vae.Core.Scaling;
using Vae.Core.Tests.Engines.Managed;
using Vae.Core.Tests.Models;
using Vae.Core.Training;

namespace Vae.Core.Tests.Training;

/// <summary>Weights on the way from rows to steps.</summary>
public sealed class WeightedBatchTests
{
    [Fact]
    public void Streamed_Weights_StayBesideTheirRows()
    {
        // The value of a row is its number, and its weight that plus 1.
        float[] values = [.. Enumerable.Range(0, 301).Select(row => (float)row)];
        var source = new MemoryRowSource(values, 1) { Weights = values.Select(value => value + 1).ToArray() };
        using var batches = new StreamedBatches(source, FeatureScaler.Identity(1), 301, 64, 33, 3, meanWeight: 2);
        var session = new FakeSession(1, 1);
        batches.BeginEpoch(0);
        while (batches.Step(session, default) > 0)
        {
        }

        Assert.Equal(301, session.Rows.Sum(rows => rows.Length));
        Assert.All(session.Rows.Zip(session.Weights), step => Assert.Equal(step.First.Select(value => (value + 1) / 2), step.Second));
    }

    /// <summary>So weights of mean 1 need no other learning rate, and a row counts by its weight whatever rows it falls together with.</summary>
    [Fact]
    public void ComputeGradient_BatchesOfAnEpoch_HaveTheGradientOfAllRowsForTheirMean()
    {
        var options = GradientTests.Small("PerFeature", Activation.SiLU, 1, dropout: false, 0) with { Objective = new() { Kind = ObjectiveKind.Autoencoder } };
        var @case = new EngineCase(options, 7, 60);
        var weights = RowWeights.OrNull([.. Enumerable.Range(0, 60).Select(row => row % 20 == 0 ? 30f : 0.1f)])!.Relative();
        using var session = @case.Open();
        var whole = Gradient(0, 60);
        var mean = new double[whole.Length];
        for (var first = 0; first < 60; first += 8)
        {
            var count = Math.Min(8, 60 - first);
            var part = Gradient(first, count);
            for (var i = 0; i < mean.Length; i++)
            {
                mean[i] += part[i] * count / 60.0;
            }
        }

        Assert.All(whole.Zip(mean), pair => Assert.Equal(pair.First, pair.Second, 1e-5 * whole.Max(Math.Abs)));

        float[] Gradient(int first, int count)
        {
            var gradient = new float[@case.Layout.Count];
            session.ComputeGradient(@case.Rows.AsSpan(first * 7, count * 7), new StepSettings(0, 0, 1) { Weights = weights.AsMemory(first, count) }, gradient);
            return gradient;
        }
    }

    [Fact]
    public void Load_RowsThatAreTooManyOnlyWithThoseOfWeightZero_StayInMemory()
    {
        var rows = new WeightedRows(50_000, row => row % 10 == 0 ? 2 : 0);
        var options = new VaeOptions { Training = new TrainingOptions { MemoryBudgetBytes = 1 << 20 } };
        var loaded = TrainingRowsLoader.Load(rows.Source, null, options, wantsLabels: false, default);

        Assert.Null(loaded.Stream);
        Assert.Equal(5000, loaded.TrainingRowCount);
        Assert.Equal(10_000, loaded.Weights!.Total);
        Assert.Equal(0, loaded.SkippedRowCount);
    }

    [Fact]
    public void Load_StreamedRows_HaveTheWeightsOfTheirSample()
    {
        var rows = new WeightedRows(50_000, row => 1 + (row % 3));
        for (var row = 0; row < 50_000; row++)
        {
            rows.Values[row * WeightedRows.Columns] = row % 3;
        }

        var options = new VaeOptions { Scaling = ScalingKind.None, Training = new TrainingOptions { MemoryBudgetBytes = 1 << 20, ValidationFraction = 0.1f } };
        var loaded = TrainingRowsLoader.Load(rows.Source, null, options, wantsLabels: false, default);

        Assert.NotNull(loaded.Stream);
        Assert.Equal(2, loaded.MeanWeight, 1e-2);
        Assert.All(Enumerable.Range(0, loaded.Weights!.Counts.Length), row => Assert.Equal(1 + loaded.Sample.Span[row * WeightedRows.Columns], loaded.Weights.Counts[row]));
        Assert.All(
            Enumerable.Range(0, loaded.ValidationWeights!.Counts.Length),
            row => Assert.Equal(1 + loaded.Validation.Span[row * WeightedRows.Columns], loaded.ValidationWeights.Counts[row]));
    }

    [Fact]
    public void Train_RowsTrimmed_LeavesTheOthersAMeanWeightOfOne()
    {
        // Half of the weight is on a row in ten; those rows stay, as each of them is more than the share.
        var rows = new WeightedRows(200, row => row % 10 == 0 ? 9 : 1);
        var options = new VaeOptions { Training = new TrainingOptions { TrimShare = 0.02f } };
        var loaded = TrainingRowsLoader.Load(rows.Source, null, options, wantsLabels: false, default);
        var plan = Vae.Core.Networks.VaePlan.Create(options, WeightedRows.Columns);
        var kept = new RowTrimmer(options, loaded).Keep(TrainingSetup.Of(options, plan, 50).Start(options.Network).Parameters);
        var trimmed = Enumerable.Range(0, 200).Except(kept).Sum(row => rows.Weights[row]);

        Assert.InRange(trimmed, 0, 0.02 * 360);
        Assert.Equal(1, kept.Average(row => (double)loaded.Weights!.Relative(kept)[row]), 1e-6);
    }

    [Fact]
    public void Fingerprint_OtherWeights_IsAnother()
    {
        var options = new VaeOptions();
        var (plain, ones, others) = (Of(new WeightedRows(100, _ => 1).Unweighted), Of(new WeightedRows(100, _ => 1).Source), Of(new WeightedRows(100, row => 1 + (row % 2)).Source));

        Assert.Equal("weights of rows where there were none", plain.Difference(ones));
        Assert.Equal("no weights of rows where there were some", ones.Difference(plain));
        Assert.Contains("other values or weights", ones.Difference(others), StringComparison.Ordinal);
        Assert.Null(others.Difference(Of(new WeightedRows(100, row => 1 + (row % 2)).Source)));

        DataFingerprint Of(IRowSource source) => DataFingerprint.Of(
            TrainingRowsLoader.Load(source, null, options with { Scaling = ScalingKind.None }, wantsLabels: false, default), []);
    }
}
