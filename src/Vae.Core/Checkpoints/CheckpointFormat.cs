namespace Vae.Core.Checkpoints;

/// <summary>
/// The file of a checkpoint: eight bytes that say what it is, the version of the format and the length of the header (32 bits each, little-endian), the header as JSON, then without gaps the parameters of each network that is
/// done and, where one is under way, its state, its last good state, its best parameters and the numbers of its rows, as far as the header says that they are there; at last the SHA-256 of all before.
/// </summary>
internal static class CheckpointFormat
{
    public const int Version = 1;

    /// <summary>Elements that are written, read or hashed at once.</summary>
    public const int Piece = 1 << 20;

    /// <summary>Bytes before the header.</summary>
    public const int HeadLength = 16;

    /// <summary>Bytes of the digest.</summary>
    public const int DigestLength = 32;

    public static ReadOnlySpan<byte> Magic => "VAERESUM"u8;
}
