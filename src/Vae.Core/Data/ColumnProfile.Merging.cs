using System.Runtime.InteropServices;

namespace Vae.Core.Data;

/// <content>Profiles of parts of a table, put together.</content>
internal sealed partial class ColumnProfile
{
    /// <summary>The profile as bytes, for processes of one kind.</summary>
    public byte[] ToBytes() => [.. MemoryMarshal.AsBytes([RowCount]), .. MemoryMarshal.AsBytes(columns.AsSpan())];

    /// <summary>The profile that <see cref="ToBytes"/> gave.</summary>
    public static ColumnProfile FromBytes(ReadOnlySpan<byte> bytes)
    {
        var found = MemoryMarshal.Cast<byte, Column>(bytes[sizeof(long)..]);
        var profile = new ColumnProfile(found.Length) { RowCount = MemoryMarshal.Read<long>(bytes) };
        found.CopyTo(profile.columns);
        return profile;
    }

    /// <summary>Takes up what was seen of other rows, as of rows that came after these.</summary>
    /// <remarks>Of each column two values are counted. Where the other rows' two are others, the two of all four that were seen most often are kept, and the one that is most frequent among all rows by far is one of them.</remarks>
    public void Merge(ColumnProfile later)
    {
        RowCount += later.RowCount;
        for (int i = 0; i < columns.Length; i++)
        {
            columns[i].Merge(later.columns[i]);
        }
    }

    private partial struct Column
    {
        public void Merge(in Column later)
        {
            Count += later.Count;
            Minimum = Math.Min(Minimum, later.Minimum);
            Maximum = Math.Max(Maximum, later.Maximum);
            IsExact &= later.IsExact;
            IsInteger &= later.IsInteger;
            Span<(double Value, long Count)> seen = [(first, firstCount), (second, secondCount), (0, 0), (0, 0)];
            Take(seen, later.first, later.firstCount);
            Take(seen, later.second, later.secondCount);

            // Stable, so that of values seen equally often the earlier ones stay.
            for (int place = 1; place < seen.Length; place++)
            {
                for (int at = place; at > 0 && seen[at].Count > seen[at - 1].Count; at--)
                {
                    (seen[at], seen[at - 1]) = (seen[at - 1], seen[at]);
                }
            }

            (first, firstCount) = seen[0];
            (second, secondCount) = seen[1];
        }

        private static void Take(Span<(double Value, long Count)> seen, double value, long count)
        {
            foreach (ref var known in seen)
            {
                if (count > 0 && (known.Count == 0 || known.Value == value))
                {
                    known = (value, known.Count + count);
                    return;
                }
            }
        }
    }
}
