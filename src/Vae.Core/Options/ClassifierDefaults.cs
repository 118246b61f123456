using Vae.Core.Data;
using Vae.Core.Likelihoods;

namespace Vae.Core.Options;

/// <summary>The autoencoder that a classifier starts from unless told otherwise.</summary>
internal static class ClassifierDefaults
{
    public static VaeOptions Pretraining { get; } = new()
    {
        Network = new NetworkOptions { HiddenLayers = [256, 128], LatentDimension = 32 },
        Likelihood = Likelihood.GaussianFixed(0.1f),
        Scaling = ScalingKind.MinMax,
        Training = new TrainingOptions { Steps = 5000, Optimizer = new OptimizerOptions { LearningRate = 1e-3f } },

        // The score is not what this model is for: the one that needs no covariance.
        Scoring = new ScoringOptions { Kind = ScoreKind.SquaredError },
    };
}
