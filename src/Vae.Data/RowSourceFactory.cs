using Vae.Data.Columns;
using Vae.Data.Csv;
using Vae.Data.Files;

namespace Vae.Data;

/// <summary>Opens data files by what they hold.</summary>
public static class RowSourceFactory
{
    /// <summary>
    /// Opens a CSV or idx file, plain or gzip. A file is idx where it starts as one or its name says so (<c>.idx</c>, <c>.idx3</c>,
    /// <c>-ubyte</c> and the like, also before <c>.gz</c>), and CSV otherwise; a <c>.tsv</c> file is read with tabs unless the options name
    /// another delimiter.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How to read it; null for the defaults.</param>
    /// <exception cref="VaeDataException">As the constructors of <see cref="CsvRowSource"/> and <see cref="IdxRowSource"/>.</exception>
    public static ILabelledRowSource Open(string path, RowSourceOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new RowSourceOptions();
        string name = NameWithoutGzip(path);
        if (IsIdx(path, name))
        {
            return new IdxRowSource(path, options.Idx with { LabelPath = options.Label ?? options.Idx.LabelPath });
        }

        return new CsvRowSource(path, Csv(name, options));
    }

    /// <summary>Reads a table once and says what training would take each column for, without refusing what training would.</summary>
    /// <param name="path">The file, as for <see cref="Open"/>; no idx file.</param>
    /// <param name="options">How to read it; null for the defaults. <see cref="RowSourceOptions.Columns"/> is not looked at.</param>
    /// <exception cref="VaeDataException">The file is missing, damaged or an idx file, or lacks a column that the options ask for.</exception>
    public static TableInspection Inspect(string path, RowSourceOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new RowSourceOptions();
        string name = NameWithoutGzip(path);
        if (IsIdx(path, name))
        {
            throw new VaeDataException($"'{path}' is an idx file, whose columns are all alike; give a table.");
        }

        var csv = Csv(name, options) with { Columns = null };
        csv = csv with { Inference = csv.Inference ?? new ColumnInference() };
        var found = TableFinder.Find(ColumnLayout.Of(new CsvTable(path, csv), csv), csv, goesOn: true);
        return new TableInspection(found.Profile, [.. found.Errors]);
    }

    private static CsvOptions Csv(string name, RowSourceOptions options) => options.Csv with
    {
        LabelColumn = options.Label ?? options.Csv.LabelColumn,
        Columns = options.Columns ?? options.Csv.Columns,
        Inference = options.Inference ?? options.Csv.Inference,
        Delimiter = options.Csv.Delimiter is null && name.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase) ? '\t' : options.Csv.Delimiter,
    };

    private static string NameWithoutGzip(string path)
    {
        string name = Path.GetFileName(path);
        return name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? name[..^3] : name;
    }

    private static bool IsIdx(string path, string name) => IdxHeader.IsMagic(DataFile.ReadHead(path, 4)) || IsIdxName(name);

    private static bool IsIdxName(string name)
    {
        string extension = Path.GetExtension(name);
        return extension.StartsWith(".idx", StringComparison.OrdinalIgnoreCase)
            || name.EndsWith("ubyte", StringComparison.OrdinalIgnoreCase);
    }
}
