using Vae.Data.Csv;
using Vae.Data.Parquet;
using Vae.Data.Tables;

namespace Vae.Data;

/// <summary>Opens a file as a table, of whatever format it is.</summary>
internal static class TableOpener
{
    /// <summary>Opens a file of rows.</summary>
    /// <param name="path">The file.</param>
    /// <param name="format">What it is; no idx file.</param>
    /// <param name="options">How text is read.</param>
    /// <exception cref="VaeDataException">The file is damaged or has no rows.</exception>
    public static ITable Open(string path, DataFormat format, CsvOptions options) => format switch
    {
        DataFormat.Parquet => new ParquetTable(path),
        _ => new CsvTable(path, WithTabs(path, options)),
    };

    private static CsvOptions WithTabs(string path, CsvOptions options) =>
        options.Delimiter is null && FormatFinder.IsTabbed(path) ? options with { Delimiter = '\t' } : options;
}
