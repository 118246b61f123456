using Vae.Core.Data;
using Vae.Core.Engines;
using Vae.Core.Options;

namespace Vae.Core.Models;

/// <content>What was not observed of a row.</content>
public sealed partial class VaeModel
{
    /// <summary>Fills in what was not observed of rows: each NaN becomes what the decoder makes of it from the mean code of the row, after <see cref="VaeOptions.ImputationPasses"/> passes.</summary>
    /// <remarks>Observed values keep every bit. A row that holds an infinity, or nothing at all, becomes NaN altogether: there is nothing to go by.</remarks>
    /// <param name="rows">Row-major rows in raw units, NaN where a value was not observed.</param>
    /// <param name="imputed">Receives as many values as <paramref name="rows"/> has; may be the same memory.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    /// <exception cref="InvalidOperationException">The model was trained with <see cref="VaeOptions.MissingValues"/> = Invalid.</exception>
    public void Impute(ReadOnlySpan<float> rows, Span<float> imputed) => Transform(rows, new VaeOutputs { Imputed = Wanted(imputed, rows.Length) });

    private bool AllowsMissing => Options.MissingValues == MissingValueHandling.Observed;

    /// <summary>Scaled rows with what was not observed of them filled in; the same array where nothing can be missing.</summary>
    internal float[] Filled(float[] scaledRows) => AllowsMissing ? FilledRows.Of(pipeline, scaledRows) : scaledRows;

    /// <summary>Whether a row has outputs: a missing value or an infinity may leave it without.</summary>
    internal bool HasOutputs(ReadOnlySpan<float> row) => RowChecks.IsUsable(row, AllowsMissing, plan.ContextDimension);

    /// <summary>Index of the first value of the first row that cannot be used; -1 where all can.</summary>
    private int FirstUnusable(ReadOnlySpan<float> rows)
    {
        var first = RowChecks.FirstInvalid(rows);
        if (first < 0 || !AllowsMissing)
        {
            return first;
        }

        for (var start = first / InputDimension * InputDimension; start < rows.Length; start += InputDimension)
        {
            var row = rows.Slice(start, InputDimension);
            if (!RowChecks.IsUsable(row, allowsMissing: true, plan.ContextDimension))
            {
                return start + Math.Max(0, RowChecks.FirstFault(row, allowsMissing: true, plan.ContextDimension));
            }
        }

        return -1;
    }

    /// <summary>Imputed values are read off the reconstruction, which is made where they go unless it is asked for itself.</summary>
    private void RequireRoomToImpute(ReadOnlySpan<float> rows, scoped ref VaeOutputs outputs)
    {
        if (!AllowsMissing)
        {
            throw new InvalidOperationException(
                $"This model was trained with MissingValues = {Options.MissingValues}, to which NaN makes a row invalid; train it with MissingValues = {nameof(MissingValueHandling.Observed)} to impute.");
        }

        ExpectOrEmpty(outputs.Imputed.Length, rows.Length / InputDimension, InputDimension, "outputs.Imputed");
        if (outputs.Reconstruction.IsEmpty)
        {
            outputs.Reconstruction = rows.Overlaps(outputs.Imputed) ? new float[rows.Length] : outputs.Imputed;
        }
    }

    private void FillIn(ReadOnlySpan<float> rows, ReadOnlySpan<float> reconstruction, Span<float> imputed)
    {
        for (var start = 0; start < rows.Length; start += InputDimension)
        {
            var usable = RowChecks.IsUsable(rows.Slice(start, InputDimension), allowsMissing: true, plan.ContextDimension);
            for (var i = start; i < start + InputDimension; i++)
            {
                imputed[i] = !usable ? float.NaN : float.IsNaN(rows[i]) ? reconstruction[i] : rows[i];
            }
        }
    }
}
