namespace Vae.Data.Options;

/// <summary>Some lines of a file that follow one another.</summary>
/// <param name="First">Number of the first, from 1.</param>
/// <param name="Last">Number of the last; at least the first.</param>
public readonly record struct LineRange(long First, long Last)
{
    /// <summary>Whether a line is one of them.</summary>
    /// <param name="line">Its number, from 1.</param>
    public bool Contains(long line) => line >= First && line <= Last;
}
