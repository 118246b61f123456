using System.Globalization;
using System.Text;

namespace Vae.Core.Tests.Mutations;

/// <summary>Changes bytes and texts at random, as damage does and as somebody would who looks for a way in: the same number gives the same change.</summary>
internal sealed class ByteMutator(int seed)
{
    private static readonly byte[][] Extremes =
    [
        [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01], // the largest number of a message
        [0xFF, 0xFF, 0xFF, 0xFF, 0x07],
        [0x80, 0x80, 0x80, 0x80, 0x08],
        [0x00, 0x00, 0xC0, 0x7F], // NaN
        [0x00, 0x00, 0x80, 0x7F], // infinity
        [0xFF, 0xFF, 0x7F, 0x7F], // the largest float
        [0xFF, 0xFF, 0xFF, 0x7F],
        [0x00, 0x00, 0x00, 0x80],
        [0x50, 0x4B, 0x01, 0x02], // records of zip archives
        [0x50, 0x4B, 0x05, 0x06],
        [0],
    ];

    private static readonly string[] Values =
    [
        "-1", "0", "1", "2", "0.5", "-0.0", "1e308", "1e999", "1e-320", "2147483647", "2147483648", "-2147483648", "4611686018427387904", "9223372036854775807", "18446744073709551616",
        "null", "true", "\"\"", "\"NaN\"", "\"Infinity\"", "[]", "[[]]", "{}", "[1,2,3]",
    ];

    private readonly Random random = new(seed);

    /// <summary>How many tests ask for: <c>VAE_MUTATIONS</c>, or few.</summary>
    public static int Count(int few) =>
        int.TryParse(Environment.GetEnvironmentVariable("VAE_MUTATIONS"), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : few;

    public int Next(int below) => random.Next(below);

    /// <summary>The bytes with one to four changes.</summary>
    public byte[] Bytes(byte[] bytes)
    {
        var changed = new List<byte>(bytes);
        for (var changes = 1 + random.Next(4); changes > 0 && changed.Count > 0; changes--)
        {
            Change(changed);
        }

        return [.. changed];
    }

    /// <summary>A JSON text with one to three values replaced, or its bytes changed.</summary>
    public string Json(string text)
    {
        for (var changes = 1 + random.Next(3); changes > 0; changes--)
        {
            var at = text.IndexOfAny([':', ',', '['], random.Next(text.Length));
            if (at < 0 || random.Next(8) == 0)
            {
                return Encoding.UTF8.GetString(Bytes(Encoding.UTF8.GetBytes(text)));
            }

            var end = at + 1;
            while (end < text.Length && text[end] is not (',' or '}' or ']' or ':'))
            {
                end++;
            }

            text = text[..(at + 1)] + (random.Next(6) == 0 ? "" : Values[random.Next(Values.Length)]) + text[end..];
            if (text.Length == 0)
            {
                break;
            }
        }

        return text;
    }

    private void Change(List<byte> bytes)
    {
        var at = random.Next(bytes.Count);
        var length = Math.Min(bytes.Count - at, 1 + random.Next(random.Next(4) == 0 ? 400 : 8));
        switch (random.Next(8))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                bytes[at] = (byte)random.Next(256);
                break;
            case 2:
                var extreme = Extremes[random.Next(Extremes.Length)];
                bytes.RemoveRange(at, Math.Min(extreme.Length, bytes.Count - at));
                bytes.InsertRange(at, extreme);
                break;
            case 3:
                bytes.InsertRange(at, Extremes[random.Next(Extremes.Length)]);
                break;
            case 4:
                bytes.RemoveRange(at, length);
                break;
            case 5:
                bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, length));
                break;
            case 6:
                for (var i = 0; i < length; i++)
                {
                    bytes[at + i] = (byte)random.Next(256);
                }

                break;
            default:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
        }
    }
}
