using System.Runtime.InteropServices;
using Vae.Core.Data;
using Vae.Core.Scoring;

namespace Vae.Core.Models;

/// <summary>
/// The scores of a source's rows, and whether they are anomalies where it has labels; rows without a score are left out. Where rows have weights each is there as often as it counts: of those of each label so many as
/// their weights are of all, with the quantiles of the weighted ones.
/// </summary>
internal sealed class ScoredRows
{
    private const int BlockFloats = 1 << 20;
    private const int MostCounted = 1 << 24;

    private List<float> scores = [];
    private List<bool>? isAnomaly;

    private ScoredRows(bool hasLabels) => isAnomaly = hasLabels ? [] : null;

    public float[] Scores => [.. scores];

    public bool[]? IsAnomaly => isAnomaly?.ToArray();

    /// <exception cref="VaeDataException">The rows have another width than the model, or none has a score.</exception>
    public static ScoredRows Of(VaeModel model, IRowSource source, CancellationToken cancellationToken)
    {
        model.RequireWidth(source);
        var labelled = source as ILabelledRowSource is { LabelName: not null } hasLabels ? hasLabels : null;
        var result = new ScoredRows(labelled is not null);
        using var reader = labelled is null
            ? RelativeRowSource.Of(source, model.Parts.Origin).OpenReader()
            : RelativeRowSource.Of(labelled, model.Parts.Origin).OpenLabelledReader();
        var block = Math.Max(1, BlockFloats / model.InputDimension);
        var (rows, labels, found) = (new float[block * model.InputDimension], new float[block], new float[block]);
        var weights = new List<float>();
        int read;
        while ((read = labelled is null ? reader.Read(rows) : ((ILabelledRowReader)reader).Read(rows, labels)) > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            model.ScoreRelative(rows.AsSpan(0, read * model.InputDimension), found.AsSpan(0, read));
            var given = source.WeightName is null ? default : WeightSums.Of(reader, read);
            for (var i = 0; i < read; i++)
            {
                if (!given.IsEmpty && WeightSums.Require(given[i], reader.Position - read + i, source.WeightName) == 0)
                {
                    continue;
                }

                // A row without a label says nothing where labels are asked for.
                if (!float.IsNaN(found[i]) && (labelled is null || !float.IsNaN(labels[i])))
                {
                    result.scores.Add(found[i]);
                    result.isAnomaly?.Add(labels[i] != 0);
                    if (!given.IsEmpty)
                    {
                        weights.Add(given[i]);
                    }
                }
            }
        }

        result.Count(CollectionsMarshal.AsSpan(weights));
        return result.scores.Count > 0 ? result : throw new VaeDataException("None of the rows can be scored: there are none, or all hold NaN or an infinity; give rows of numbers.");
    }

    private void Count(ReadOnlySpan<float> given)
    {
        if (RowWeights.OrNull(given) is not { } weights)
        {
            return;
        }

        int[] order = [.. Enumerable.Range(0, scores.Count).OrderBy(row => isAnomaly is not null && isAnomaly[row]).ThenBy(row => scores[row])];
        var drawn = weights.Draw(order, MostCounted);
        scores = [.. drawn.Select(row => scores[row])];
        isAnomaly = isAnomaly is { } labels ? [.. drawn.Select(row => labels[row])] : null;
    }

    /// <summary>What labels and scores together give reason to warn of; nothing where the rows have no labels.</summary>
    /// <param name="source">The rows.</param>
    public IEnumerable<DataWarning> LabelWarnings(IRowSource source)
    {
        if (isAnomaly is null || (source as ILabelledRowSource)?.LabelName is not { } label)
        {
            return [];
        }

        var labels = CollectionsMarshal.AsSpan(isAnomaly);
        var anomalies = labels.Count(true);
        double? area = anomalies > 0 && anomalies < labels.Length ? DetectionMetrics.AreaUnderRoc(CollectionsMarshal.AsSpan(scores), labels) : null;
        return Scoring.LabelWarnings.Of(label, labels.Length, labels.Length - anomalies, area);
    }

    /// <summary>The scores of normal rows; of all rows where none has a label.</summary>
    public float[] Normal() => isAnomaly is null ? Scores : [.. scores.Where((_, i) => !isAnomaly[i])];
}
