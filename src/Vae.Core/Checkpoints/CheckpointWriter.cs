using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Vae.Core.Engines;
using Vae.Core.Serialization;

namespace Vae.Core.Checkpoints;

/// <summary>Writes the parts of a checkpoint, and a digest of all of them behind.</summary>
/// <param name="stream">Where to.</param>
internal sealed class CheckpointWriter(Stream stream) : IDisposable
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public void Dispose() => hash.Dispose();

    /// <summary>Writes what comes first.</summary>
    public void Write(CheckpointHeader header)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(header, ModelJson.Settings);
        Write<byte>(CheckpointFormat.Magic);
        Write<int>([CheckpointFormat.Version, json.Length]);
        Write<byte>(json);
    }

    /// <summary>Writes parameters, optimisers and their steps.</summary>
    public void Write(SessionState state)
    {
        Write<float>(state.Parameters);
        Write<float>(state.FirstMoment);
        Write<float>(state.SecondMoment);
        Write<long>(state.OptimizerSteps);
    }

    public void Write<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        // In pieces, since the bytes of a large array are more than a span holds.
        for (var first = 0; first < values.Length; first += CheckpointFormat.Piece)
        {
            var bytes = MemoryMarshal.AsBytes(values.Slice(first, Math.Min(CheckpointFormat.Piece, values.Length - first)));
            hash.AppendData(bytes);
            stream.Write(bytes);
        }
    }

    /// <summary>Writes the digest.</summary>
    public void End() => stream.Write(hash.GetHashAndReset());
}
