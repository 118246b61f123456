using Vae.Core.Data;

namespace Vae.Core.Calibration;

/// <summary>
/// By how much a network scores the rows that it was trained on lower than later ones: where rows are few for their columns it has learned them by heart, and a threshold from their scores
/// flags far more of later rows than it says. Measured by networks trained without a fold of the rows each, on the scores of their own rows beside those of the rows they have not seen.
/// </summary>
internal sealed class NetworkOptimism
{
    /// <summary>Networks trained to measure it.</summary>
    public const int Folds = 4;

    // With that many rows a column, and that many rows, a network of the default size knows no row by heart.
    private const int RowsAColumn = 25;
    private const int FewRows = 400;

    // Multiplications of a training run that is cheap enough to be repeated: some seconds.
    private const double MostWork = 3e11;

    private const double Part = (Folds - 1.0) / Folds;

    private readonly float[] seen;
    private readonly float[] unseen;

    /// <param name="seen">Scores of rows that the networks were trained on, as those that will be corrected are made.</param>
    /// <param name="unseen">Scores of rows that they were trained without.</param>
    public NetworkOptimism(IEnumerable<float> seen, IEnumerable<float> unseen)
    {
        this.seen = [.. seen.Where(float.IsFinite).Order()];
        this.unseen = [.. unseen.Where(float.IsFinite).Order()];
    }

    /// <summary>Whether a network may know rows by heart.</summary>
    /// <param name="rows">Training rows.</param>
    /// <param name="columns">Features a row.</param>
    public static bool MayRemember(long rows, int columns) => rows < Math.Max(FewRows, (long)RowsAColumn * columns);

    /// <summary>Whether training some more networks takes seconds rather than minutes.</summary>
    /// <param name="parameters">Of a network whose parameters are each used once a row.</param>
    /// <param name="rowsTrained">Steps times the size of a batch.</param>
    public static bool IsCheap(long parameters, long rowsTrained) => 3.0 * parameters * rowsTrained <= MostWork;

    /// <summary>
    /// Scores as later rows have them: each is moved as the seen scores of its rank would have to be to become the unseen ones, by (folds - 1) / folds of the way, for what a
    /// network makes of rows it knows falls as one over their number. Order and ties stay. The right way lies between none and all of it: what stands in an <see cref="Reports.AchievedRate"/> as bounds.
    /// </summary>
    /// <param name="scores">Scores of rows that the network was trained on.</param>
    /// <param name="part">Which part of the way.</param>
    /// <param name="weights">For how many rows each counts; null for one.</param>
    public float[] Correct(float[] scores, double part = Part, RowWeights? weights = null)
    {
        if (seen.Length == 0 || unseen.Length == 0)
        {
            return (float[])scores.Clone();
        }

        var order = Enumerable.Range(0, scores.Length).ToArray();
        var sorted = (float[])scores.Clone();
        Array.Sort(sorted, order);
        var corrected = new float[scores.Length];

        // Distances are moved by a factor, scores that may be negative by a difference.
        var isDistance = seen[0] > 0 && unseen[0] > 0 && sorted[0] > 0;
        var highest = float.NegativeInfinity;
        double before = 0, total = weights is null ? sorted.Length : order.Sum(row => (double)weights.Counts[row]);
        for (var first = 0; first < sorted.Length;)
        {
            var end = first + 1;
            while (end < sorted.Length && sorted[end] == sorted[first])
            {
                end++;
            }

            var after = before + (weights is null ? end - first : order[first..end].Sum(row => (double)weights.Counts[row]));
            var rank = (before + after) / 2.0 / total;
            before = after;
            var (from, to) = (At(seen, rank), At(unseen, rank));
            var moved = isDistance ? sorted[first] * Math.Pow(to / from, part) : sorted[first] + (part * (to - from));

            // Never equal to the one before: scores that differ are not made to share one, or a threshold would be said to part rows that it does not.
            highest = Math.Max(MathF.BitIncrement(highest), float.IsFinite((float)moved) ? (float)moved : sorted[first]);
            for (; first < end; first++)
            {
                corrected[order[first]] = highest;
            }
        }

        return corrected;
    }

    /// <summary>The ends between which the right correction lies: none at all, and the whole of what networks show that are trained on fewer rows.</summary>
    /// <param name="scores">Scores of rows that the network was trained on.</param>
    /// <param name="weights">As above.</param>
    public (float[] Without, float[] Whole) Bounds(float[] scores, RowWeights? weights = null) => ((float[])scores.Clone(), Correct(scores, 1, weights));

    private static double At(float[] sorted, double rank)
    {
        var place = Math.Clamp((rank * sorted.Length) - 0.5, 0, sorted.Length - 1);
        var below = (int)place;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((place - below) * ((double)sorted[above] - sorted[below]));
    }
}
