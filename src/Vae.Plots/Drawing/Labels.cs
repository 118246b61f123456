namespace Vae.Plots.Drawing;

/// <summary>Checks of labels that come beside scores.</summary>
internal static class Labels
{
    /// <summary>Throws where there are labels, but not one a row.</summary>
    public static void RequireFitting(int scores, int labels)
    {
        if (labels != 0 && labels != scores)
        {
            throw new ArgumentException(Invariant($"There are {scores} scores but {labels} labels; give one label a row, or none."));
        }
    }
}
