using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Core.Objectives;
using Vae.Core.Options;
using Vae.Core.Tests.Models;

namespace Vae.Core.Tests.Training;

/// <summary>The loss of an epoch that ends in its middle is that of the rows it saw, whatever the others weigh.</summary>
public sealed class CutEpochTests
{
    private const int Rows = 400;

    [Theory]
    [InlineData(ObjectiveKind.Elbo, 1)]
    [InlineData(ObjectiveKind.Iwae, 1)]
    [InlineData(ObjectiveKind.Autoencoder, 1)]
    [InlineData(ObjectiveKind.Elbo, 4)]
    public void Fit_EpochThatEndsInTheMiddle_HasTheLossOfTheRowsThatItSaw(ObjectiveKind kind, int shards)
    {
        // Rows that were seen count once each, and one that was not counts for more than all of them.
        var options = new VaeOptions
        {
            Network = new NetworkOptions { HiddenLayers = [8], LatentDimension = 2 },
            Scaling = ScalingKind.None,
            Objective = new ObjectiveOptions { Kind = kind },
            Training = new TrainingOptions { Steps = 2, BatchSize = 32, Shards = shards, Optimizer = new OptimizerOptions { LearningRate = 1e-6f } },
            // The loss alone is looked at: a score without references costs a small part of the default one's calibration.
            Scoring = new ScoringOptions { Kind = ScoreKind.SquaredError },
            Engine = new EngineOptions { Threads = 1 },
            Seed = 3,
        };
        var losses = Enumerable.Range(0, 8).Select(heavy => Loss(options, new WeightedRows(Rows, row => row == heavy * 47 ? 5000 : 1).Source)).ToArray();
        var plain = Loss(options, new WeightedRows(Rows, _ => 1).Unweighted);

        // Of eight rows 64 of 400 take one or two.
        Assert.InRange(losses.Count(loss => Math.Abs(loss - plain) < 1e-4 * Math.Abs(plain)), 5, 8);
        Assert.All(losses, loss => Assert.InRange(loss / plain, 0.2, 5));
    }

    private static double Loss(VaeOptions options, IRowSource rows) => new VaeTrainer(options).Fit(rows).Report.TrainingLoss;
}
