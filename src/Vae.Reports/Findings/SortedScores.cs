using Vae.Reports.Reading;

namespace Vae.Reports.Findings;

/// <summary>The scores of all rows that have one, ascending, with what is known of each row.</summary>
/// <param name="Scores">The scores.</param>
/// <param name="Kinds">Whether each row is an anomaly.</param>
internal sealed record SortedScores(float[] Scores, RowKind[] Kinds)
{
    /// <summary>Sorts them.</summary>
    public static SortedScores Of(RowScan scan)
    {
        var (scores, kinds) = (new float[scan.Scored], new RowKind[scan.Scored]);
        var next = 0;
        for (var row = 0; row < scan.Rows; row++)
        {
            if (!float.IsNaN(scan.Scores[row]))
            {
                (scores[next], kinds[next++]) = (scan.Scores[row], scan.KindOf(row));
            }
        }

        Array.Sort(scores, kinds);
        return new SortedScores(scores, kinds);
    }

    /// <summary>The score that a share of the rows stays below; NaN without rows.</summary>
    public float Quantile(double share) => Scores.Length == 0 ? float.NaN : Scores[(int)(share * (Scores.Length - 1))];
}
