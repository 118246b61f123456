using FsCheck;
using FsCheck.Fluent;

namespace Vae.Core.Tests.Onnx;

/// <summary>One way to damage a file.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Where">Place, as a share of the file in millionths.</param>
/// <param name="Length">Bytes concerned.</param>
/// <param name="Value">A byte to put there.</param>
internal sealed record Damage(int Kind, int Where, int Length, byte Value)
{
    private const int Kinds = 7;

    public static Gen<Damage> Generator =>
        from kind in Gen.Choose(0, Kinds - 1)
        from place in Gen.Choose(0, 1_000_000)
        from length in Gen.Frequency((3, Gen.Choose(1, 4)), (1, Gen.Choose(1, 400)))
        from value in Gen.Frequency((1, Gen.Elements(0, 1, 0x7F, 0x80, 0xFF)), (2, Gen.Choose(0, 255)))
        select new Damage(kind, place, length, (byte)value);

    public byte[] Of(byte[] bytes)
    {
        var at = (int)((long)Where * Math.Max(0, bytes.Length - 1) / 1_000_000);
        var end = Math.Min(bytes.Length, at + Length);
        return Kind switch
        {
            0 => [.. bytes[..at], .. bytes[at..end].Select(value => (byte)(value ^ (Value | 1))), .. bytes[end..]],
            1 => [.. bytes[..at], .. Enumerable.Repeat(Value, end - at), .. bytes[end..]],
            2 => [.. bytes[..at], .. bytes[end..]],
            3 => [.. bytes[..at], .. Enumerable.Repeat(Value, Length), .. bytes[at..]],
            4 => [.. bytes[..end], .. bytes[at..end], .. bytes[end..]],
            5 => [.. bytes[..at], .. bytes[at..end].Reverse(), .. bytes[end..]],
            _ => bytes[..at],
        };
    }
}
