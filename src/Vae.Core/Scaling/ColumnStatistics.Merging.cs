using System.Runtime.InteropServices;

namespace Vae.Core.Scaling;

/// <content>Statistics of parts of a table, put together.</content>
internal sealed partial class ColumnStatistics
{
    /// <summary>The statistics as bytes, for processes of one kind.</summary>
    public byte[] ToBytes() =>
    [
        .. MemoryMarshal.AsBytes([RowCount]),
        .. MemoryMarshal.AsBytes(counts.AsSpan()),
        .. MemoryMarshal.AsBytes(means.AsSpan()),
        .. MemoryMarshal.AsBytes(squares.AsSpan()),
        .. MemoryMarshal.AsBytes(minima.AsSpan()),
        .. MemoryMarshal.AsBytes(maxima.AsSpan()),
        .. MemoryMarshal.AsBytes(weights.AsSpan()),
    ];

    /// <summary>The statistics that <see cref="ToBytes"/> gave.</summary>
    public static ColumnStatistics FromBytes(ReadOnlySpan<byte> bytes, int columnCount)
    {
        var statistics = new ColumnStatistics(columnCount) { RowCount = MemoryMarshal.Read<long>(bytes) };
        bytes = bytes[sizeof(long)..];
        Take(ref bytes, statistics.counts);
        Take(ref bytes, statistics.means);
        Take(ref bytes, statistics.squares);
        Take(ref bytes, statistics.minima);
        Take(ref bytes, statistics.maxima);
        if (!bytes.IsEmpty)
        {
            Take(ref bytes, statistics.weights = new double[columnCount]);
        }

        return statistics;
    }

    /// <summary>Takes up the statistics of other rows (Chan, Golub and LeVeque 1983); all parts have weights, or none has.</summary>
    public void Merge(ColumnStatistics later)
    {
        RowCount += later.RowCount;
        if (later.weights is not null)
        {
            weights ??= new double[counts.Length];
        }

        for (int i = 0; i < counts.Length; i++)
        {
            if (later.counts[i] == 0)
            {
                continue;
            }

            // What rows count together: their number, or the sum of their weights.
            double own = weights is null ? counts[i] : weights[i];
            double more = later.weights is null ? later.counts[i] : later.weights[i];
            double distance = later.means[i] - means[i];
            means[i] += distance * more / (own + more);
            squares[i] += later.squares[i] + (distance * distance * own / (own + more) * more);
            counts[i] += later.counts[i];
            if (weights is not null)
            {
                weights[i] = own + more;
            }

            minima[i] = Math.Min(minima[i], later.minima[i]);
            maxima[i] = Math.Max(maxima[i], later.maxima[i]);
        }
    }

    private static void Take<T>(ref ReadOnlySpan<byte> bytes, Span<T> values)
        where T : unmanaged
    {
        Span<byte> target = MemoryMarshal.AsBytes(values);
        bytes[..target.Length].CopyTo(target);
        bytes = bytes[target.Length..];
    }
}
