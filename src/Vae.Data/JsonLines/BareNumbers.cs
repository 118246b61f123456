namespace Vae.Data.JsonLines;

/// <summary>Puts quotes around NaN, Infinity and -Infinity, which Python writes among numbers though JSON has no such words.</summary>
internal static class BareNumbers
{
    private static readonly byte[][] Words = [[.. "-Infinity"u8], [.. "Infinity"u8], [.. "NaN"u8]];

    /// <summary>The line with quotes; null where it has none of the words outside of texts.</summary>
    public static byte[]? Quote(ReadOnlySpan<byte> line)
    {
        if (line.IndexOf("NaN"u8) < 0 && line.IndexOf("Infinity"u8) < 0)
        {
            return null;
        }

        var quoted = new List<byte>(line.Length + 16);
        var isText = false;
        var isFound = false;
        for (var i = 0; i < line.Length; i++)
        {
            if (!isText && WordAt(line[i..]) is { } word)
            {
                quoted.Add((byte)'"');
                quoted.AddRange(word);
                quoted.Add((byte)'"');
                i += word.Length - 1;
                isFound = true;
                continue;
            }

            quoted.Add(line[i]);
            if (isText && line[i] == (byte)'\\' && i + 1 < line.Length)
            {
                quoted.Add(line[++i]);
            }
            else
            {
                isText ^= line[i] == (byte)'"';
            }
        }

        return isFound ? [.. quoted] : null;
    }

    private static byte[]? WordAt(ReadOnlySpan<byte> rest)
    {
        foreach (var word in Words)
        {
            if (rest.StartsWith(word))
            {
                return word;
            }
        }

        return null;
    }
}
