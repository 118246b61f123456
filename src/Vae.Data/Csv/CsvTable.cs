using System.Globalization;
using System.Text;
using CsvHelper;
using Vae.Data.Files;
using Vae.Data.Options;
using Vae.Data.Tables;

namespace Vae.Data.Csv;

/// <summary>A CSV file as a table: its dialect, its names and its records.</summary>
internal sealed class CsvTable : ITable
{
    private const int HeadBytes = 1 << 16;
    private const int RowsLookedAt = 20;
    private const int FewestBelow = 4;

    private readonly CsvOptions options;
    private readonly char delimiter;
    private readonly int recordFields;
    private readonly bool hasHeader;
    private readonly int[] blanks = [];

    /// <summary>Reads the first lines.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How it is read.</param>
    /// <exception cref="VaeDataException">The file is missing, empty, no text, or has names but no rows.</exception>
    public CsvTable(string path, CsvOptions options)
    {
        Path = path;
        this.options = options;
        ThrowIfBinary(path);
        var head = Head(path, options);
        NoTable.ThrowIfNone(path, head);
        if (options.Delimiter is null && OtherFormats.Sign(head) is { } sign)
        {
            throw new VaeDataException($"'{path}': what stands in its lines seems to be parted by '{CellText.Excerpt(sign)}'; {(sign.Length == 1 && sign[0] is > ' ' and < (char)128 ? $"if so, say it (CsvOptions.Delimiter = '{sign}')" : "write a comma or a tab in its place, for fields are parted by one character of ASCII")}.");
        }

        delimiter = options.Delimiter ?? CsvDialect.FindDelimiter(head, options.DecimalComma);
        using var csv = OpenCsv();
        var lines = new List<byte[][]>();
        var places = new List<long>();
        while (lines.Count < RowsLookedAt && CsvTableReader.ReadRecord(csv, path))
        {
            lines.Add([.. Enumerable.Range(0, csv.FieldCount).Select(field => csv.GetSpan(field).ToArray())]);
            places.Add(csv.LineNumber);
            FirstPlace = places[0];
        }

        if (lines.Count == 0)
        {
            throw new VaeDataException($"'{path}' is empty; rows of numbers were wanted, with or without a line of column names above.");
        }

        ThrowIfTitled(lines, places);
        ThrowIfNamesStandBelow(lines, places);
        var first = lines[0];
        recordFields = first.Length;
        var warnings = new List<DataWarning>();
        hasHeader = new CsvHeaderFinder(path, options, FirstPlace, warnings).IsHeader(lines);
        warnings.AddRange(CutShort.Find(path, delimiter));
        warnings.AddRange(PartedNumbers.Find(path, lines, delimiter));
        Warnings = warnings;
        FieldCount = EndsInADelimiter(lines) ? first.Length - 1 : first.Length;
        if (!hasHeader)
        {
            return;
        }

        Names = [.. Enumerable.Range(0, FieldCount).Select(field => Name(first[field], field))];
        blanks = [.. Enumerable.Range(0, FieldCount).Where(field => string.IsNullOrWhiteSpace(Names[field]) && lines.Skip(1).All(line => line.Length <= field || CellText.IsBlank(line[field])))];
        if (lines.Count == 1)
        {
            throw new VaeDataException($"'{path}' has a line of column names but no rows; add at least one row.");
        }
    }

    public string Path { get; }

    public int FieldCount { get; }

    public IReadOnlyList<string>? Names { get; }

    public string Unit => "line";

    public long? RowCount => null;

    public IReadOnlyList<DataWarning> Warnings { get; }

    public bool HasSemicolons => delimiter == ';';

    private long FirstPlace { get; }

    public bool IsBlank(int field) => blanks.Contains(field);

