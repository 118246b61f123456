using Vae.Core.Data;

namespace Vae.Cli.Flags;

/// <summary>Which rows a command line asks for.</summary>
/// <param name="Path">The file.</param>
/// <param name="Label">Its label as given, or null.</param>
/// <param name="Ignored">Columns that are not read.</param>
/// <param name="Header">Whether the first line names the columns, or null where nothing was said.</param>
internal sealed record DataRequest(string Path, string? Label, IReadOnlyList<string> Ignored, CsvHeader? Header);
