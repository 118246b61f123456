using System.Text;
using CsvHelper;
using Vae.Data.Tables;

namespace Vae.Data.Csv;

/// <summary>One pass over the records of a CSV file.</summary>
internal sealed class CsvTableReader : ITableReader
{
    private readonly CsvReader csv;
    private readonly string path;
    private readonly int fieldCount;
    private readonly int recordFields;
    private readonly byte[][]? nameBytes;
    private readonly int[] blanks;
    private int headerRecords;

    /// <param name="csv">The tokenizer, at the start of the file.</param>
    /// <param name="path">The file.</param>
    /// <param name="fieldCount">Fields that are columns.</param>
    /// <param name="recordFields">Fields of the first line.</param>
    /// <param name="names">Names of the columns, or null.</param>
    /// <param name="blanks">Fields that are no column, and may hold no value.</param>
    public CsvTableReader(CsvReader csv, string path, int fieldCount, int recordFields, IReadOnlyList<string>? names, int[] blanks)
        : this(csv, path, fieldCount, recordFields, names?.Select(Encoding.UTF8.GetBytes).ToArray(), blanks)
    {
    }

    private CsvTableReader(CsvReader csv, string path, int fieldCount, int recordFields, byte[][]? nameBytes, int[] blanks)
    {
        this.csv = csv;
        this.path = path;
        this.fieldCount = fieldCount;
        this.recordFields = recordFields;
        this.nameBytes = nameBytes;
        this.blanks = blanks;
    }

    public long Place => csv.LineNumber;

    public long Number => csv.RowNumber - headerRecords;

    public string? Fault { get; private set; }

    /// <summary>Moves to the next record, with errors that name the file.</summary>
    /// <returns>False at the end of the file.</returns>
    public static bool ReadRecord(CsvReader csv, string path)
    {
        try
        {
            return csv.Read();
        }
        catch (CsvFormatException error)
        {
            throw Malformed(error, path);
        }
    }

    /// <summary>Moves behind the line of names.</summary>
    public void SkipHeader() => headerRecords = ReadRecord(csv, path) ? 1 : 0;

    public bool Read()
    {
        if (!ReadRecord(csv, path))
        {
            return false;
        }

        FindFault();
        return true;
    }

    public bool CanShare => true;

    public IEnumerable<T> ReadOn<T>(int threads, Func<ITableReader, T> select)
    {
        while (threads <= 1 && Read())
        {
            yield return select(this);
        }

        // The tokenizer finds the ends of fields on one thread at a time and gives whole records to the threads that ask for cells, each with a tokenizer of its own.
        using var readers = new ThreadLocal<CsvTableReader?>();
        using var results = csv.ParallelEnumerate(
            record =>
            {
                var reader = readers.Value is { } known && known.csv == record ? known : readers.Value = new CsvTableReader(record, path, fieldCount, recordFields, nameBytes, blanks) { headerRecords = headerRecords };
                reader.FindFault();
                return select(reader);
            },
            threads).GetEnumerator();
        while (HasNext(results))
        {
            yield return results.Current;
        }
    }

    public TableCell Cell(int field) => TableCell.Of(csv.GetSpan(field));

    public void Dispose() => csv.Dispose();

    private bool HasNext<T>(IEnumerator<T> results)
    {
        try
        {
            return results.MoveNext();
        }
        catch (CsvFormatException error)
        {
            throw Malformed(error, path);
        }
    }

    private static VaeDataException Malformed(CsvFormatException error, string path)
    {
        string place = error.LineNumber > 0 ? Invariant($"'{path}', line {error.LineNumber}") : $"'{path}'";
        return new VaeDataException(
            $"{place}: {error.Message} Check the quotes and line ends there (a quote within a field is written twice, and the field between quotes), or whether this is a CSV file at all.", error);
    }

    private void FindFault() =>
        Fault = IsRagged() ? Ragged() : RepeatsNames() ? "repeats the line of names; leave the line out (CsvOptions.SkippedLines), as where files were joined, or say that the first line is a row (CsvOptions.Header = Absent)" : NotBlank();

    private string? NotBlank()
    {
        foreach (var field in blanks)
        {
            if (!CellText.IsBlank(csv.GetSpan(field)))
            {
                return Invariant($"found '{CellText.Excerpt(csv.GetSpan(field))}' in column {field + 1}, which has no name, and nothing in the first lines; name the column, or take the value out");
            }
        }

        return null;
    }

    private bool IsRagged()
    {
        var found = csv.FieldCount;

        // An empty field too many is a delimiter at the end of the line.
        return found != fieldCount && !(found == fieldCount + 1 && csv.GetSpan(found - 1).IsEmpty);
    }

    private string Ragged() => csv.FieldCount == recordFields
        ? $"found '{CellText.Excerpt(csv.GetSpan(fieldCount))}' behind the last column, where the lines above have nothing; name the column, or take the value out"
        : csv.FieldCount == 1 && csv.GetSpan(0).SequenceEqual("\u001A"u8)
        ? "found the mark by which old programs end a file (Ctrl-Z, byte 26), which is no row; take it out, or leave its line out (CsvOptions.SkippedLines)"
        : csv.FieldCount == 1 && fieldCount > 1 && !CellText.IsBlank(csv.GetSpan(0)) && !CellText.IsNumber(csv.GetSpan(0))
        ? Invariant($"found 1 fields where the first line has {recordFields}, '{CellText.Excerpt(csv.GetSpan(0))}' alone; look for a missing field, or for another delimiter, or leave the line out (CsvOptions.SkippedLines = {csv.LineNumber}) where it is a remark about the table")
        : Invariant($"found {csv.FieldCount} fields where the first line has {recordFields}; look for a missing field, or for a delimiter inside a value that is not quoted{(nameBytes is not null && csv.FieldCount == recordFields + 1 ? ", or give a name to the first field, where it is the name of the row as R writes one" : "")}");

    private bool RepeatsNames()
    {
        if (nameBytes is null)
        {
            return false;
        }

        for (var field = 0; field < fieldCount; field++)
        {
            var text = csv.GetSpan(field);
            text = field == 0 && text.StartsWith("\uFEFF"u8) ? text[3..] : text; // a file with a byte order mark, joined to another
            if (!text.SequenceEqual(nameBytes[field]))
            {
                return false;
            }
        }

        return true;
    }
}
