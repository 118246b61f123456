using Vae.Core.Scoring;

namespace Vae.Data.Columns;

/// <summary>Finds columns that tell normal rows from anomalies by themselves, as a second label column does, on a uniform sample of the rows.</summary>
internal sealed class LabelLeak
{
    private const int MostRows = 20_000;
    private const int MostValues = 4_000_000;
    private const double Perfect = 0.9995;
    private const int FewestRows = 3;

    private readonly int width;
    private readonly int most;
    private readonly List<float> values = [];
    private readonly List<bool> isAnomaly = [];
    private readonly Random random = new(0);
    private long offered;

    /// <param name="width">Numbers a row.</param>
    public LabelLeak(int width)
    {
        this.width = width;
        most = Math.Clamp(MostValues / Math.Max(1, width), 1, MostRows);
    }

    /// <summary>Offers a row.</summary>
    /// <param name="row">Its numbers; NaN where there is none.</param>
    /// <param name="label">Its label; NaN where it has none.</param>
    public void Offer(ReadOnlySpan<float> row, float label)
    {
        if (float.IsNaN(label))
        {
            return;
        }

        offered++;
        if (isAnomaly.Count < most)
        {
            values.AddRange(row);
            isAnomaly.Add(label != 0);
        }
        else if (random.NextInt64(offered) is var place && place < most)
        {
            for (var i = 0; i < width; i++)
            {
                values[((int)place * width) + i] = row[i];
            }

            isAnomaly[(int)place] = label != 0;
        }
    }

    /// <summary>The numbers that rank the labels without a mistake, or all but.</summary>
    /// <returns>For each its place in a row, and its area under the ROC curve, whichever way it points.</returns>
    public IEnumerable<(int Place, double Area)> Find()
    {
        for (var place = 0; place < width; place++)
        {
            var rows = Enumerable.Range(0, this.isAnomaly.Count).Where(row => !float.IsNaN(values[(row * width) + place])).ToArray();
            var labels = Array.ConvertAll(rows, row => this.isAnomaly[row]);
            var anomalies = labels.Count(isAnomaly => isAnomaly);
            if (anomalies < FewestRows || rows.Length - anomalies < FewestRows)
            {
                continue;
            }

            var area = DetectionMetrics.AreaUnderRoc(Array.ConvertAll(rows, row => values[(row * width) + place]), labels);
            if (Math.Max(area, 1 - area) >= Perfect)
            {
                yield return (place, Math.Max(area, 1 - area));
            }
        }
    }

    /// <summary>The warning of one column.</summary>
    public static DataWarning Warning(string column, double area) => new(
        "ranks-labels", column,
        FormattableString.Invariant(
            $"Column '{CellText.Excerpt(column)}' alone ranks the labels with AUC {area:F2}, as a second label does; leave it out (TableOptions.IgnoredColumns) if it would not be known for new rows."));
}
