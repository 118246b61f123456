namespace Vae.Core.Randomness;

/// <summary>What a random stream is for; each purpose has a stream of its own under one seed. The values are part of what a seed means: never change one.</summary>
internal enum RandomPurpose
{
    Initialization = 1,
    Shuffle = 2,
    TrainingNoise = 3,
    Dropout = 4,
    Evaluation = 5,
    Scoring = 6,
    ValidationSplit = 7,
    Reservoir = 8,
    ShuffleBuffer = 9,
    Corruption = 10,
    Binarization = 11,
    Ensemble = 12,
    Shards = 13,
    PriorSampling = 20,
    DecoderNoise = 21,
    PriorComponent = 22,
    TrainingPrior = 30,
    TrainingPriorComponent = 31,
    InstanceNoise = 32,
}
