namespace Vae.Core.Statistics;

/// <summary>Some of the references, and the unit of the squared distance to the counted one of them.</summary>
/// <param name="Every">Which: 1 all, n the first and every n-th after it.</param>
/// <param name="Unit">What the squared distance is divided by: the median over training rows, over the weight of this scale.</param>
internal readonly record struct ReferenceScale(int Every, float Unit)
{
    /// <summary>Which neighbour counts where that many are asked for: no more than there are rows.</summary>
    /// <param name="wanted">What the options say.</param>
    /// <param name="rows">All references.</param>
    public int Neighbour(int wanted, int rows) => Math.Min(wanted, ReferenceRows.CountOf(rows, Every));
}
