using System.Numerics.Tensors;
using Vae.Core.Options;

namespace Vae.Core.Engines;

/// <summary>Several networks of one model: scores are the mean over all of them, everything else is the first one's.</summary>
/// <param name="members">One pipeline a network, at least one.</param>
internal sealed class EnsemblePipeline(IModelPipeline[] members) : IModelPipeline
{
    // Scores of few rows must not cost an allocation.
    private const int RowsOnStack = 64;

    public void Transform(ReadOnlySpan<float> rows, bool scaled, ScoreKind kind, scoped VaeOutputs outputs)
    {
        members[0].Transform(rows, scaled, kind, outputs);
        var scores = outputs.Scores;
        if (scores.IsEmpty)
        {
            return;
        }

        var others = scores.Length <= RowsOnStack ? stackalloc float[scores.Length] : new float[scores.Length];
        for (var member = 1; member < members.Length; member++)
        {
            members[member].Transform(rows, scaled, kind, new VaeOutputs { Scores = others });
            TensorPrimitives.Add(scores, others, scores);
        }

        TensorPrimitives.Divide(scores, members.Length, scores);
    }

    public void Joint(ReadOnlySpan<float> scaledRows, Span<float> joint) => members[0].Joint(scaledRows, joint);

    public void Deviations(ReadOnlySpan<float> scaledRows, Span<float> deviations) => members[0].Deviations(scaledRows, deviations);

    public void Neighbours(ReadOnlySpan<float> scaledRows, int scale, Span<float> neighbours) => members[0].Neighbours(scaledRows, scale, neighbours);

    public void Decode(ReadOnlySpan<float> latent, ReadOnlySpan<float> context, bool scaled, Span<float> rows) =>
        members[0].Decode(latent, context, scaled, rows);

    public LossTotals NegativeElbo(ReadOnlySpan<float> rows, int samples, int seed, long firstRow) => members[0].NegativeElbo(rows, samples, seed, firstRow);

    public LossTotals ImportanceWeightedNll(ReadOnlySpan<float> rows, int samples, int seed, long firstRow) =>
        members[0].ImportanceWeightedNll(rows, samples, seed, firstRow);

    public void DecoderOutput(ReadOnlySpan<float> codes, ReadOnlySpan<float> context, Span<float> outputs) =>
        members[0].DecoderOutput(codes, context, outputs);
}
