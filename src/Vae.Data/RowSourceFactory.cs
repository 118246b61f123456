using System.Globalization;
using Vae.Data.Columns;
using Vae.Data.Formats;
using Vae.Data.Options;

namespace Vae.Data;

/// <summary>Opens data files by what they hold.</summary>
public static class RowSourceFactory
{
    /// <summary>
    /// Opens a CSV, Parquet or idx file, plain or compressed with gzip or Zstandard; <c>-</c> is the standard input. What a file is its first bytes say; where they say nothing it is idx or
    /// Parquet where its name says so (<c>.idx</c>, <c>.idx3</c>, <c>-ubyte</c> and the like, <c>.parquet</c>), and CSV otherwise. A <c>.tsv</c> file is read with tabs unless the options name
    /// another delimiter.
    /// </summary>
    /// <param name="path">
    /// The file; or, where no file has that name, files of one table: <c>*</c> stands for any part of a name and <c>**</c> for any folders, as in <c>logs/**/*.csv</c>. They come in the order of their
    /// names' characters.
    /// </param>
    /// <param name="options">How to read it; null for the defaults.</param>
    /// <exception cref="VaeDataException">As the constructors of <see cref="CsvRowSource"/> and <see cref="IdxRowSource"/>.</exception>
    public static ILabelledRowSource Open(string path, RowSourceOptions? options = null) => Open([path], options);

    /// <summary>Opens several tables, of one format or of several, as one table: the rows of the first, then those of the second.</summary>
    /// <param name="paths">
    /// The files, each a path or a pattern as for <see cref="Open(string, RowSourceOptions?)"/>; a file that is meant twice is read once. Columns are those of the first file; the others have them in
    /// whatever order, or, where no file names them, in the same one.
    /// </param>
    /// <param name="options">How to read them; null for the defaults.</param>
    /// <exception cref="VaeDataException">As for one file, or the tables are not alike.</exception>
    public static ILabelledRowSource Open(IReadOnlyList<string> paths, RowSourceOptions? options = null)
    {
        options ??= new RowSourceOptions();
        var files = TableOpener.Files(paths);
        if (files is [var (path, format)] && format == DataFormat.Idx)
        {
            if (options.Csv.WeightColumn is { } weight)
            {
                throw new VaeDataException($"'{path}' is an idx file, whose rows have no column '{weight}' of weights; leave it out (TableOptions.WeightColumn), or read the rows into memory and give weights there (MemoryRowSource.Weights).");
            }

            return new IdxRowSource(path, options.Idx with { LabelPath = options.Label ?? options.Idx.LabelPath, NormalLabel = NormalNumber(path, options.Csv.NormalLabel) ?? options.Idx.NormalLabel });
        }

        var csv = Csv(options);
        var table = TableOpener.Open(paths, files, csv);
        return files.All(file => file.Format == DataFormat.Csv) ? new CsvRowSource(table, csv) : new FormatRowSource(table, csv);
    }

    /// <summary>Reads a table once and says what training would take each column for, without refusing what training would.</summary>
    /// <param name="path">The file, as for <see cref="Open(string, RowSourceOptions?)"/>; no idx file.</param>
    /// <param name="options">How to read it; null for the defaults. <see cref="RowSourceOptions.Columns"/> is not looked at.</param>
    /// <exception cref="VaeDataException">The file is missing, damaged or an idx file, or lacks a column that the options ask for.</exception>
    public static TableInspection Inspect(string path, RowSourceOptions? options = null) => Inspect([path], options);

    /// <summary>Reads several tables as one, and says what training would take each column for.</summary>
    /// <param name="paths">The files, as for <see cref="Open(IReadOnlyList{string}, RowSourceOptions?)"/>.</param>
    /// <param name="options">How to read them; null for the defaults.</param>
    /// <exception cref="VaeDataException">As for one file, or the tables are not alike.</exception>
    public static TableInspection Inspect(IReadOnlyList<string> paths, RowSourceOptions? options = null)
    {
        options ??= new RowSourceOptions();
        var files = TableOpener.Files(paths);
        if (files is [var (path, format)] && format == DataFormat.Idx)
        {
            if (options.Csv.WeightColumn is { } weight)
            {
                throw new VaeDataException($"'{path}' is an idx file, whose rows have no column '{weight}' of weights; leave it out (TableOptions.WeightColumn), or read the rows into memory and give weights there (MemoryRowSource.Weights).");
            }

            throw new VaeDataException($"'{path}' is an idx file, whose columns are all alike; give a table.");
        }

        var csv = Csv(options) with { Columns = null };
        csv = csv with { Inference = csv.Inference ?? new ColumnInference() };
        var found = TableFinder.Find(ColumnLayout.Of(TableOpener.Open(paths, files, csv), csv), csv, goesOn: true);
        return new TableInspection(found.Profile, [.. found.Errors.Select(error => error.Message)])
        {
            RefusedColumns = [.. found.Errors.Select(error => error.Column).OfType<int>().Distinct().Order()],
        };
    }

    // Labels of idx files are numbers.
    private static float? NormalNumber(string path, string? label) => label is null ? null
        : float.TryParse(label, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && float.IsFinite(number) ? number
        : throw new VaeDataException($"'{label}' is named as the label of normal rows (TableOptions.NormalLabel) but '{path}' is an idx file, whose labels are numbers; name one of those.");

    private static CsvOptions Csv(RowSourceOptions options) => options.Csv with
    {
        LabelColumn = options.Label ?? options.Csv.LabelColumn,
        Columns = options.Columns ?? options.Csv.Columns,
        Inference = options.Inference ?? options.Csv.Inference,
    };
}
