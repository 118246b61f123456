namespace Vae.Core.Engines;

/// <summary>Sums over rows, in nats.</summary>
/// <param name="Rows">Rows summed over.</param>
/// <param name="Objective">Sum of what was minimised.</param>
/// <param name="Reconstruction">Sum of -log p(x|z), averaged over samples.</param>
/// <param name="Kl">Sum of the unweighted KL.</param>
internal readonly record struct LossTotals(long Rows, double Objective, double Reconstruction, double Kl)
{
    public bool IsFinite => double.IsFinite(Objective) && double.IsFinite(Reconstruction) && double.IsFinite(Kl);

    public static LossTotals operator +(LossTotals left, LossTotals right) => new(
        left.Rows + right.Rows,
        left.Objective + right.Objective,
        left.Reconstruction + right.Reconstruction,
        left.Kl + right.Kl);
}
