namespace Vae.Core.Engines;

/// <summary>Sums over rows.</summary>
/// <param name="Rows">Rows summed over.</param>
/// <param name="CrossEntropy">Sum of the cross-entropy that was minimised, in nats.</param>
/// <param name="Correct">Rows whose largest logit is that of their class.</param>
internal readonly record struct ClassifierTotals(long Rows, double CrossEntropy, long Correct)
{
    public bool IsFinite => double.IsFinite(CrossEntropy);

    public static ClassifierTotals operator +(ClassifierTotals left, ClassifierTotals right) =>
        new(left.Rows + right.Rows, left.CrossEntropy + right.CrossEntropy, left.Correct + right.Correct);
}
