namespace Vae.Core.Engines;

/// <summary>Sums over rows, in nats; where rows have weights, of each times its weight.</summary>
/// <param name="Rows">Rows summed over.</param>
/// <param name="Objective">Sum of what was minimised.</param>
/// <param name="Reconstruction">Sum of -log p(x|z), averaged over samples.</param>
/// <param name="Kl">Sum of the unweighted KL.</param>
internal readonly record struct LossTotals(long Rows, double Objective, double Reconstruction, double Kl)
{
    /// <summary>Sum over rows of the discriminator's loss, averaged over what it sees for a row; 0 where there is none. ln 2 a row where it cannot tell real from generated.</summary>
    public double DiscriminatorLoss { get; init; }

    /// <summary>Sum over rows of its share of right answers, the generated ones together counting as much as the real.</summary>
    public double DiscriminatorCorrect { get; init; }

    /// <summary>Sum of the weights of the rows less their number; 0 where rows have none, and but for rounding over all rows of a run.</summary>
    public double ExtraWeight { get; init; }

    /// <summary>Sum of the weights of the rows, by which the other sums are divided for a mean: their number where they have none.</summary>
    public double Weight => Rows + ExtraWeight;

    public bool IsFinite =>
        double.IsFinite(Objective) && double.IsFinite(Reconstruction) && double.IsFinite(Kl) && double.IsFinite(DiscriminatorLoss);

    public static LossTotals operator +(LossTotals left, LossTotals right) => new(
        left.Rows + right.Rows,
        left.Objective + right.Objective,
        left.Reconstruction + right.Reconstruction,
        left.Kl + right.Kl)
    {
        ExtraWeight = left.ExtraWeight + right.ExtraWeight,
        DiscriminatorLoss = left.DiscriminatorLoss + right.DiscriminatorLoss,
        DiscriminatorCorrect = left.DiscriminatorCorrect + right.DiscriminatorCorrect,
    };
}
