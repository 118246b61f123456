using System.Text;
using Vae.Cli.Flags;
using Vae.Cli.Flags.Values;
using Vae.Cli.Hosting;
using Vae.Cli.Output;
using Vae.Core;
using Vae.Core.Data;
using Vae.Data.Files;
using Vae.Data.Formats;
using Vae.Data.Options;

namespace Vae.Cli.Exploring;

/// <summary>A row that was pasted, as a file that is read by the flags of the file that is looked at; gone when disposed of.</summary>
internal sealed class PastedRow : IDisposable
{
    private readonly string path;

    private PastedRow(string path, DataRequest request)
    {
        this.path = path;
        Request = request;
    }

    /// <summary>How it is read.</summary>
    public DataRequest Request { get; }

    /// <summary>Writes it.</summary>
    /// <param name="text">A line of the file; or, of two lines and more, names above values.</param>
    /// <param name="request">How the file is read.</param>
    /// <param name="source">The file's rows.</param>
    /// <param name="isWhole">Whether a single line is one of the whole file, label and columns that are left out among its cells; of the model's columns alone otherwise.</param>
    /// <exception cref="VaeDataException">There is nothing in it.</exception>
    public static PastedRow Write(string text, DataRequest request, IRowSource source, bool isWhole)
    {
        var lines = text.ReplaceLineEndings("\n").Trim('\n', ' ').Split('\n');
        if (lines is [""])
        {
            throw new VaeDataException("Nothing was pasted; paste a line of the file.");
        }

        var ofFile = lines.Length == 1 && isWhole ? HeaderOf(request) : null;
        var header = lines.Length > 1 || source.ColumnNames is null ? null : ofFile ?? Quoted(source);
        var path = Path.Combine(Path.GetTempPath(), $"vae-row-{Guid.NewGuid():N}.csv");
        WriteForThisUser(path, (header is null ? "" : header + "\n") + string.Join('\n', lines) + "\n");
        var hasNames = source.ColumnNames is not null;
        return new PastedRow(path, request with
        {
            Paths = [path],
            Header = hasNames ? CsvHeader.Present : CsvHeader.Absent,
            Csv = request.Csv with { SkippedLines = [] },
            Label = ofFile is null ? null : request.Label,
            Ignored = ofFile is null ? [] : request.Ignored,
            InvalidRows = InvalidRowChoice.Error,
            Log = new DataWarningLog(new CliEnvironment { Output = TextWriter.Null, Error = TextWriter.Null }, isStrict: false),
        });
    }

    /// <summary>What an error says of it, for somebody who has never heard of its file.</summary>
    public string Told(string message) => message.Replace($"'{path}'", "The pasted row", StringComparison.Ordinal);

    public void Dispose() => File.Delete(path);

    /// <summary>The folder of temporary files is everybody's; what is pasted is not.</summary>
    private static void WriteForThisUser(string path, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var writer = new StreamWriter(path, new UTF8Encoding(false), options);
        writer.Write(text);
    }

    /// <summary>The line of names of a CSV file; null of other files.</summary>
    private static string? HeaderOf(DataRequest request)
    {
        if (request.Csv.SkippedLines.Count > 0 || request.Paths is ["-"] || TableOpener.Files(request.Paths) is not [(var path, DataFormat.Csv), ..])
        {
            return null;
        }

        using var reader = new StreamReader(DataFile.Open(path));
        return reader.ReadLine();
    }

    private static string Quoted(IRowSource source) => string.Join(',', (source.Columns is { } columns ? columns.Columns.Select(column => column.Name) : source.ColumnNames!)
        .Select(name => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\""));
}
