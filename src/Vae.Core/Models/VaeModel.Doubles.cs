using System.Runtime.CompilerServices;
using Vae.Core.Data;
using Vae.Core.Explanations;
using Vae.Core.Options;

namespace Vae.Core.Models;

/// <content>Rows in 64-bit floats, and what is subtracted from rows of either kind before the network sees them.</content>
public sealed partial class VaeModel
{
    /// <summary>Computes any of the outputs in one pass over rows in 64-bit floats.</summary>
    /// <inheritdoc cref="Transform(ReadOnlySpan{float}, VaeOutputs)"/>
    [OverloadResolutionPriority(-1)]
    public void Transform(ReadOnlySpan<double> rows, scoped VaeOutputs outputs) => Transform(rows, Options.Scoring.Kind, outputs);

    /// <summary>Score of each row of 64-bit floats under the model's own score kind; higher is more anomalous.</summary>
    /// <inheritdoc cref="Score(ReadOnlySpan{float}, Span{float})"/>
    [OverloadResolutionPriority(-1)]
    public void Score(ReadOnlySpan<double> rows, Span<float> scores) => Transform(rows, new VaeOutputs { Scores = Wanted(scores, rows.Length) });

    /// <summary>Mean code of each row of 64-bit floats.</summary>
    /// <inheritdoc cref="Encode(ReadOnlySpan{float}, Span{float})"/>
    [OverloadResolutionPriority(-1)]
    public void Encode(ReadOnlySpan<double> rows, Span<float> latent) => Transform(rows, new VaeOutputs { Latent = Wanted(latent, rows.Length) });

    /// <summary>What the model makes of each row, in 64-bit floats, which keep the digits of a column with an <see cref="Origin"/>.</summary>
    /// <inheritdoc cref="Reconstruct(ReadOnlySpan{float}, Span{float})"/>
    [OverloadResolutionPriority(-1)]
    public void Reconstruct(ReadOnlySpan<double> rows, Span<double> reconstruction) =>
        Transform(rows, new VaeOutputs { DoubleReconstruction = Wanted(reconstruction, rows.Length) });

    /// <summary>Fills in what was not observed of rows of 64-bit floats. Observed values keep every bit.</summary>
    /// <inheritdoc cref="Impute(ReadOnlySpan{float}, Span{float})"/>
    [OverloadResolutionPriority(-1)]
    public void Impute(ReadOnlySpan<double> rows, Span<double> imputed) => Transform(rows, new VaeOutputs { DoubleImputed = Wanted(imputed, rows.Length) });

    /// <summary>Rows that the decoder makes of codes, in 64-bit floats.</summary>
    /// <inheritdoc cref="Decode(ReadOnlySpan{float}, Span{float})"/>
    [OverloadResolutionPriority(-1)]
    public void Decode(ReadOnlySpan<float> latent, Span<double> rows)
    {
        var count = Rows(latent.Length, LatentDimension, nameof(latent), "codes");
        Expect(rows.Length, count, InputDimension, nameof(rows));
        RequireNoContext("Codes alone");
        var relative = new float[rows.Length];
        pipeline.Decode(latent, [], scaled: false, relative);
        RowOrigin.Add(parts.Origin, relative, rows);
    }

    /// <summary>Explains the score of a row of 64-bit floats.</summary>
    /// <inheritdoc cref="Explain(ReadOnlySpan{float})"/>
    [OverloadResolutionPriority(-1)]
    public RowExplanation Explain(ReadOnlySpan<double> row)
    {
        var relative = new float[row.Length];
        RequireOneRow(row.Length);
        RowOrigin.Subtract(parts.Origin, row, relative);
        return ExplainRelative(relative, row);
    }

    /// <summary>Scores of rows relative to the origin.</summary>
    internal void ScoreRelative(ReadOnlySpan<float> rows, Span<float> scores) => TransformRelative(rows, Options.Scoring.Kind, new VaeOutputs { Scores = Wanted(scores, rows.Length) });

    private void Transform(ReadOnlySpan<float> rows, ScoreKind kind, scoped VaeOutputs outputs)
    {
        if (parts.Origin is null && outputs.DoubleReconstruction.IsEmpty && outputs.DoubleImputed.IsEmpty)
        {
            TransformRelative(rows, kind, outputs);
            return;
        }

        Rows(rows.Length, InputDimension, nameof(rows), "rows");
        var wide = new double[rows.Length];
        System.Numerics.Tensors.TensorPrimitives.ConvertTruncating<float, double>(rows, wide);
        Transform(wide, kind, outputs);
    }

    private void Transform(ReadOnlySpan<double> rows, ScoreKind kind, scoped VaeOutputs outputs)
    {
        var count = Rows(rows.Length, InputDimension, nameof(rows), "rows");
        ExpectOrEmpty(outputs.DoubleReconstruction.Length, count, InputDimension, "outputs.DoubleReconstruction");
        ExpectOrEmpty(outputs.DoubleImputed.Length, count, InputDimension, "outputs.DoubleImputed");
        var relative = new float[rows.Length];
        RowOrigin.Subtract(parts.Origin, rows, relative);
        var wanted = outputs;
        wanted.Reconstruction = Room(outputs.Reconstruction, outputs.DoubleReconstruction);
        wanted.Imputed = Room(outputs.Imputed, outputs.DoubleImputed);
        TransformRelative(relative, kind, wanted);
        if (!outputs.DoubleReconstruction.IsEmpty)
        {
            RowOrigin.Add(parts.Origin, wanted.Reconstruction, outputs.DoubleReconstruction);
        }

        if (!outputs.DoubleImputed.IsEmpty)
        {
            Restore(rows, relative, wanted.Imputed, outputs.DoubleImputed);
        }

        parts.Origin?.Add(outputs.Reconstruction, outputs.Reconstruction);
        if (parts.Origin is not null && !outputs.Imputed.IsEmpty)
        {
            Restore(rows, relative, outputs.Imputed);
        }
    }

    private static Span<float> Room(Span<float> floats, Span<double> doubles) => floats.IsEmpty && !doubles.IsEmpty ? new float[doubles.Length] : floats;

    /// <summary>Imputed rows in the data's own units: what was observed bit for bit.</summary>
    private void Restore(ReadOnlySpan<double> rows, float[] relative, ReadOnlySpan<float> imputed, Span<double> destination)
    {
        // The destination may be the rows themselves: each is read before it is written.
        for (var i = 0; i < imputed.Length; i++)
        {
            destination[i] = IsObserved(relative[i], imputed[i]) ? rows[i] : OriginOf(i % InputDimension) + imputed[i];
        }
    }

    private void Restore(ReadOnlySpan<double> rows, float[] relative, Span<float> imputed)
    {
        for (var i = 0; i < imputed.Length; i++)
        {
            imputed[i] = (float)(IsObserved(relative[i], imputed[i]) ? rows[i] : OriginOf(i % InputDimension) + imputed[i]);
        }
    }

    /// <summary>Whether a value is of the row itself: it was there, and the row has outputs.</summary>
    private static bool IsObserved(float value, float imputed) => !float.IsNaN(value) && !float.IsNaN(imputed);

    internal double OriginOf(int feature) => parts.Origin is { } origin ? origin.Values[feature] : 0;

    /// <summary>An output that was asked for by a method of its own may be empty only where there are no rows.</summary>
    private static Span<T> Wanted<T>(Span<T> output, int values) => output.IsEmpty && values > 0
        ? throw new ArgumentException(Invariant($"The output is empty but there are {values} input values; pass a span with room for the result."))
        : output;
}
