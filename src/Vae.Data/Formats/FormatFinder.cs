using Vae.Data.Arrow;
using Vae.Data.Files;
using Vae.Data.Idx;
using Vae.Data.JsonLines;
using Vae.Data.Parquet;

namespace Vae.Data.Formats;

/// <summary>Tells what a file is: by its first bytes, decompressed, and where those say nothing by its name.</summary>
internal static class FormatFinder
{
    private const int HeadBytes = 512;
    private const int TarMark = 257;

    /// <summary>Formats that are not read, by the bytes that they begin with.</summary>
    private static readonly (byte[] Magic, string What)[] Others =
    [
        ([.. "PK\u0003\u0004"u8], "a ZIP archive, as workbooks of Excel and files of NumPy are"),
        ([0xD0, 0xCF, 0x11, 0xE0], "a workbook of an old Excel"),
        ([.. "ORC"u8], "an ORC file"),
        ([.. "Obj\u0001"u8], "an Avro file"),
        ([0x89, (byte)'H', (byte)'D', (byte)'F'], "an HDF5 file"),
        ([.. "SQLite format"u8], "a SQLite database"),
        ([.. "BZh"u8], "compressed with bzip2"),
        ([0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z'], "compressed with xz"),
        ([.. "\u0004\u0022M\u0018"u8], "compressed with lz4"),
        ([(byte)'7', (byte)'z', 0xBC, 0xAF], "a 7z archive"),
        ([.. "Rar!\u001A"u8], "a RAR archive"),
        ([.. "%PDF-"u8], "a PDF document"),
        ([.. "{\\rtf"u8], "a document of RTF"),
        ([0x89, (byte)'P', (byte)'N', (byte)'G'], "a PNG picture"),
        ([0xFF, 0xD8, 0xFF], "a JPEG picture"),
        ([0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'], "an array of NumPy"),
        ([.. "$FL2@(#)"u8], "a file of SPSS"),
        ([.. "$FL3@(#)"u8], "a file of SPSS"),
        ([.. "<stata_dta>"u8], "a file of Stata"),
        ([.. "MATLAB 5.0 MAT-file"u8], "a file of MATLAB"),
        ([.. "X\n\0\0\0"u8], "an object of R"),
        ([.. "RDX2\n"u8], "a workspace of R"),
        ([.. "RDX3\n"u8], "a workspace of R"),
        ([0x80, 2, (byte)'}'], "a pickle of Python"),
        ([0x80, 3, (byte)'}'], "a pickle of Python"),
        ([0x80, 4, 0x95], "a pickle of Python"),
        ([0x80, 5, 0x95], "a pickle of Python"),
    ];

    /// <summary>Tells what a file is.</summary>
    /// <exception cref="VaeDataException">It is of a format that is known but not read, or cannot be opened.</exception>
    public static DataFormat Of(string path)
    {
        var head = DataFile.ReadHead(path, HeadBytes);
        var name = NameWithoutCompression(path);
        if (IdxHeader.IsMagic(head) || IsIdxName(name))
        {
            return DataFormat.Idx;
        }

        if (ParquetFile.IsMagic(head) || HasEnding(name, ".parquet", ".pq"))
        {
            return DataFormat.Parquet;
        }

        if (ArrowFile.IsFile(head) || ArrowFile.IsStream(head) || ArrowFile.IsOldFeather(head) || HasEnding(name, ".arrow", ".arrows", ".feather", ".ipc"))
        {
            return DataFormat.Arrow;
        }

        if (JsonLinesTable.IsStart(head) || HasEnding(name, ".jsonl", ".ndjson", ".json"))
        {
            return DataFormat.JsonLines;
        }

        foreach (var (magic, what) in Others)
        {
            if (head.AsSpan().StartsWith(magic) && !(magic[0] is (byte)'O' or (byte)'B' && LooksLikeText(head)))
            {
                throw new VaeDataException($"'{path}' is {what}, which is not read; write the table as CSV, Parquet, Arrow or JSON lines.");
            }
        }

        return head.Length > TarMark + 5 && head.AsSpan(TarMark).StartsWith("ustar"u8)
            ? throw new VaeDataException($"'{path}' is a tar archive, which is not read; take the table out of it.")
            : DataFormat.Csv;
    }

    /// <summary>Whether a file's name ends in <c>.tsv</c>, besides the ending of a compression.</summary>
    public static bool IsTabbed(string path) => HasEnding(NameWithoutCompression(path), ".tsv", ".tab");

    private static string NameWithoutCompression(string path)
    {
        var name = Path.GetFileName(path);
        foreach (var ending in new[] { ".gz", ".zst", ".zstd" })
        {
            if (name.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
            {
                return name[..^ending.Length];
            }
        }

        return name;
    }

    private static bool HasEnding(string name, params ReadOnlySpan<string> endings)
    {
        foreach (var ending in endings)
        {
            if (name.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsIdxName(string name) => Path.GetExtension(name).StartsWith(".idx", StringComparison.OrdinalIgnoreCase) || HasEnding(name, "ubyte");

    // Words may begin as these formats do: a column named ORC or BZh.
    private static bool LooksLikeText(ReadOnlySpan<byte> head) => !head.Contains((byte)0) && (!head.ContainsAnyExceptInRange((byte)' ', (byte)'~') || head.ContainsAny((byte)'\n', (byte)','));
}
