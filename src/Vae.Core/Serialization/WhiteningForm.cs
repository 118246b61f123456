namespace Vae.Core.Serialization;

/// <summary>How a model file holds the whitening of the score.</summary>
internal enum WhiteningForm
{
    /// <summary>Not at all: the score does not need it.</summary>
    None,

    /// <summary>A square matrix.</summary>
    Full,

    /// <summary>Its diagonal.</summary>
    Diagonal,
}
