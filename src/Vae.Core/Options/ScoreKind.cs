namespace Vae.Core.Options;

/// <summary>How the strangeness of a row is measured. Higher is more anomalous in every kind, and the same row always gets the same score.</summary>
/// <remarks>
/// <para>
/// No score falls when a value moves farther out of the range that its feature had in training. The network sees such a value at the nearest end of the range, so that everything else of the score is that of the row
/// there, and the score adds w e^2 for the excess e in scaled units: w is 1 in a squared error; 1 / v, v the variance of the feature's residual, in a whitened distance; that over u, plus 3 / v, in a reference
/// distance; 1 / (2 sigma^2) under a Gaussian decoder; and log(n + 1), n the training rows, under a Bernoulli one and for binary columns, whose likelihood knows 0 to 1 alone. Within the range a score is what its kind says.
/// Every row of finite numbers has a score: one too large for a float is infinite, and above every threshold.
/// </para>
/// <para>
/// A level that training never saw scores at least as high as any that it did: its residual is 2 log(n + 1), a squared error adds 4, and in a likelihood it costs log(n + 1) and that of the least likely level besides.
/// </para>
/// </remarks>
public enum ScoreKind
{
    /// <summary>
    /// Squared Mahalanobis distance of [x - x^ ; mu], the scaled residual and the mean code together, under their covariance on training rows
    /// (the farthest tenth dropped and the covariance fitted once more). No unit. Beyond 2,048 numbers the covariance is diagonal. Where columns are of several kinds
    /// (<see cref="VaeOptions.Columns"/>) the residual is one number a column, of a categorical -log p(level).
    /// </summary>
    WhitenedDistance,

    /// <summary>Sum over features of (x - x^)^2 in scaled units; a categorical column adds at most 2, however many levels it has.</summary>
    SquaredError,

    /// <summary>-log p(x | z = mu(x)): negative log-likelihood of the row given its mean code, in nats.</summary>
    ReconstructionLogLikelihood,

    /// <summary>Negative reconstruction probability: -(1/M) sum_m log p(x | z_m), z_m from q(z|x), in nats (An and Cho 2015).</summary>
    ReconstructionProbability,

    /// <summary>Negative evidence lower bound: the reconstruction probability's value plus KL(q(z|x) || N(0, I)), in nats (Kingma and Welling 2014).</summary>
    NegativeElbo,

    /// <summary>
    /// Importance-weighted estimate of the negative log-likelihood: -log (1/M) sum_m p(x|z_m) p(z_m) / q(z_m|x), z_m from q(z|x), in nats
    /// (Burda et al. 2016, eq. 8). In expectation it is no smaller than -log p(x), and falls to it as M grows.
    /// </summary>
    ImportanceWeightedNll,

    /// <summary>
    /// W / u + 3/2 |x - r|^2 / v + 3/2 |x - q|^2 / w: the <see cref="WhitenedDistance"/> W, how far the row is from all training rows together, plus the squared distances in scaled
    /// units to its second nearest reference row r, how far it is from the nearest of them, and to its second nearest q of every 32nd of them (<see cref="ScoringOptions.CoarseReferences"/>); u, v and w are the medians of each over training rows, so that
    /// an ordinary row scores about 4. No unit. Levels of a categorical column that differ add 2 to the squared distance. The references are training rows, at most 1,024, kept in the model; which may be one, <see cref="ScoringOptions.ReferenceTrim"/> says.
    /// </summary>
    ReferenceDistance,
}
