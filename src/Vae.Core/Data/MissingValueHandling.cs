namespace Vae.Core.Data;

/// <summary>What a NaN in a row means to a model.</summary>
public enum MissingValueHandling
{
    /// <summary>The row is invalid: training stops or leaves it out, and every output of it is NaN.</summary>
    Invalid,

    /// <summary>
    /// The value was not observed: the model is trained and scored on the observed values of the row, and can fill in the others. Infinities stay invalid, and so does a row with nothing observed.
    /// </summary>
    Observed,
}
