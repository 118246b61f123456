namespace Vae.Core.Serialization;

/// <summary>The model file: what stands where, and how large it may be. All numbers are little-endian.</summary>
/// <remarks>
/// <list type="number">
/// <item>8 bytes: <see cref="Magic"/>. Its line ends and high bit show at once when a transfer took the file for text.</item>
/// <item>uint32: <see cref="Version"/>.</item>
/// <item>uint32 length, then that many bytes of UTF-8 JSON: <see cref="ModelHeader"/>.</item>
/// <item>uint32 number of tensors, then each: uint16 length and UTF-8 name; byte element type (1, float32, is the only one); byte rank;
/// rank times uint64 size, outermost first; the elements, row-major. Which tensors there are, in which order and shape, follows from the JSON:
/// <see cref="ModelFile"/>.</item>
/// <item>32 bytes: SHA-256 of everything before.</item>
/// </list>
/// Nothing in the file is executed or names a type to be made.
/// </remarks>
internal static class ModelFileFormat
{
    /// <summary>The one version there is.</summary>
    public const uint Version = 1;

    /// <summary>Most bytes of JSON: a million features with long names.</summary>
    public const uint MaximumHeaderBytes = 256u << 20;

    /// <summary>Most bytes of a tensor's name.</summary>
    public const int MaximumNameBytes = 256;

    /// <summary>Most elements of one tensor: 512 Mi, the most parameters a network can have.</summary>
    public const ulong MaximumElements = 1ul << 29;

    /// <summary>The element type of 4-byte IEEE numbers.</summary>
    public const byte Float32 = 1;

    /// <summary>Bytes of a SHA-256.</summary>
    public const int ChecksumBytes = 32;

    public static ReadOnlySpan<byte> Magic => [0x89, (byte)'V', (byte)'A', (byte)'E', 0x0D, 0x0A, 0x1A, 0x0A];
}
