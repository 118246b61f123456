using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Vae.Cli.Output;

/// <summary>Writes rows of numbers as CSV through one buffer; numbers in the shortest form that reads back as the same value.</summary>
internal sealed class CsvWriter(Stream stream)
{
    // The longest double has 24 characters, the longest long 20.
    private const int LongestField = 32;

    private readonly byte[] buffer = new byte[1 << 16];
    private int length;
    private bool isFirst = true;

    /// <summary>Whether a file of this name is to be compressed.</summary>
    public static bool IsCompressed(string path) => path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);

    /// <summary>Writes the header, as the first line.</summary>
    /// <param name="names">Plain words, or quoted ones.</param>
    public void WriteHeader(IEnumerable<string> names) => stream.Write(Encoding.UTF8.GetBytes(string.Join(',', names) + "\n"));

    /// <summary>A name with quotes around it where it needs them (RFC 4180).</summary>
    public static string Quote(string name) =>
        name.AsSpan().ContainsAny("\",\r\n") ? $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : name;

    public void Write(float value)
    {
        BeginField();
        value.TryFormat(buffer.AsSpan(length), out var written, default, CultureInfo.InvariantCulture);
        length += written;
    }

    public void Write(double value)
    {
        BeginField();
        value.TryFormat(buffer.AsSpan(length), out var written, default, CultureInfo.InvariantCulture);
        length += written;
    }

    public void Write(long value)
    {
        BeginField();
        Utf8Formatter.TryFormat(value, buffer.AsSpan(length), out var written);
        length += written;
    }

    /// <summary>Writes a text, quoted where it needs it; null is an empty field.</summary>
    public void Write(string? text)
    {
        BeginField();
        var bytes = Encoding.UTF8.GetBytes(Quote(text ?? ""));
        if (buffer.Length - length < bytes.Length + LongestField)
        {
            Flush();
        }

        if (bytes.Length + LongestField > buffer.Length)
        {
            stream.Write(bytes);
            return;
        }

        bytes.CopyTo(buffer, length);
        length += bytes.Length;
    }

    public void EndRow()
    {
        buffer[length++] = (byte)'\n';
        isFirst = true;
    }

    public void Flush()
    {
        stream.Write(buffer, 0, length);
        length = 0;
    }

    private void BeginField()
    {
        if (buffer.Length - length < LongestField)
        {
            Flush();
        }

        if (!isFirst)
        {
            buffer[length++] = (byte)',';
        }

        isFirst = false;
    }
}
