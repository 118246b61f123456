using Vae.Data.Arrow;
using Vae.Data.Csv;
using Vae.Data.Files;
using Vae.Data.JsonLines;
using Vae.Data.Options;
using Vae.Data.Parquet;
using Vae.Data.Tables;

namespace Vae.Data.Formats;

/// <summary>Opens files as one table, of whatever format they are.</summary>
internal static class TableOpener
{
    /// <summary>The files that some paths mean, and what each is; at least one.</summary>
    /// <exception cref="VaeDataException">One is not there, or is of a format that is not read.</exception>
    public static (string Path, DataFormat Format)[] Files(IReadOnlyList<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        foreach (var path in paths)
        {
            ArgumentException.ThrowIfNullOrEmpty(path, nameof(paths));
        }

        return paths.Count > 0 ? [.. FilePattern.Resolve(paths).Select(path => (path, FormatFinder.Of(path)))] : throw new ArgumentException("At least one file is wanted; name one.", nameof(paths));
    }

    /// <summary>Opens them.</summary>
    /// <param name="paths">The paths that mean them.</param>
    /// <param name="files">The files.</param>
    /// <param name="options">How text is read.</param>
    /// <exception cref="VaeDataException">A file is damaged or has no rows, or they are not alike.</exception>
    public static ITable Open(IReadOnlyList<string> paths, (string Path, DataFormat Format)[] files, CsvOptions options)
    {
        if (files.Length == 1)
        {
            return Open(files[0], options);
        }

        return files.FirstOrDefault(file => file.Format == DataFormat.Idx).Path is { } idx
            ? throw new VaeDataException($"'{idx}' is an idx file, which cannot be joined to others; give it alone.")
            : new JoinedTable(Name(paths), [.. files.Select(file => Open(file, options))]);
    }

    /// <summary>What some files together are called in messages.</summary>
    public static string Name(IReadOnlyList<string> paths) => paths.Count == 1 ? paths[0] : Invariant($"{paths[0]} and {paths.Count - 1} more");

    private static ITable Open((string Path, DataFormat Format) file, CsvOptions options) => file.Format switch
    {
        DataFormat.Parquet => new ParquetTable(file.Path),
        DataFormat.Arrow => new ArrowTable(file.Path),
        DataFormat.JsonLines => new JsonLinesTable(file.Path, options.MaximumLineBytes, options.CancellationToken),
        _ => new CsvTable(file.Path, WithTabs(file.Path, options)),
    };

    private static CsvOptions WithTabs(string path, CsvOptions options) =>
        options.Delimiter is null && FormatFinder.IsTabbed(path) ? options with { Delimiter = '\t' } : options;
}
