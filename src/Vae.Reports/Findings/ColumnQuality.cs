using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Reports.Reading;

namespace Vae.Reports.Findings;

/// <summary>How well columns are rebuilt, measured in scaled units on those of the sampled rows that are not flagged.</summary>
internal sealed class ColumnQuality
{
    private readonly VaeModel model;
    private readonly float[] rows;
    private readonly float[] rebuilt;

    public ColumnQuality(VaeModel model, RowScan scan, SampledRows sample)
    {
        this.model = model;
        var width = model.InputDimension;
        int[] ordinary = [.. Enumerable.Range(0, sample.Count).Where(row => !model.IsAnomaly(scan.Scores[sample.Reservoir.Numbers[row]]))];
        (rows, rebuilt) = (new float[ordinary.Length * width], new float[ordinary.Length * width]);
        for (var i = 0; i < ordinary.Length; i++)
        {
            model.Scaler.Scale(sample.Reservoir.Row(ordinary[i]), rows.AsSpan(i * width, width));
            model.Scaler.Scale(sample.Rebuilt.AsSpan(ordinary[i] * width, width), rebuilt.AsSpan(i * width, width));
        }
    }

    /// <summary>The share of a number's variance that reconstructions have, or how often the likeliest level is right; null where it cannot be said.</summary>
    public double? Of(int column)
    {
        if (model.Columns is not { } columns)
        {
            return Variance(column);
        }

        var described = columns.Columns[column];
        var feature = columns.Offset(column);
        return described.Kind switch
        {
            ColumnKind.Categorical => RightLevels(feature, described.Width),
            ColumnKind.Binary => RightTruths(feature),
            _ => Variance(feature),
        };
    }

    private double? Variance(int feature)
    {
        double sum = 0, squares = 0, errors = 0;
        var known = 0;
        for (var at = feature; at < rows.Length; at += model.InputDimension)
        {
            if (float.IsFinite(rows[at]) && float.IsFinite(rebuilt[at]))
            {
                known++;
                sum += rows[at];
                squares += (double)rows[at] * rows[at];
                errors += ((double)rows[at] - rebuilt[at]) * ((double)rows[at] - rebuilt[at]);
            }
        }

        var variance = squares - (sum * sum / Math.Max(1, known));
        return variance > 1e-9 * Math.Max(1, squares) ? 1 - (errors / variance) : null;
    }

    private double? RightTruths(int feature)
    {
        var (right, known) = (0, 0);
        for (var at = feature; at < rows.Length; at += model.InputDimension)
        {
            if (float.IsFinite(rows[at]) && float.IsFinite(rebuilt[at]))
            {
                known++;
                right += rows[at] >= 0.5f == rebuilt[at] >= 0.5f ? 1 : 0;
            }
        }

        return known > 0 ? (double)right / known : null;
    }

    private double? RightLevels(int feature, int width)
    {
        var (right, known) = (0, 0);
        for (var row = 0; row * model.InputDimension < rows.Length; row++)
        {
            var own = rows.AsSpan((row * model.InputDimension) + feature, width);
            var found = rebuilt.AsSpan((row * model.InputDimension) + feature, width);
            if (own.IndexOf(1f) is >= 0 and var level)
            {
                known++;
                right += Largest(found) == level ? 1 : 0;
            }
        }

        return known > 0 ? (double)right / known : null;
    }

    private static int Largest(ReadOnlySpan<float> values)
    {
        var largest = 0;
        for (var i = 1; i < values.Length; i++)
        {
            largest = values[i] > values[largest] ? i : largest;
        }

        return largest;
    }
}
