using Vae.Core.Data;
using Vae.Core.Engines;
using Vae.Core.Randomness;
using Vae.Core.Scaling;

namespace Vae.Core.Training;

/// <summary>
/// Batches of rows read anew each epoch through a shuffle buffer of fixed size: each row of a batch is drawn from a random place of the buffer,
/// which the next row of the source then takes. Memory does not grow with the number of rows.
/// </summary>
internal sealed class StreamedBatches : IBatchSource
{
    // A buffer of gigabytes takes long to fill: between two pieces somebody may have cancelled.
    private const int NumbersAPiece = 1 << 18;

    private readonly IRowSource source;
    private readonly FeatureScaler scaler;
    private readonly CancellationToken cancellation;
    private readonly int width;
    private readonly int batchSize;
    private readonly float[] buffer;
    private readonly float[] batch;
    private readonly float[] weights;
    private readonly float[] batchWeights;
    private readonly double meanWeight;
    private readonly Philox stream;
    private IRowReader? reader;
    private int buffered;
    private uint epochNumber;
    private uint drawn;

    public StreamedBatches(IRowSource source, FeatureScaler scaler, long rowCount, int bufferRows, int batchSize, int seed, double meanWeight = 0, CancellationToken cancellation = default)
    {
        this.cancellation = cancellation;
        this.source = source;
        this.scaler = scaler;
        this.batchSize = batchSize;
        RowCount = rowCount;
        width = source.ColumnCount;
        buffer = new float[bufferRows * width];
        batch = new float[batchSize * width];
        this.meanWeight = meanWeight;
        weights = new float[source.WeightName is null ? 0 : bufferRows];
        batchWeights = new float[source.WeightName is null ? 0 : batchSize];
        stream = new Philox(seed, RandomPurpose.ShuffleBuffer);
    }

    public long RowCount { get; }

    public void KeepOnly(int[] rows) => throw new VaeDataException(
        "Training.TrimShare needs all training rows in memory, but they exceed Training.MemoryBudgetBytes; raise the budget, or set TrimShare to 0.");

    public void BeginEpoch(int epoch)
    {
        reader?.Dispose();
        reader = source.OpenReader();
        epochNumber = (uint)epoch;
        drawn = 0;
        buffered = 0;
        Fill();
    }

    public void Skip(long batches)
    {
        while (batches > 0 && Draw() > 0)
        {
            batches--;
        }
    }

    public int Step(ITrainingSession session, in StepSettings settings)
    {
        var count = Draw();
        if (count > 0)
        {
            session.Step(batch.AsSpan(0, count * width), batchWeights.Length == 0 ? settings : settings with { Weights = batchWeights.AsMemory(0, count) });
        }

        return count;
    }

    public void Dispose() => reader?.Dispose();

    /// <summary>Draws the rows of the next batch, and returns how many they are.</summary>
    private int Draw()
    {
        var count = 0;
        while (count < batchSize && buffered > 0)
        {
            var pick = (int)(((ulong)stream.At(drawn++, epochNumber, 0, 0).X * (ulong)buffered) >> 32);
            var place = buffer.AsSpan(pick * width, width);
            place.CopyTo(batch.AsSpan(count * width, width));
            // The last row fills the hole; the buffer is topped up once it is half empty, a few large reads instead of many small ones.
            buffer.AsSpan(--buffered * width, width).CopyTo(place);
            if (weights.Length > 0)
            {
                batchWeights[count] = weights[pick];
                weights[pick] = weights[buffered];
            }

            count++;
            if ((long)buffered * 2 * width <= buffer.Length)
            {
                Fill();
            }
        }

        return count;
    }

    private void Fill()
    {
        while ((buffered + 1L) * width <= buffer.Length && reader is not null)
        {
            cancellation.ThrowIfCancellationRequested();
            var first = buffered * width;
            var room = buffer.AsSpan(first, Math.Min(buffer.Length - first, Math.Max(width, NumbersAPiece / width * width)));
            var read = reader.Read(room);
            if (read == 0)
            {
                reader.Dispose();
                reader = null;
                return;
            }

            scaler.Scale(room[..(read * width)], room[..(read * width)]);
            for (var i = 0; i < read && weights.Length > 0; i++)
            {
                weights[buffered + i] = (float)(reader.Weights[i] / meanWeight);
            }

            buffered += read;
        }
    }
}
