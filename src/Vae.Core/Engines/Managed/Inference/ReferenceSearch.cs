using System.Collections.Immutable;
using Vae.Core.Simd;
using Vae.Core.Statistics;

namespace Vae.Core.Engines.Managed.Inference;

/// <summary>The searches of a model's references: one among all of them, and one among those of a coarse scale where there is one.</summary>
internal sealed class ReferenceSearch<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    /// <param name="references">The model's, for their units.</param>
    /// <param name="compared">The same as rows are compared with them.</param>
    /// <param name="neighbours">Which of the nearest counts.</param>
    public ReferenceSearch(ReferenceRows references, ReferenceRows compared, int neighbours)
    {
        WhitenedUnit = references.WhitenedUnit;
        Scales = [.. references.Scales.Select(scale => new Scale(new NearestRows<S, V>(compared.RowsOf(scale), compared.Width, neighbours), scale.Unit))];
    }

    /// <summary>All references first.</summary>
    public ImmutableArray<Scale> Scales { get; }

    /// <summary>What a whitened distance is divided by.</summary>
    public float WhitenedUnit { get; }

    /// <summary>Multiply-adds a row.</summary>
    public long WorkPerRow => Scales.Sum(scale => scale.Rows.WorkPerRow);

    /// <summary>Floats of memory for products that a panel needs.</summary>
    public long PanelProducts => Scales.Max(scale => scale.Rows.PanelProducts);

    /// <summary>Floats of memory for products that a single row needs.</summary>
    public int RowProducts => Scales.Max(scale => scale.Rows.RowProducts);

    /// <summary>One search.</summary>
    /// <param name="Rows">Among these.</param>
    /// <param name="Unit">What the squared distance is divided by.</param>
    public sealed record Scale(NearestRows<S, V> Rows, float Unit);
}
