namespace Vae.Core.Reports;

/// <summary>Which rows a distribution of scores, or a rate of flagged rows, was measured on.</summary>
public enum ScoreOrigin
{
    /// <summary>The training rows themselves, which a model scores too low: a threshold from them flags more of later rows than it says.</summary>
    Training,

    /// <summary>
    /// The training rows, each as if covariance and references had been fitted without it. Where they are few for their columns, the scores are raised by what networks trained
    /// without a part of the rows show the network to know by heart.
    /// </summary>
    CrossFitted,

    /// <summary>Rows held out of training.</summary>
    HeldOut,

    /// <summary>Rows given after training.</summary>
    Given,
}
