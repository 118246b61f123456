using System.Globalization;
using System.Text;
using CsvHelper;

namespace Vae.Data;

/// <summary>
/// Rows of a CSV file, plain or gzip, read anew in every pass and never held as a whole. Fields may be quoted, lines may end in LF or CRLF,
/// a byte order mark is allowed, numbers are written with a point whatever the machine's culture.
/// An empty field, NaN, NA, N/A, null or ? is a missing value and comes out as NaN.
/// Text is an error unless <see cref="CsvOptions.Columns"/> or <see cref="CsvOptions.Inference"/> says what to make of it.
/// </summary>
public sealed class CsvRowSource : ILabelledRowSource
{
    private readonly string _path;
    private readonly CsvOptions _options;
    private readonly CsvLayout _layout;

    /// <summary>Opens a file and reads its first lines.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How to read it; null for the defaults.</param>
    /// <exception cref="VaeDataException">
    /// The file is missing, empty, no text, has no rows below its header, names a column twice, or lacks a column that the options ask for; with
    /// <see cref="CsvOptions.Inference"/> also what no levels can be found of.
    /// </exception>
    /// <exception cref="ArgumentException">A value of <see cref="CsvOptions.Inference"/> is out of range.</exception>
    public CsvRowSource(string path, CsvOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _path = path;
        _options = options ?? new CsvOptions();
        ThrowIfBinary(path);
        using CsvReader csv = OpenCsv(path, _options);
        if (!CsvRowReader.ReadRecord(csv, path))
        {
            throw new VaeDataException($"'{path}' is empty; rows of numbers were wanted, with or without a line of column names above.");
        }

        _layout = CsvLayout.Of(csv, path, _options);
        if (_layout.HasHeader && !CsvRowReader.ReadRecord(csv, path))
        {
            throw new VaeDataException($"'{path}' has a line of column names but no rows; add at least one row.");
        }

        if (_options.Columns is { } columns)
        {
            _layout = _layout.Expand(columns, _options.MarksMissing, path);
        }
        else if (_options.Inference is { } inference)
        {
            inference.Validate();
            TableSchema found = CsvColumnFinder.Find(() => OpenCsv(path, _options), path, _layout, inference);
            _layout = _layout.Expand(found, _options.MarksMissing, path);
        }
    }

    /// <inheritdoc/>
    public int ColumnCount => _layout.FeatureNames.Count;

    /// <inheritdoc/>
    public TableSchema? Columns => _layout.Encoder?.Schema;

    /// <summary>One name a feature, or null where the file has no header and holds numbers alone.</summary>
    public IReadOnlyList<string>? ColumnNames => _layout.HasHeader || _layout.Encoder is not null ? _layout.FeatureNames : null;

    /// <summary>Always null: only a pass can tell.</summary>
    public long? RowCount => null;

    /// <summary>Always true: a text may have more digits than a 32-bit float.</summary>
    public bool HasDoubles => true;

    /// <inheritdoc/>
    public string? LabelName => _layout.LabelName;

    /// <inheritdoc/>
    public IRowReader OpenReader() => new CsvRowReader(OpenCsv(_path, _options), _path, _layout);

    /// <inheritdoc/>
    public ILabelledRowReader OpenLabelledReader() =>
        LabelName is not null ? new CsvRowReader(OpenCsv(_path, _options), _path, _layout) : throw RowBuffers.NoLabels();

    /// <summary>The texts of a few rows as the file has them, one a column that holds features.</summary>
    /// <param name="numbers">Numbers of rows, from 0.</param>
    /// <exception cref="VaeDataException">A row is malformed, or there is no such row.</exception>
    internal string[][] ReadTexts(IReadOnlyCollection<int> numbers)
    {
        var found = new Dictionary<int, string[]>();
        HashSet<int> wanted = [.. numbers];
        using CsvReader csv = OpenCsv(_path, _options);
        _layout.SkipHeader(csv, _path);
        for (int row = 0; found.Count < wanted.Count; row++)
        {
            if (!CsvRowReader.ReadRecord(csv, _path))
            {
                throw new VaeDataException(Invariant($"'{_path}' has {row} rows, counted from 0, but row {numbers.Max()} was asked for; choose another."));
            }

            if (wanted.Contains(row))
            {
                _layout.ThrowIfRagged(csv, _path);
                found[row] = [.. Enumerable.Range(0, _layout.Targets.Length)
                    .Where(field => _layout.Targets[field] >= 0)
                    .Select(field => Encoding.UTF8.GetString(csv.GetSpan(field)))];
            }
        }

        return [.. numbers.Select(number => found[number])];
    }

    private static CsvReader OpenCsv(string path, CsvOptions options)
    {
        var readerOptions = new CsvReaderOptions
        {
            Separator = options.Delimiter,
            HasHeader = false, // the header is told apart by CsvLayout
            MalformedData = CsvMalformedDataHandling.Throw,
            MaxRecordSize = options.MaximumLineBytes,
            TrackLineNumbers = true,
            TrimWhitespace = true,
            FormatProvider = CultureInfo.InvariantCulture,
        };
        Stream stream = DataFile.Open(path);
        try
        {
            return CsvReader.Create(stream, readerOptions, leaveOpen: false);
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
        bool wideText = head is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..];
        int zero = wideText ? -1 : Array.IndexOf(head, (byte)0);
        if (zero >= 0)
        {
            throw new VaeDataException(
                Invariant($"'{path}' is no text: byte {zero} is 0. Rows of numbers as UTF-8 text were wanted (CSV), or an idx file."));
        }
    }
}
