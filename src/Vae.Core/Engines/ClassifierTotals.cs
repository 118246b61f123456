namespace Vae.Core.Engines;

/// <summary>Sums over rows; where rows have weights, of each times its weight.</summary>
/// <param name="Rows">Rows summed over, each once.</param>
/// <param name="CrossEntropy">Sum of the cross-entropy that was minimised, in nats.</param>
/// <param name="Correct">Rows whose largest logit is that of their class.</param>
/// <param name="Weight">Sum of the weights of the rows: their number where they have none.</param>
internal readonly record struct ClassifierTotals(long Rows, double CrossEntropy, double Correct, double Weight)
{
    public bool IsFinite => double.IsFinite(CrossEntropy);

    public static ClassifierTotals operator +(ClassifierTotals left, ClassifierTotals right) =>
        new(left.Rows + right.Rows, left.CrossEntropy + right.CrossEntropy, left.Correct + right.Correct, left.Weight + right.Weight);
}
