using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Vae.Core.Engines;
using Vae.Core.Serialization;

namespace Vae.Core.Checkpoints;

/// <summary>Reads a checkpoint. Memory is taken for what the file is long enough for, after its digest has been found to fit.</summary>
internal sealed class CheckpointReader : IDisposable
{
    private readonly string path;
    private readonly FileStream stream;

    private CheckpointReader(string path, FileStream stream)
    {
        (this.path, this.stream) = (path, stream);
        try
        {
            Header = ReadHeader();
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>What the file says.</summary>
    public CheckpointHeader Header { get; }

    /// <summary>Opens a file; null where there is none.</summary>
    /// <exception cref="CheckpointException">It is no checkpoint, damaged, or of another version.</exception>
    public static CheckpointReader? Open(string path)
    {
        try
        {
            return new CheckpointReader(path, new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1 << 16, FileOptions.SequentialScan));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            var reason = Directory.Exists(path) ? "it is a folder, a file was wanted" : exception.Message;
            throw new CheckpointException($"Checkpoint '{path}' cannot be read: {reason}", exception);
        }
    }

    public void Dispose() => stream.Dispose();

    /// <summary>Checks that so many bytes of arrays follow, before memory is taken for them.</summary>
    /// <exception cref="CheckpointException">They are more or fewer.</exception>
    public void RequireBody(long bytes)
    {
        var found = stream.Length - CheckpointFormat.DigestLength - stream.Position;
        if (found != bytes)
        {
            throw Damaged(Invariant($"it holds {found:N0} bytes of arrays, and {bytes:N0} were wanted"));
        }
    }

    public void Read(SessionState state)
    {
        Read<float>(state.Parameters);
        Read<float>(state.FirstMoment);
        Read<float>(state.SecondMoment);
        Read<long>(state.OptimizerSteps);
    }

    public void Read<T>(Span<T> values)
        where T : unmanaged
    {
        for (var first = 0; first < values.Length; first += CheckpointFormat.Piece)
        {
            stream.ReadExactly(MemoryMarshal.AsBytes(values.Slice(first, Math.Min(CheckpointFormat.Piece, values.Length - first))));
        }
    }

    /// <summary>The error of a file whose parts do not fit each other.</summary>
    public CheckpointException Damaged(string what, Exception? inner = null) =>
        new($"Checkpoint '{path}' is damaged or was not written by this library: {what}; copy it again, or delete it to begin anew.", inner);

    private CheckpointHeader ReadHeader()
    {
        if (stream.Length < CheckpointFormat.HeadLength + CheckpointFormat.DigestLength)
        {
            throw Damaged(Invariant($"it has {stream.Length} bytes, fewer than the shortest"));
        }

        Span<byte> head = stackalloc byte[CheckpointFormat.HeadLength];
        stream.ReadExactly(head);
        if (!head[..8].SequenceEqual(CheckpointFormat.Magic))
        {
            throw new CheckpointException($"'{path}' is no checkpoint; give the file that --checkpoint or Training.Checkpoint named.");
        }

        var numbers = MemoryMarshal.Cast<byte, int>(head[8..]);
        if (numbers[0] != CheckpointFormat.Version)
        {
            throw new CheckpointException(
                Invariant($"Checkpoint '{path}' has format version {numbers[0]} but this build reads version {CheckpointFormat.Version}; go on with the version that wrote it, or delete it to begin anew."));
        }

        var length = numbers[1];
        if (length < 2 || length > stream.Length - CheckpointFormat.HeadLength - CheckpointFormat.DigestLength)
        {
            throw Damaged(Invariant($"its header claims {length} bytes of the {stream.Length} there are"));
        }

        RequireDigest();
        stream.Position = CheckpointFormat.HeadLength;
        var json = new byte[length];
        stream.ReadExactly(json);
        return Parse(json);
    }

    private void RequireDigest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var block = new byte[CheckpointFormat.Piece];
        stream.Position = 0;
        for (var left = stream.Length - CheckpointFormat.DigestLength; left > 0;)
        {
            var here = block.AsSpan(0, (int)Math.Min(block.Length, left));
            stream.ReadExactly(here);
            hash.AppendData(here);
            left -= here.Length;
        }

        Span<byte> written = stackalloc byte[CheckpointFormat.DigestLength];
        stream.ReadExactly(written);
        if (!written.SequenceEqual(hash.GetHashAndReset()))
        {
            throw Damaged("its checksum does not fit its content");
        }
    }

    private CheckpointHeader Parse(byte[] json)
    {
        try
        {
            var header = JsonSerializer.Deserialize<CheckpointHeader>(json, ModelJson.Settings) ?? throw Damaged("its header is null");
            header.Options.ValidateValues();
            return header;
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException or InvalidOperationException or ArgumentException)
        {
            throw Damaged($"its header cannot be read: {exception.Message.TrimEnd('.')}", exception);
        }
    }
}
