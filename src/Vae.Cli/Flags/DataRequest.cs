using Vae.Cli.Flags.Values;
using Vae.Cli.Output;
using Vae.Core.Data;
using Vae.Core.Processes;
using Vae.Data.Formats;
using Vae.Data.Options;

namespace Vae.Cli.Flags;

/// <summary>Which rows a command line asks for.</summary>
/// <param name="Paths">The files.</param>
/// <param name="Label">Its label as given, or null.</param>
/// <param name="Ignored">Columns that are not read.</param>
/// <param name="Header">Whether the first line names the columns, or null where nothing was said.</param>
internal sealed record DataRequest(IReadOnlyList<string> Paths, string? Label, IReadOnlyList<string> Ignored, CsvHeader? Header)
{
    /// <summary>What the files are called in messages.</summary>
    public string Path => TableOpener.Name(Paths);

    /// <summary>Whether a flag was given that says how lines of CSV are split.</summary>
    public bool SplitsLines => Header is not null || Csv.Delimiter is not null || Csv.SkippedLines.Count > 0;

    /// <summary>The columns of the model that the rows are for; null where there is none yet, or it takes numbers alone.</summary>
    public TableSchema? Columns { get; init; }

    /// <summary>How tables are read, but for what is said elsewhere here.</summary>
    public required CsvOptions Csv { get; init; }

    /// <summary>What becomes of rows that hold a value that cannot be read.</summary>
    public InvalidRowChoice InvalidRows { get; init; } = InvalidRowChoice.Nan;

    /// <summary>Whether a missing value is one that cannot be read.</summary>
    public bool RefusesMissing { get; init; }

    /// <summary>Whether labels are numbers of classes, none of which is the normal one.</summary>
    public bool HasClasses { get; init; }

    /// <summary>Threads that read long files; 0 is one a processor.</summary>
    public int Threads { get; init; }

    /// <summary>The processes that read the files together; null for this one alone.</summary>
    public IProcessGroup? Processes { get; init; }

    /// <summary>Receives what there is to warn of.</summary>
    public required DataWarningLog Log { get; init; }

    /// <summary>How columns of text are told from columns of numbers; null where text is an error.</summary>
    public ColumnInference? Inference { get; init; }
}
