using Vae.Core.Data;
using Vae.Core.Engines;
using Vae.Core.Likelihoods;
using Vae.Core.Models;
using Vae.Core.Networks;
using Vae.Core.Options;
using Vae.Core.Reports;
using Vae.Core.Tests.Engines.Managed;
using Vae.Core.Tests.Objectives;

namespace Vae.Core.Tests;

/// <summary>The classic model and its Monte-Carlo samples, end to end.</summary>
public sealed class SystemsTests
{
    /// <summary>The classic network on written digits: hidden layers of 400, 20 latent numbers, ReLU, Adam at 1e-3, batches of 128.</summary>
    [Fact]
    public void S2_Fit_ClassicBernoulliNetworkOnDigits_FallsToWellBelowTheMeanPicture()
    {
        var options = new VaeOptions
        {
            Engine = new() { Threads = 1 },
            Network = new() { HiddenLayers = [400], LatentDimension = 20 },
            Likelihood = Likelihood.Bernoulli(),
            Scaling = ScalingKind.None,
            Training = new()
            {
                Epochs = 60, BatchSize = 128, Optimizer = new() { LearningRate = 1e-3f }, Schedule = new() { Decay = LearningRateDecay.Constant, WarmupSteps = 0 },
            },
            Scoring = new() { Kind = ScoreKind.NegativeElbo },
            Seed = 1,
        };
        var epochs = new List<double>();

        var model = new VaeTrainer(options).Fit(DigitRows.Training, new Synchronous(progress =>
        {
            if (progress.IsEpochEnd)
            {
                epochs.Add(progress.Loss);
            }
        }));
        var test = model.NegativeElbo(new MemoryRowSource(DigitRows.Test, DigitRows.Features), samples: 8);

        Assert.Equal([64, 400, 20, 400, 64], Widths(model));
        Assert.Equal(60, epochs.Count);
        Assert.All(epochs.Zip(model.Report.History), pair => Assert.Equal(pair.First, pair.Second.Loss, 1e-9));
        Assert.All(epochs.Chunk(20).Zip(epochs.Chunk(20).Skip(1)), pair => Assert.True(pair.Second.Average() < pair.First.Average()));
        Assert.True(test < MeanPictureLoss() - 1.5, $"The test loss is {test:F2}, that of the mean picture {MeanPictureLoss():F2}.");
        Assert.Equal(model.Report.TrainingLoss, model.Report.Reconstruction + model.Report.Kl, 1e-6);
    }

    [Fact]
    public void S4_ComputeGradient_SeveralSamples_IsTheMeanOverThem()
    {
        var all = new EngineCase(GradientTests.Small("PerFeature", Activation.GELU, 4, false, 0), features: 7, rows: 20);
        var (gradient, losses) = all.Run();
        var (sum, reconstruction) = (new double[gradient.Length], 0.0);
        using var session = new Core.Engines.Managed.ManagedEngine().Open(
            TrainingSetup.Of(all.Options with { Objective = new() }, all.Plan, 20));
        var state = new SessionState(all.Layout.Count);
        all.Parameters.CopyTo(state.Parameters, 0);
        session.WriteState(state);
        for (var sample = 0; sample < 4; sample++)
        {
            var one = new float[gradient.Length];
            var noise = all.Injection.Noise.AsSpan(sample * 60, 60).ToArray();
            session.ComputeGradient(all.Rows, new StepSettings(0, 0.1f, 1) { Injection = new() { Noise = noise } }, one);
            reconstruction += session.TakeLosses().Reconstruction / 4;
            for (var i = 0; i < one.Length; i++)
            {
                sum[i] += one[i] / 4.0;
            }
        }

        Assert.Equal(reconstruction, losses.Reconstruction, 1e-3);
        Assert.All(sum.Zip(gradient), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
    }

    [Fact]
    public void S4_ComputeGradient_AnotherStep_DrawsFreshNoise()
    {
        var @case = new EngineCase(GradientTests.Small("PerFeature", Activation.GELU, 2, false, 0), features: 7, rows: 20);
        using var session = @case.Open();
        var losses = new double[3];
        for (var i = 0; i < 3; i++)
        {
            session.ComputeGradient(@case.Rows, new StepSettings(i % 2, 0.1f, 1), new float[@case.Layout.Count]);
            losses[i] = session.TakeLosses().Reconstruction;
        }

        Assert.NotEqual(losses[0], losses[1]);
        Assert.Equal(losses[0], losses[2]);
    }

    private static int[] Widths(VaeModel model)
    {
        var plan = VaePlan.Create(model.Options, model.InputDimension);
        var encoder = plan.Encoder.Layers.OfType<LinearLayer>().Select(layer => layer.Inputs);
        return [.. encoder, plan.Mean.Inputs, plan.Mean.Outputs, .. plan.Decoder.Layers.OfType<LinearLayer>().Select(layer => layer.Outputs)];
    }

    /// <summary>Cross-entropy of the test rows under the mean of the training rows: what a collapsed model reaches.</summary>
    private static double MeanPictureLoss()
    {
        var training = DigitRows.Training.Values.ToArray();
        var sum = 0.0;
        for (var d = 0; d < DigitRows.Features; d++)
        {
            double Mean(float[] rows) => Enumerable.Range(0, rows.Length / DigitRows.Features).Average(row => (double)rows[(row * DigitRows.Features) + d]);
            var p = Math.Clamp(Mean(training), 1e-4, 1 - 1e-4);
            var x = Mean(DigitRows.Test);
            sum -= (x * Math.Log(p)) + ((1 - x) * Math.Log(1 - p));
        }

        return sum;
    }

    private sealed class Synchronous(Action<TrainingProgress> report) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => report(value);
    }
}