    public ITableReader Open(IReadOnlyCollection<int> fields)
    {
        var reader = new CsvTableReader(OpenCsv(), Path, FieldCount, recordFields, Names, blanks);
        try
        {
            if (hasHeader)
            {
                reader.SkipHeader();
            }

            return reader;
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    private static byte[] Head(string path, CsvOptions options)
    {
        var head = new byte[HeadBytes];
        using var stream = OpenText(path, options);
        return head[..stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
    }

    private static Stream OpenText(string path, CsvOptions options)
    {
        var stream = DataFile.Open(path);
        try
        {
            stream = WideText.ToUtf8(stream);
            return options.SkippedLines.Count > 0 ? new SkippedLinesStream(stream, options.SkippedLines) : stream;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    private static void ThrowIfBinary(string path)
    {
        byte[] head = DataFile.ReadHead(path, 4096);
        if (WideText.IsOf32Bits(head) || WideText.IsOf16BitsUnmarked(head))
        {
            throw new VaeDataException($"'{path}' seems to be text of {(WideText.IsOf32Bits(head) ? "32-bit units (UTF-32)" : "16-bit units (UTF-16) without the byte order mark that says so")}; save the file as UTF-8.");
        }

        int zero = WideText.IsWide(head) ? -1 : Array.IndexOf(head, (byte)0);
        if (head is [0x1F, 0x8B, ..])
        {
            throw new VaeDataException($"'{path}' is compressed twice: what is in it is gzip again; unpack it once.");
        }

        // Text so far, and more than one line of it.
        if (zero > 0 && head.AsSpan(0, zero) is var before && before.Count((byte)'\n') is > 0 and var lines && !before.ContainsAnyInRange((byte)1, (byte)8))
        {
            throw new VaeDataException(Invariant($"'{path}', line {lines + 1}: holds bytes of 0 behind text, as where a device lost power while it wrote, or did not fill the room that it had reserved; take them out."));
        }

        if (zero >= 0)
        {
            throw new VaeDataException(
                Invariant($"'{path}' is no text: byte {zero} is 0. Rows of numbers as UTF-8 text were wanted (CSV), or an idx file."));
        }
    }

    // A title or a remark above the names is a line of another width; every line below it would be the faulty one.
    private void ThrowIfTitled(List<byte[][]> lines, List<long> places)
    {
        var width = lines[^1].Length;
        var above = lines.FindLastIndex(line => line.Length != width) + 1;
        if (above > 0 && lines.Count - above > 1 && width > 1 && lines.Take(above).All(line => line.Length == 1 || IsRemark(line[0])))
        {
            throw new VaeDataException(Invariant(
                $"'{Path}', line {places[0]}: found '{CellText.Excerpt(lines[0][0])}', where the lines from {places[above]} on have {width} fields; if it is a title or a remark, leave out what stands above line {places[above]} (CsvOptions.SkippedLines)."));
        }

        // As instruments write what they are, in lines of as many fields as it takes; two lines of columns are too few to tell them from a faulty one, and where more lines are above than below, or rows of numbers, those below are the faulty ones.
        if (above > 0 && lines.Count - above >= Math.Max(FewestBelow, above) && width > 1 && !lines[1..above].Exists(line => line.Length == lines[0].Length && Array.TrueForAll(line, field => CellText.IsNumber(field))) && width != lines[0].Length + 1 && !(width == lines[0].Length - 1 && CellText.IsBlank(lines[0][^1])) && lines.Take(above).All(line => line.Length != width))
        {
            throw new VaeDataException(Invariant(
                $"'{Path}', line {places[0]}: found {lines[0].Length} fields, where the lines from {places[above]} on have {width}; if what stands above line {places[above]} are words about the table, leave it out (CsvOptions.SkippedLines), and if line {places[0]} names the columns, give each a name."));
        }

        // As R writes a table whose rows have names; an error a row would say so of each.
        if (above == 1 && options.Header != CsvHeader.Absent && lines.Count > FewestBelow && width == lines[0].Length + 1 && lines.Skip(1).Any(line => !CellText.IsBlank(line[^1])) && !Array.Exists(lines[0], field => CellText.IsNumber(field)))
        {
            throw new VaeDataException(Invariant(
                $"'{Path}', line {places[0]}: names {lines[0].Length} columns, where the lines from {places[1]} on have {width} fields; give a name to the first field, where it is the name of the row as R writes one (write.csv(..., row.names = FALSE) leaves it out), or to the one that has none."));
        }

        if (lines[0].Length > 1 && width == 1 && lines.Count > FewestBelow && lines.Skip(1).All(line => line.Length == 1) && Other(lines, delimiter) is { } other)
        {
            throw new VaeDataException(Invariant($"'{Path}', line {places[0]}: found {lines[0].Length} names between '{Shown(delimiter)}', where what stands in the lines below is parted by '{Shown(other)}'; part the names so too."));
        }
    }

    // What parts every line but the first in as many fields.
    private static char? Other(List<byte[][]> lines, char delimiter)
    {
        foreach (var other in ",;\t|")
        {
            if (other != delimiter && lines.Skip(1).All(line => line[0].AsSpan().Count((byte)other) == lines[0].Length - 1))
            {
                return other;
            }
        }

        return null;
    }

    private static string Shown(char delimiter) => delimiter == '\t' ? "tab" : delimiter.ToString();

    // As spreadsheets save a title, or names over several columns: lines with blanks above one that is full of texts, with numbers below.
    private void ThrowIfNamesStandBelow(List<byte[][]> lines, List<long> places)
    {
        var names = lines.FindIndex(line => Array.TrueForAll(line, field => !CellText.IsBlank(field)));
        if (options.Header != CsvHeader.Present && names > 0 && names + 1 < lines.Count && lines[names].Length > 1 && lines.Take(names).All(line => line.Length == lines[names].Length)
            && Array.TrueForAll(lines[names], field => !CellText.IsNumber(field) && !CellText.IsMissing(field)) && Array.Exists(lines[names + 1], field => CellText.IsNumber(field)))
        {
            throw new VaeDataException(Invariant(
                $"'{Path}', line {places[0]}: found '{CellText.Excerpt(Array.Find(lines[0], field => !CellText.IsBlank(field)) ?? [])}' and blank fields, where line {places[names]} has a text in each and seems to name the columns; if what stands above it is a title, leave it out (CsvOptions.SkippedLines), or say that the first line names the columns (CsvOptions.Header = Present)."));
        }
    }

    private static bool IsRemark(ReadOnlySpan<byte> first) => first.StartsWith("#"u8) || first.StartsWith("%"u8) || first.StartsWith("//"u8);

    // A delimiter at the end of every line makes no column: where there are names it has none, and nowhere a value.
    private bool EndsInADelimiter(List<byte[][]> lines)
    {
        var last = recordFields - 1;
        return last > 0 && lines.Count > 1 && lines.All(line => line.Length < recordFields || line[last].AsSpan().Trim(" \t"u8).IsEmpty) && (hasHeader || lines.Count > 2);
    }

    private string Name(ReadOnlySpan<byte> field, int index)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(field);
        }
        catch (DecoderFallbackException error)
        {
            throw new VaeDataException(
                Invariant($"'{Path}': the name of column {index + 1} is not UTF-8 text, found '{CellText.Excerpt(field)}'; save the file as UTF-8."), error);
        }
    }

    private CsvReader OpenCsv()
    {
        var readerOptions = new CsvReaderOptions
        {
            Separator = delimiter == ' ' ? '\t' : delimiter,
            HasHeader = false, // the header is told apart by CsvHeaderFinder
            MalformedData = CsvMalformedDataHandling.Throw,
            MaxRecordSize = options.MaximumLineBytes,
            TrackLineNumbers = true,
            TrimWhitespace = true,
            FormatProvider = CultureInfo.InvariantCulture,
        };
        Stream stream = OpenText(Path, options);
        try
        {
            return CsvReader.Create(delimiter == ' ' ? new BlankRunsStream(stream) : stream, readerOptions, leaveOpen: false);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }
}
