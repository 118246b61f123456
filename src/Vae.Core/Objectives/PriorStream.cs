using Vae.Core.Randomness;

namespace Vae.Core.Objectives;

/// <summary>The randomness of draws from a prior: one stream for training, another for generation.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Noise">Purpose of the normal numbers.</param>
/// <param name="Choice">Purpose of the choice of a component.</param>
internal readonly record struct PriorStream(int Seed, RandomPurpose Noise, RandomPurpose Choice)
{
    public static PriorStream Generation(int seed) => new(seed, RandomPurpose.PriorSampling, RandomPurpose.PriorComponent);

    public static PriorStream Training(int seed) => new(seed, RandomPurpose.TrainingPrior, RandomPurpose.TrainingPriorComponent);
}
