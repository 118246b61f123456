namespace Vae.Data.Options;

/// <summary>What becomes of a row that holds a value that cannot be read.</summary>
public enum InvalidRowHandling
{
    /// <summary>It is an error that names the place in the file.</summary>
    Error,

    /// <summary>It comes out as NaN throughout, which a model gives no score and training can leave out, and is counted in <see cref="ReadTally.InvalidRows"/>.</summary>
    Nan,
}
