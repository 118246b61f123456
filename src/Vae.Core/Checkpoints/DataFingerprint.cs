using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Vae.Core.Training;

namespace Vae.Core.Checkpoints;

/// <summary>What tells one set of training rows from another.</summary>
/// <param name="TrainingRows">Rows to train on.</param>
/// <param name="ValidationRows">Rows held out.</param>
/// <param name="SkippedRows">Rows left out.</param>
/// <param name="Width">Features a row.</param>
/// <param name="Digest">SHA-256 of all values as training sees them, in hexadecimal digits.</param>
internal sealed record DataFingerprint(long TrainingRows, long ValidationRows, long SkippedRows, int Width, string Digest)
{
    /// <summary>Whether rows have weights.</summary>
    public bool HasWeights { get; init; }

    /// <summary>The fingerprint of rows that are loaded.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="start">Parameters that training goes on with, of each network; empty where it begins.</param>
    public static DataFingerprint Of(TrainingRows rows, IReadOnlyList<float[]> start)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append<float>(hash, rows.Scaler.Offset);
        Append<float>(hash, rows.Scaler.Factor);
        Append<double>(hash, rows.Origin is { } origin ? origin.Values : []);
        Append(hash, rows.Sample.Span);
        Append(hash, rows.Labels.Span);
        Append(hash, rows.Validation.Span);
        foreach (var weights in new[] { rows.Weights, rows.ValidationWeights })
        {
            if (weights is not null)
            {
                Append(hash, weights.Counts);
            }
        }

        hash.AppendData(rows.StreamDigest);
        foreach (var parameters in start)
        {
            Append<float>(hash, parameters);
        }

        return new DataFingerprint(rows.TrainingRowCount, rows.ValidationRowCount, rows.SkippedRowCount, rows.Width, Convert.ToHexStringLower(hash.GetHashAndReset()))
        {
            HasWeights = rows.Weights is not null || rows.ValidationWeights is not null,
        };
    }

    /// <summary>In what the rows of a run differ from these, in words; null where they do not.</summary>
    public string? Difference(DataFingerprint now)
    {
        List<string> differences = [];
        Add("columns, a level of a categorical one being one,", Width, now.Width);
        Add("training rows", TrainingRows, now.TrainingRows);
        Add("held-out rows", ValidationRows, now.ValidationRows);
        Add("rows left out", SkippedRows, now.SkippedRows);
        if (HasWeights != now.HasWeights)
        {
            differences.Add(now.HasWeights ? "weights of rows where there were none" : "no weights of rows where there were some");
        }

        return differences.Count > 0 ? string.Join(", ", differences)
            : Digest != now.Digest ? "as many rows and columns, but other values or weights, or the same in another order, or another model to go on with"
            : null;

        void Add(string what, long before, long after)
        {
            if (before != after)
            {
                differences.Add(Invariant($"{after:N0} {what} where there were {before:N0}"));
            }
        }
    }

    private static void Append<T>(IncrementalHash hash, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        // In pieces, since the bytes of a large array are more than a span holds.
        for (var first = 0; first < values.Length; first += 1 << 20)
        {
            hash.AppendData(MemoryMarshal.AsBytes(values.Slice(first, Math.Min(1 << 20, values.Length - first))));
        }

        hash.AppendData(MemoryMarshal.AsBytes([(long)values.Length]));
    }
}
