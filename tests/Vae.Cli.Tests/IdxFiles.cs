using System.Buffers.Binary;

namespace Vae.Cli.Tests;

/// <summary>Small idx files as MNIST's are made: big-endian head, then bytes.</summary>
internal static class IdxFiles
{
    public const int Side = 6;

    /// <summary>Pictures of one bright bar each, upright where the digit is 0 and lying where it is 1, at a place of its own.</summary>
    public static string WriteImages(TemporaryFolder folder, string name, int count)
    {
        var content = Head(0x0803, count, Side, Side);
        var random = new Random(3);
        for (var image = 0; image < count; image++)
        {
            var place = random.Next(Side);
            for (var pixel = 0; pixel < Side * Side; pixel++)
            {
                var isBright = image % 2 == 0 ? pixel % Side == place : pixel / Side == place;
                content.Add((byte)(isBright ? 200 + random.Next(56) : random.Next(20)));
            }
        }

        return folder.Write(name, [.. content]);
    }

    /// <summary>Labels 0 and 1 by turns.</summary>
    public static string WriteLabels(TemporaryFolder folder, string name, int count)
    {
        var content = Head(0x0801, count);
        content.AddRange(Enumerable.Range(0, count).Select(i => (byte)(i % 2)));
        return folder.Write(name, [.. content]);
    }

    private static List<byte> Head(params int[] words)
    {
        var content = new List<byte>();
        var bytes = new byte[4];
        foreach (var word in words)
        {
            BinaryPrimitives.WriteInt32BigEndian(bytes, word);
            content.AddRange(bytes);
        }

        return content;
    }
}
