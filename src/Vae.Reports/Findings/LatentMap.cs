using Vae.Core.Models;
using Vae.Reports.Reading;

namespace Vae.Reports.Findings;

/// <summary>The codes of the sampled rows on a plane: their two directions of largest variance, each with variance 1.</summary>
/// <param name="X">Along the first.</param>
/// <param name="Y">Along the second; of codes of one number the score.</param>
/// <param name="Rows">Numbers of the rows.</param>
/// <param name="Scores">Their scores.</param>
/// <param name="Kinds">What their labels say.</param>
/// <param name="Share">Share of the codes' variance that the plane has.</param>
/// <param name="Columns">Columns that the points may be coloured by.</param>
internal sealed record LatentMap(float[] X, float[] Y, int[] Rows, float[] Scores, byte[] Kinds, double Share, LatentColour[] Columns)
{
    private const int MostColours = 40;

    /// <summary>Draws it; null where there are fewer than three rows, or all have one code.</summary>
    public static LatentMap? Of(VaeModel model, RowScan scan, SampledRows sample, ColumnFacts[] facts)
    {
        if (CodePlane.Of(sample.Codes, model.LatentDimension) is not { } plane)
        {
            return null;
        }

        int[] rows = [.. sample.Reservoir.Numbers];
        float[] scores = [.. rows.Select(row => scan.Scores[row])];
        LatentColour[] colours = [.. facts.Take(MostColours).Select(fact => LatentColour.Of(model, sample, fact.Column))];
        return new LatentMap(plane.X, plane.Y ?? scores, rows, scores, [.. rows.Select(row => (byte)scan.KindOf(row))], plane.Share, colours);
    }
}
