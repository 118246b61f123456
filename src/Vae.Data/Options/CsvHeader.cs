namespace Vae.Data.Options;

/// <summary>Whether the first line of a CSV file names the columns.</summary>
public enum CsvHeader
{
    /// <summary>It does where it holds a text that is neither a number nor a mark of a missing value.</summary>
    Detect,

    /// <summary>It does, whatever it looks like.</summary>
    Present,

    /// <summary>It does not; columns are called by their number, from 1.</summary>
    Absent,
}
