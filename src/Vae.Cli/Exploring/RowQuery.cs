namespace Vae.Cli.Exploring;

/// <summary>Which rows of a table are asked for.</summary>
/// <param name="From">How many of those found come before, 0 or more.</param>
/// <param name="Count">How many are wanted, 1 to 200.</param>
/// <param name="ByScore">Whether they come by score; by number otherwise.</param>
/// <param name="Down">Whether the highest comes first.</param>
/// <param name="Words">All of which a row must hold.</param>
/// <param name="Above">The score that rows must be above; null for all rows.</param>
internal sealed record RowQuery(int From, int Count, bool ByScore, bool Down, IReadOnlyList<string> Words, float? Above)
{
    /// <summary>Most rows of one answer.</summary>
    public const int MostRows = 200;
}
