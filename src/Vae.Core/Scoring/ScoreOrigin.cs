namespace Vae.Core.Scoring;

/// <summary>Which rows a distribution of scores, or a rate of flagged rows, was measured on.</summary>
public enum ScoreOrigin
{
    /// <summary>The training rows themselves, which a model scores too low: a threshold from them flags more of later rows than it says.</summary>
    Training,

    /// <summary>
    /// The training rows, each scored under a covariance that was fitted without it (five folds); the network has seen them. On small sets nearly all that is
    /// too low in scores of training rows comes from the covariance.
    /// </summary>
    CrossFitted,

    /// <summary>Rows held out of training.</summary>
    HeldOut,

    /// <summary>Rows given after training.</summary>
    Given,
}
