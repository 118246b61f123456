namespace Vae.Core.Likelihoods;

/// <summary>What neighbouring features of a row are to the likelihood.</summary>
internal enum FeatureRunKind
{
    /// <summary>Independent Gaussians: the decoder's output is their means.</summary>
    Gaussian,

    /// <summary>Independent Bernoullis: the decoder's output is their logits.</summary>
    Bernoulli,

    /// <summary>The levels of one categorical: the decoder's output is their logits, of which one softmax is taken.</summary>
    Softmax,
}

/// <summary>Neighbouring features that are of one kind; of softmaxes always one whole column.</summary>
/// <param name="Kind">What they are.</param>
/// <param name="Start">The first feature.</param>
/// <param name="Count">How many.</param>
internal readonly record struct FeatureRun(FeatureRunKind Kind, int Start, int Count)
{
    /// <summary>The feature behind the last.</summary>
    public int End => Start + Count;
}
