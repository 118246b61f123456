namespace Vae.Data.Batches;

/// <summary>Tells of times that a format keeps as those of Greenwich and that were of another clock, or may have been.</summary>
internal static class ZoneNote
{
    private const string Remedy = "write them without a zone to learn from the hours of that clock";

    /// <summary>Whether a zone is that of Greenwich, by one of its names.</summary>
    public static bool IsGreenwich(string zone) => zone.ToUpperInvariant() is "UTC" or "GMT" or "Z" or "ETC/UTC" or "ETC/GMT" or "+00:00" or "00:00" or "+0000";

    /// <summary>What to say of a column whose zone is known, and is not that of Greenwich.</summary>
    public static DataWarning Of(string path, string column, string zone) => new("zone", column,
        $"'{path}': '{CellText.Excerpt(column)}' holds times of the zone '{CellText.Excerpt(zone)}', which the format keeps as those of Greenwich: its hours and days are read as they are there, and not as on the clock of the zone; {Remedy}.");

    /// <summary>What to say of a column of which nobody knows on which clock its times were read.</summary>
    /// <param name="path">The file.</param>
    /// <param name="column">The column.</param>
    /// <param name="isGreenwich">Whether the file says that they are kept as those of Greenwich; else it does not say what they are kept as.</param>
    public static DataWarning OfUnknown(string path, string column, bool isGreenwich) => new("zone", column,
        $"'{path}': '{CellText.Excerpt(column)}' holds times that {(isGreenwich ? "are kept as those of Greenwich" : "some programs keep as those of Greenwich (as 96-bit numbers)")}, and the file does not say of which zone they were: its hours and days are read as they are kept; if that is not the clock by which things happen, {Remedy}.");
}
