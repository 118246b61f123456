using System.Numerics.Tensors;
using Vae.Core.Data;
using Vae.Core.Engines;
using Vae.Core.Engines.Managed.Inference;
using Vae.Core.Options;
using Vae.Core.Parts;
using Vae.Core.Statistics;

namespace Vae.Core.Calibration;

/// <content>The covariance and the reference rows that distances are measured by.</content>
internal sealed partial class ModelCalibrator
{
    /// <summary>Fits the whitening, and returns the distance of each of its rows under one fitted without it; null where they are too few to split.</summary>
    private float[]? FitWhitening()
    {
        var width = JointWidth();
        var picked = rows.EvenlySpaced(Picked(Math.Max(width, rows.Width)));
        var joint = new float[picked.Length / rows.Width * width];
        var splits = joint.Length / width >= CrossFit.FewestRows;
        var distances = new float[splits ? joint.Length / width : 0];
        var allowsMissing = parts.Options.MissingValues == MissingValueHandling.Observed;
        int[] levels = LevelRows.Features(parts.Options.ScoredColumns);
        float[] withLevels = [];

        // Which rows may be references is asked of a covariance that the farthest have no part in, whatever scores are made of, and that no noise is added to: in the directions that training rows hardly
        // vary in, a group of anomalies is told from others long before it matters to a score.
        var trimsReferences = scoring.Kind == ScoreKind.ReferenceDistance && scoring.ReferenceTrim > 0;
        float[]? admission = trimsReferences ? new float[joint.Length / width] : null;
        var whitenings = new Whitening[parts.EnsembleSize];
        for (var member = 0; member < whitenings.Length; member++)
        {
            cancellation.ThrowIfCancellationRequested();
            var network = parts.Member(member);
            var pipeline = ManagedPipeline.Create(network);
            pipeline.Joint(picked, joint);
            var noise = NoiseScale.Variances(network, pipeline, picked, joint);
            withLevels = levels.Length == 0 || scoring.CovarianceTrim == 0 && admission is null ? [] : LevelRows.Beside(picked, rows.Width, levels, joint, width);
            int[] all = [.. Enumerable.Range(0, joint.Length / width)];
            whitenings[member] = Fit(all, scoring.CovarianceTrim, noise, out var fitted);
            if (splits)
            {
                var exact = !whitenings[member].IsDiagonal && fitted.Length > 1;
                // Each fold's covariance is of the same ordinary rows as the whole: trimmed anew, it may settle on others, whose distances are of another scale.
                var left = exact ? CrossFit.LeftOut(joint, width, whitenings[member], fitted) : CrossFit.SquaredDistances(joint, width, some => Fit([.. some.Intersect(fitted)], 0, noise, out _));
                TensorPrimitives.Add(distances, left, distances);
            }

            if (admission is not null)
            {
                TensorPrimitives.Add(admission, CrossFit.Distances(joint, width, Fit(all, Math.Max(scoring.CovarianceTrim, ScoringOptions.AdmissionTrim), null, out _)), admission);
            }
        }

        TensorPrimitives.Divide(distances, whitenings.Length, distances);
        parts = parts with { Whitening = whitenings[0], Members = [.. parts.Members.Select((member, i) => member with { Whitening = whitenings[i + 1] })] };
        parts = parts with { Range = parts.Range!.WithWeights(whitenings, parts.Plan()) };
        int[] references = scoring.Kind == ScoreKind.ReferenceDistance ? FitReferences(picked, levels, admission) : [];
        if (!splits)
        {
            return null;
        }

        return scoring.Kind == ScoreKind.ReferenceDistance ? ReferenceScores(picked, distances, references) : distances;

        Whitening Fit(int[] chosen, double trim, double[]? added, out int[] fitted)
        {
            cancellation.ThrowIfCancellationRequested();

            // Rows of a rare level are far from the others by that alone: without them an ordinary level would be as strange as none before.
            fitted = withLevels.Length == 0 || trim == 0
                ? WhiteningFit.Nearest(joint, width, scoring.CovarianceRidge, trim, Whitening.LargestFull, chosen, allowsMissing, noise: added)
                : WhiteningFit.Nearest(
                    withLevels,
                    levels.Length + width,
                    scoring.CovarianceRidge,
                    trim,
                    Whitening.LargestFull,
                    chosen,
                    allowsMissing,
                    given: levels.Length,
                    noise: added is null ? null : [.. new double[levels.Length], .. added]);
            return WhiteningFit.Fit(joint, width, scoring.CovarianceRidge, trim: 0, chosen: fitted, allowsMissing: allowsMissing, noise: added);
        }
    }

