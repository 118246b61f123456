using System.Text;
using CsvHelper;
using Vae.Data.Tables;

namespace Vae.Data.Csv;

/// <summary>One pass over the records of a CSV file.</summary>
/// <param name="csv">The tokenizer, at the start of the file.</param>
/// <param name="path">The file.</param>
/// <param name="fieldCount">Fields that are columns.</param>
/// <param name="recordFields">Fields of the first line.</param>
/// <param name="names">Names of the columns, or null.</param>
internal sealed class CsvTableReader(CsvReader csv, string path, int fieldCount, int recordFields, IReadOnlyList<string>? names) : ITableReader
{
    private readonly byte[][]? nameBytes = names?.Select(Encoding.UTF8.GetBytes).ToArray();

    public long Place => csv.LineNumber;

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
            string place = error.LineNumber > 0 ? Invariant($"'{path}', line {error.LineNumber}") : $"'{path}'";
            throw new VaeDataException(
                $"{place}: {error.Message} Check the quotes and line ends there, or whether this is a CSV file at all.", error);
        }
    }

    /// <summary>Moves behind the line of names.</summary>
    public void SkipHeader() => ReadRecord(csv, path);

    public bool Read()
    {
        if (!ReadRecord(csv, path))
        {
            return false;
        }

        Fault = IsRagged() ? Ragged() : RepeatsNames() ? "repeats the line of names; leave the line out (CsvOptions.SkippedLines), as where files were joined" : null;
        return true;
    }

    public TableCell Cell(int field) => TableCell.Of(csv.GetSpan(field));

    public void Dispose() => csv.Dispose();

    private bool IsRagged()
    {
        var found = csv.FieldCount;

        // An empty field too many is a delimiter at the end of the line.
        return found != fieldCount && !(found == fieldCount + 1 && csv.GetSpan(found - 1).IsEmpty);
    }

    private string Ragged() => csv.FieldCount == recordFields
        ? $"found '{CellText.Excerpt(csv.GetSpan(fieldCount))}' behind the last column, where the lines above have nothing; name the column, or take the value out"
        : Invariant($"found {csv.FieldCount} fields where the first line has {recordFields}; look for a missing field, or for a delimiter inside a value that is not quoted");

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
