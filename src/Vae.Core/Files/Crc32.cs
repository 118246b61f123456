namespace Vae.Core.Files;

/// <summary>The checksum of zip archives and PNG chunks (ISO 3309, polynomial 0xEDB88320 with bits reversed). Compiled into Vae.MLNet as well.</summary>
internal sealed class Crc32
{
    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(value => Remainder((uint)value))];
    private uint state = uint.MaxValue;

    public uint Value => ~state;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        var state = this.state;
        foreach (var value in bytes)
        {
            state = Table[(byte)state ^ value] ^ (state >> 8);
        }

        this.state = state;
    }

    private static uint Remainder(uint value)
    {
        for (var bit = 0; bit < 8; bit++)
        {
            value = (value & 1) != 0 ? 0xEDB88320 ^ (value >> 1) : value >> 1;
        }

        return value;
    }
}
