namespace Vae.Core.Scoring;

/// <summary>How the strangeness of a row is measured. Higher is more anomalous in every kind, and the same row always gets the same score.</summary>
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
    /// W / u + 3 |x - r|^2 / v: the <see cref="WhitenedDistance"/> W, how far the row is from all training rows together, plus the squared distance in scaled
    /// units to its fifth nearest reference row r, how far it is from the nearest of them; u and v are the medians of either over training rows, so that
    /// an ordinary row scores about 4. No unit. Levels of a categorical column that differ add 2 to the squared distance. The references are training rows, at most 1,024, kept in the model; which may be one, <see cref="ScoringOptions.ReferenceTrim"/> says.
    /// </summary>
    ReferenceDistance,
}
