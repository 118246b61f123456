using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Vae.Core.Data;
using Vae.Core.Scaling;

namespace Vae.Core.Training;

/// <content>Rows that are too many for memory.</content>
internal sealed partial class TrainingRowsLoader
{
    // Held-out rows are looked at after every epoch: where rows are too many for memory, a sample of them says enough.
    private const int MostValidationRowsBesideStream = 65_536;

    /// <summary>A sample of the training rows, of the held-out ones, and the source to stream from.</summary>
    private TrainingRows Streamed()
    {
        // A quarter of the budget each for the sample and the held-out rows; the rest is the shuffle buffer's.
        var quarter = Math.Max(FewestRows, budgetRows / 4);
        var wanted = (int)Math.Min(quarter, Math.Max(options.Scoring.CovarianceRows, 20_000));
        var stream = HeldRowSource.Of(new FilteredRowSource(source, filter, RowUse.Training), constants);
        RequireObservedColumns(() => ColumnStatistics.Of(stream, null, cancellation));
        var scaler = kept?.Scaler ?? FeatureScaler.Fit(options.Scaling, stream, options.Columns, cancellation);
        var sample = new Reservoir(width, wanted, options.Seed);
        var mostHeld = (int)Math.Min(quarter, MostValidationRowsBesideStream);
        var held = new Reservoir(width, mostHeld, options.Seed + 1);
        skipped = 0;
        var ends = new float[2 * width];
        ends.AsSpan().Fill(float.NaN);
        using var digest = options.Training.Checkpoint is null ? null : IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (sums, heldSums) = (new WeightSums(), new WeightSums());
        ForEachRow(source, filter, (row, _, weight, use) =>
        {
            if (use == RowUse.Skip)
            {
                skipped++;
            }
            else
            {
                digest?.AppendData(MemoryMarshal.AsBytes(row));
                (use == RowUse.Training ? sample : held).Offer(row, HasWeights ? weight : null);
                (use == RowUse.Training ? sums : heldSums).Add(weight);
                if (HasWeights)
                {
                    digest?.AppendData(MemoryMarshal.AsBytes(new ReadOnlySpan<float>(in weight)));
                }

                if (use == RowUse.Training)
                {
                    TensorPrimitives.MinNumber(ends.AsSpan(0, width), row, ends.AsSpan(0, width));
                    TensorPrimitives.MaxNumber(ends.AsSpan(width), row, ends.AsSpan(width));
                }
            }

            return true;
        });
        RequireRows(sample.Offered);
        var brokenSample = constants?.HoldAll(sample.Rows) ?? [];
        var brokenValidation = constants?.HoldAll(held.Rows) ?? [];
        scaler.Scale(sample.Rows, sample.Rows);
        scaler.Scale(held.Rows, held.Rows);
        RowBinarizer.Apply(options, held.Rows, width, context, set: 1);
        RequireUnitInterval(sample.Rows, "Column");
        var scale = heldSums.AreWhole ? sums.Scale : sums.Count / sums.Sum;
        double? heldScale = scale;
        if (Given(scaler, mostHeld, out var brokenGiven) is { } given)
        {
            heldScale = null;
            (held, brokenValidation) = (given, brokenGiven);
        }

        return new TrainingRows
        {
            Scaler = scaler,
            Width = width,
            TrainingRowCount = sample.Offered,
            ValidationRowCount = held.Offered,
            SkippedRowCount = skipped,
            Sample = sample.Memory,
            Weights = RowWeights.OrNull(sample.Weights, scale),
            ValidationWeights = RowWeights.OrNull(held.Weights, heldScale),
            MeanWeight = HasWeights ? sums.Mean : 0,
            Validation = held.Memory,
            Stream = stream,
            StreamDigest = digest?.GetHashAndReset() ?? [],
            RawEnds = ends,
            BufferBytes = options.Training.MemoryBudgetBytes / 2,
            Origin = origin,
            Constants = constants,
            BrokenSample = brokenSample,
            BrokenValidation = brokenValidation,
            Warnings = warnings,
        };
    }
}
