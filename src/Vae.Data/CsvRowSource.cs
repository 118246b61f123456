using Vae.Data.Csv;
using Vae.Data.Options;

namespace Vae.Data;

/// <summary>
/// Rows of a CSV file, plain or gzip, read anew in every pass and never held as a whole. Fields may be quoted, lines may end in LF or CRLF,
/// a byte order mark is allowed, numbers are written with a point whatever the machine's culture.
/// An empty field, NaN, NA, N/A, null or ? is a missing value and comes out as NaN; every spelling of an infinity is infinite.
/// Text is an error unless <see cref="TableOptions.Columns"/> or <see cref="TableOptions.Inference"/> says what to make of it.
/// </summary>
public sealed class CsvRowSource : TableRowSource
{
    /// <summary>Opens a file and reads its first lines; with <see cref="TableOptions.Inference"/> the whole of it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How to read it; null for the defaults.</param>
    /// <exception cref="VaeDataException">
    /// The file is missing, empty, no text, has no rows below its header, or lacks a column that the options ask for; with
    /// <see cref="TableOptions.Inference"/> also what cannot be trained on.
    /// </exception>
    /// <exception cref="ArgumentException">A value of <see cref="TableOptions.Inference"/> is out of range.</exception>
    public CsvRowSource(string path, CsvOptions? options = null)
        : base(new CsvTable(ThrowIfEmpty(path), options ?? new CsvOptions()), options ?? new CsvOptions())
    {
    }

    internal CsvRowSource(Tables.ITable table, CsvOptions options)
        : base(table, options)
    {
    }

    private static string ThrowIfEmpty(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return path;
    }
}
