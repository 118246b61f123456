using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Vae.Core.Data;

namespace Vae.Cli.Output;

/// <summary>Writes rows of numbers as CSV through one buffer; numbers in the shortest form that reads back as the same value.</summary>
/// <param name="stream">Receives the file.</param>
/// <param name="separator">What stands between fields: a comma (default), or a tab.</param>
internal sealed class CsvWriter(Stream stream, char separator = ',') : ITableWriter
{
    // The longest double has 24 characters, the longest long 20.
    private const int LongestField = 32;

    private readonly byte[] buffer = new byte[1 << 16];
    private int length;
    private bool isFirst = true;

    public bool TakesTexts => true;

    /// <summary>Writes the names of the columns, as the first line.</summary>
    public void WriteHeader(IReadOnlyList<OutputColumn> columns) => stream.Write(Encoding.UTF8.GetBytes(string.Join(separator, columns.Select(column => Quote(column.Name))) + "\n"));

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

    /// <summary>Writes 1 or 0.</summary>
    public void Write(bool value) => Write(value ? 1L : 0L);

    /// <summary>Writes the table's own word for it, so that what reads the file finds what it had; 1 or 0 where there is none.</summary>
    public void WriteTruth(bool value, TruthWords? words)
    {
        if (words is null)
        {
            Write(value);
        }
        else
        {
            Write(words.Likelier(value ? 1 : 0));
        }
    }

    /// <summary>Writes an empty field.</summary>
    public void WriteMissing() => BeginField();

    /// <summary>Writes a text, quoted where it needs it.</summary>
    public void Write(string text)
    {
        BeginField();
        var bytes = Encoding.UTF8.GetBytes(Quote(text));
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

    public void Finish() => Flush();

    private void Flush()
    {
        stream.Write(buffer, 0, length);
        length = 0;
    }

    /// <summary>A text with quotes around it where it needs them (RFC 4180).</summary>
    private string Quote(string text) =>
        text.AsSpan().ContainsAny("\"\r\n") || text.Contains(separator, StringComparison.Ordinal) ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;

    private void BeginField()
    {
        if (buffer.Length - length < LongestField)
        {
            Flush();
        }

        if (!isFirst)
        {
            buffer[length++] = (byte)separator;
        }

        isFirst = false;
    }
}
