using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;
using Vae.Cli.Hosting;
using Vae.Core.Files;
using Vae.Data.Formats;
using ZstdSharp;

namespace Vae.Cli.Output;

/// <summary>Where a table goes: a file of the format that its name says, or the standard output. It appears whole or not at all.</summary>
internal sealed class TableOutput : IDisposable
{
    /// <summary>The name that means the standard output.</summary>
    public const string Standard = "-";

    private const string Parquet = ".parquet";

    private static readonly string Held = $"The table, which is held in the folder of temporary files, '{Path.GetTempPath()}' (TMPDIR), until it is whole,";

    /// <summary>What a name ends in that promises neither CSV nor Parquet.</summary>
    private static readonly string[] OtherFormats =
        [".arrow", ".arrows", ".feather", ".ipc", ".json", ".jsonl", ".ndjson", ".xlsx", ".xls", ".ods", ".sqlite", ".db", ".zip", ".bz2", ".xz", ".onnx", ".npy", ".npz", ".pkl", ".h5"];

    private readonly AtomicFile? file;
    private readonly FileStream? held;
    private readonly CliEnvironment environment;

    private TableOutput(AtomicFile? file, FileStream? held, string path, CliEnvironment environment)
    {
        this.file = file;
        this.held = held;
        this.environment = environment;
        var content = file?.Content ?? new OutputStream(held!, Held);
        Writer = path.EndsWith(Parquet, StringComparison.OrdinalIgnoreCase) ? new ParquetTableWriter(content) : new CsvWriter(content, FormatFinder.IsTabbed(path) ? '\t' : ',');
    }

    /// <summary>Receives the rows.</summary>
    public ITableWriter Writer { get; }

    /// <summary>Where the figures of a command are printed: not among the rows.</summary>
    public TextWriter Messages => held is null ? environment.Output : environment.Error;

    /// <summary>Where the figures of a command are printed that writes a table, or none.</summary>
    /// <param name="output">The table; null where none is written.</param>
    /// <param name="environment">The console.</param>
    public static TextWriter MessagesOf(TableOutput? output, CliEnvironment environment) => output?.Messages ?? environment.Output;

    /// <summary>Whether a name is that of a table: it ends as one of CSV or Parquet does, or is the standard output.</summary>
    public static bool IsTable(string path) =>
        path == Standard || new[] { ".csv", ".csv.gz", ".csv.zst", ".tsv", ".tsv.gz", ".tsv.zst", Parquet }.Any(ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    /// <summary>Opens the output, before the work begins.</summary>
    /// <param name="path">The file, or <see cref="Standard"/>; null, where no table is wanted, gives null.</param>
    /// <param name="environment">The console.</param>
    /// <exception cref="UsageException">A Parquet file is to be compressed as a whole, or the name is that of a format that is not written.</exception>
    /// <exception cref="IOException">The file cannot be made there.</exception>
    [return: NotNullIfNotNull(nameof(path))]
    public static TableOutput? Open(string? path, CliEnvironment environment)
    {
        if (path is null)
        {
            return null;
        }

        if (path == Standard)
        {
            // Held until it is whole: an error leaves nothing behind for the next program of a pipe.
            return new TableOutput(null, Hold(), path, environment);
        }

        var isGzip = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
        var isZstandard = path.EndsWith(".zst", StringComparison.OrdinalIgnoreCase);
        if ((isGzip || isZstandard) && Path.GetFileNameWithoutExtension(path).EndsWith(Parquet, StringComparison.OrdinalIgnoreCase))
        {
            throw new UsageException($"--out '{path}' is a Parquet file compressed once more, but Parquet is compressed within; leave out '{Path.GetExtension(path)}'.");
        }

        if (OtherFormats.FirstOrDefault(ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) is { } other)
        {
            throw new UsageException($"--out '{path}' ends as a file of a format that is not written; end it in .csv, .csv.gz, .csv.zst or .parquet in place of {other}.");
        }

        Func<Stream, Stream>? wrap = isGzip ? stream => new GZipStream(stream, CompressionLevel.Optimal, leaveOpen: true)
            : isZstandard ? stream => new CompressionStream(stream, leaveOpen: true)
            : null;
        return new TableOutput(AtomicFile.Create(path, wrap), null, path, environment);
    }

    private static FileStream Hold()
    {
        var path = Path.Combine(Path.GetTempPath(), $"vae-{Guid.NewGuid():N}.tmp");
        try
        {
            var held = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.Delete, Options = FileOptions.DeleteOnClose });
            if (!OperatingSystem.IsWindows())
            {
                File.Delete(path); // what is open stays, and goes with the process, however that ends
            }

            return held;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw OutputStream.Error(Held, exception);
        }
    }

    /// <summary>Writes what is left, and gives the file its name or the rows to the standard output.</summary>
    public void Commit()
    {
        Writer.Finish();
        file?.Commit();
        if (held is not null)
        {
            held.Position = 0;
            using var output = environment.OpenStandardOutput();
            held.CopyTo(output);
            output.Flush();
        }
    }

    public void Dispose()
    {
        (Writer as IDisposable)?.Dispose();
        file?.Dispose();
        held?.Dispose();
    }
}
