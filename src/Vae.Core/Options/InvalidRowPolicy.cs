namespace Vae.Core.Options;

/// <summary>What training does with a row that holds NaN or an infinity.</summary>
public enum InvalidRowPolicy
{
    /// <summary>Stop with an error that names the row and the column.</summary>
    Error,

    /// <summary>Leave the row out; the training report counts how many were.</summary>
    Skip,
}