    /// <summary>Chooses the reference rows, by the mean of all networks' whitened distances, and returns which of the picked rows they are.</summary>
    private int[] FitReferences(float[] picked, int[] levels, float[]? admission)
    {
        cancellation.ThrowIfCancellationRequested();
        var whitened = new float[picked.Length / rows.Width];
        var pipeline = ManagedPipeline.Create(parts);
        pipeline.Transform(picked, scaled: true, ScoreKind.WhitenedDistance, new VaeOutputs { Scores = whitened });
        var isMixed = parts.Plan().Map is { } map && Enumerable.Range(0, map.Columns).Any(map.IsDiscrete);
        var (plan, filled) = (parts.Plan(), FilledRows.Of(pipeline, picked));
        var (references, chosen) = ReferenceFit.Fit(
            Deviations(pipeline, picked), Deviations(pipeline, filled), rows.Width, whitened, scoring, isMixed, Factors(picked), plan.ContextDimension > 0 ? [] : levels, NoiseScale.OfRow(parts, picked), admission);
        if (plan.ContextDimension > 0)
        {
            float[] own = [.. chosen.SelectMany(row => filled[(row * rows.Width)..((row + 1) * rows.Width)])];
            references = references.With(own);
        }

        parts = parts with { References = references };
        return chosen;
    }

    /// <summary>Scores as rows have them that are no reference themselves and not in the covariance.</summary>
    private float[] ReferenceScores(float[] picked, float[] whitened, int[] chosen)
    {
        cancellation.ThrowIfCancellationRequested();
        var references = parts.References!;
        var scores = new float[whitened.Length];
        var plan = parts.Plan();
        var (pipeline, deviations) = (ManagedPipeline.Create(parts), picked);
        var all = references.Rows;
        if (plan.ContextDimension > 0)
        {
            (deviations, all) = (Deviations(pipeline, picked), Deviations(pipeline, references.Rows));
        }

        float[][] compared = [.. references.Scales.Select(scale => ReferenceRows.Every(all, rows.Width, scale.Every))];
        var neighbours = new float[compared.Length][];
        for (var scale = 0; scale < neighbours.Length; scale++)
        {
            neighbours[scale] = new float[picked.Length];
            pipeline.Neighbours(picked, scale, neighbours[scale]);
        }

        Parallel.For(0, scores.Length, i =>
        {
            var row = picked.AsSpan(i * rows.Width, rows.Width);
            var self = Array.BinarySearch(chosen, i);
            var deviation = deviations.AsSpan(i * rows.Width, rows.Width);
            scores[i] = whitened[i] / references.WhitenedUnit;
            for (var scale = 0; scale < neighbours.Length; scale++)
            {
                var own = ReferenceFit.Place(self, references.Scales[scale].Every);
                var squared = own < 0
                    ? ReferenceFit.SquaredDistance(deviation, neighbours[scale].AsSpan(i * rows.Width, rows.Width))
                    : ReferenceFit.SquaredDistance(deviation, compared[scale], scoring.Neighbours, own);
                squared = (squared + (plan.Map?.Unseen(row) ?? 0)) * ObservedDistance.Factor(plan.ResidualDimension, plan.MissingColumns(row));
                scores[i] += squared / references.Scales[scale].Unit;
            }
        });
        return scores;
    }

    /// <summary>Rows as they are compared with references; the same array where there is no context.</summary>
    private float[] Deviations(IModelPipeline pipeline, float[] scaledRows)
    {
        if (parts.Plan().ContextDimension == 0)
        {
            return scaledRows;
        }

        var deviations = new float[scaledRows.Length];
        pipeline.Deviations(scaledRows, deviations);
        return deviations;
    }

    private float[]? Factors(float[] picked)
    {
        if (parts.Options.MissingValues != MissingValueHandling.Observed)
        {
            return null;
        }

        var plan = parts.Plan();
        return [.. Enumerable.Range(0, picked.Length / rows.Width).Select(i =>
            ObservedDistance.Factor(plan.ResidualDimension, plan.MissingColumns(picked.AsSpan(i * rows.Width, rows.Width))))];
    }

    private int JointWidth()
    {
        var plan = parts.Plan();
        return plan.ResidualDimension + plan.LatentDimension;
    }

    // Doubles of all rows twice over, within 256 MB.
    private int Picked(int width) => Math.Min(scoring.CovarianceRows, Math.Max(2, (1 << 24) / width));
}
