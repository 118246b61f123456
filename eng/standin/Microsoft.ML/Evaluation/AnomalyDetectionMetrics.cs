namespace Microsoft.ML.Data;

/// <summary>How well scores tell anomalies (label above 0) from the rest.</summary>
public sealed class AnomalyDetectionMetrics
{
    private AnomalyDetectionMetrics(double areaUnderRocCurve, double detectionRate)
    {
        AreaUnderRocCurve = areaUnderRocCurve;
        DetectionRateAtFalsePositiveCount = detectionRate;
    }

    public double AreaUnderRocCurve { get; }

    public double DetectionRateAtFalsePositiveCount { get; }

    internal static AnomalyDetectionMetrics Of(IDataView data, string label, string score, string predictedLabel, int falsePositives)
    {
        DataViewSchema.Column labels = Find(data, label);
        DataViewSchema.Column scores = Find(data, score);
        Find(data, predictedLabel);
        if (scores.Type != NumberDataViewType.Single)
        {
            throw SchemaErrors.Mismatch(score, "Single", scores.Type.ToString());
        }

        if (labels.Type != NumberDataViewType.Single && labels.Type is not KeyDataViewType { Count: 2 })
        {
            throw SchemaErrors.Mismatch(label, "Single or a Key with cardinality 2", labels.Type.ToString());
        }

        var rows = new List<(float Score, bool IsAnomaly)>();
        using (DataViewRowCursor cursor = data.GetRowCursor([labels, scores]))
        {
            Func<double> readLabel = NumberReader.For(cursor, labels);
            ValueGetter<float> readScore = cursor.GetGetter<float>(scores);
            float value = 0;
            while (cursor.MoveNext())
            {
                double truth = readLabel();
                readScore(ref value);
                if (!double.IsNaN(truth) && !float.IsNaN(value))
                {
                    rows.Add((value, truth > 0));
                }
            }
        }

        rows.Sort((left, right) => right.Score.CompareTo(left.Score));
        return new AnomalyDetectionMetrics(Area(rows), DetectionRate(rows, falsePositives));
    }

    private static DataViewSchema.Column Find(IDataView data, string name) => data.Schema.GetColumnOrNull(name) ?? throw SchemaErrors.Missing(name);

    // The share of pairs of an anomaly and a normal row in which the anomaly scores higher, ties counting half. Scores descend.
    private static double Area(List<(float Score, bool IsAnomaly)> rows)
    {
        double anomalies = rows.Count(row => row.IsAnomaly);
        double normals = rows.Count - anomalies;
        double pairsWon = 0;
        double anomaliesAbove = 0;
        for (int start = 0, end; start < rows.Count; start = end)
        {
            double anomaliesHere = 0;
            for (end = start; end < rows.Count && rows[end].Score == rows[start].Score; end++)
            {
                anomaliesHere += rows[end].IsAnomaly ? 1 : 0;
            }

            pairsWon += (end - start - anomaliesHere) * (anomaliesAbove + (anomaliesHere / 2));
            anomaliesAbove += anomaliesHere;
        }

        return pairsWon / (anomalies * normals);
    }

    private static double DetectionRate(List<(float Score, bool IsAnomaly)> rows, int falsePositives)
    {
        double anomalies = rows.Count(row => row.IsAnomaly);
        if (anomalies == 0 || anomalies == rows.Count)
        {
            return double.NaN;
        }

        int found = 0;
        int wrong = 0;
        foreach ((_, bool isAnomaly) in rows)
        {
            if (isAnomaly)
            {
                found++;
            }
            else if (++wrong > falsePositives)
            {
                break;
            }
        }

        return found / anomalies;
    }
}
