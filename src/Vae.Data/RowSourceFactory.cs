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
        string name = Path.GetFileName(path);
        name = name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? name[..^3] : name;
        if (IdxHeader.IsMagic(DataFile.ReadHead(path, 4)) || IsIdxName(name))
        {
            return new IdxRowSource(path, options.Idx with { LabelPath = options.Label ?? options.Idx.LabelPath });
        }

        bool tabs = options.Csv.Delimiter is null && name.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase);
        return new CsvRowSource(path, options.Csv with
        {
            LabelColumn = options.Label ?? options.Csv.LabelColumn,
            Columns = options.Columns ?? options.Csv.Columns,
            Inference = options.Inference ?? options.Csv.Inference,
            Delimiter = tabs ? '\t' : options.Csv.Delimiter,
        });
    }

    private static bool IsIdxName(string name)
    {
        string extension = Path.GetExtension(name);
        return extension.StartsWith(".idx", StringComparison.OrdinalIgnoreCase)
            || name.EndsWith("ubyte", StringComparison.OrdinalIgnoreCase);
    }
}
