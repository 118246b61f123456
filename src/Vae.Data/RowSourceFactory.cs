using Vae.Data.Columns;

namespace Vae.Data;

/// <summary>Opens data files by what they hold.</summary>
public static class RowSourceFactory
{
    /// <summary>
    /// Opens a CSV, Parquet or idx file, plain or compressed with gzip or Zstandard; <c>-</c> is the standard input. What a file is its first bytes say; where they say nothing it is idx or
    /// Parquet where its name says so (<c>.idx</c>, <c>.idx3</c>, <c>-ubyte</c> and the like, <c>.parquet</c>), and CSV otherwise. A <c>.tsv</c> file is read with tabs unless the options name
    /// another delimiter.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How to read it; null for the defaults.</param>
    /// <exception cref="VaeDataException">As the constructors of <see cref="CsvRowSource"/> and <see cref="IdxRowSource"/>.</exception>
    public static ILabelledRowSource Open(string path, RowSourceOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new RowSourceOptions();
        var format = FormatFinder.Of(path);
        if (format == DataFormat.Idx)
        {
            return new IdxRowSource(path, options.Idx with { LabelPath = options.Label ?? options.Idx.LabelPath });
        }

        var csv = Csv(options);
        var table = TableOpener.Open(path, format, csv);
        return format == DataFormat.Csv ? new CsvRowSource(table, csv) : new FormatRowSource(table, csv);
    }

    /// <summary>Reads a table once and says what training would take each column for, without refusing what training would.</summary>
    /// <param name="path">The file, as for <see cref="Open"/>; no idx file.</param>
    /// <param name="options">How to read it; null for the defaults. <see cref="RowSourceOptions.Columns"/> is not looked at.</param>
    /// <exception cref="VaeDataException">The file is missing, damaged or an idx file, or lacks a column that the options ask for.</exception>
    public static TableInspection Inspect(string path, RowSourceOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new RowSourceOptions();
        var format = FormatFinder.Of(path);
        if (format == DataFormat.Idx)
        {
            throw new VaeDataException($"'{path}' is an idx file, whose columns are all alike; give a table.");
        }

        var csv = Csv(options) with { Columns = null };
        csv = csv with { Inference = csv.Inference ?? new ColumnInference() };
        var found = TableFinder.Find(ColumnLayout.Of(TableOpener.Open(path, format, csv), csv), csv, goesOn: true);
        return new TableInspection(found.Profile, [.. found.Errors]);
    }

    private static CsvOptions Csv(RowSourceOptions options) => options.Csv with
    {
        LabelColumn = options.Label ?? options.Csv.LabelColumn,
        Columns = options.Columns ?? options.Csv.Columns,
        Inference = options.Inference ?? options.Csv.Inference,
    };
}
