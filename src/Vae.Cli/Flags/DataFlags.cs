using System.CommandLine;
using Vae.Cli.Flags.Values;
using Vae.Cli.Hosting;
using Vae.Cli.Output;
using Vae.Data.Files;
using Vae.Data.Options;

namespace Vae.Cli.Flags;

/// <summary>The flags that say which rows to read.</summary>
internal sealed class DataFlags(bool required = true)
{
    public Option<string[]?> Data { get; } = Flag.Texts("--data", "FILE",
        "Rows: a file of CSV, Parquet, Arrow (Feather) or JSON lines, or an idx file (pictures, as MNIST has them), told by its content; it may be compressed with gzip or Zstandard. - is the standard input. Several files,"
        + " or a pattern such as 'logs/**/*.csv', are one table, whose columns are those of the first.", required);

    public Option<string?> Label { get; } = Flag.Text("--label", "COLUMN",
        "Tables: the label column, by name or number: 0 for normal rows and any other number for anomalies, empty where it is not known; it is no feature."
        + " idx: path of the file of labels, or auto for the one beside the pictures.");

    public Option<string?> Weight { get; } = Flag.Text("--weight", "COLUMN",
        "Tables: the column of the weight of each row, by name or number; it is no feature. It counts in training (a row of weight 0 is left out, 2 is the row twice; of weights that are no whole numbers only the ratios"
        + " matter), and in thresholds, probabilities and figures that are found on the rows.");

    public Option<IReadOnlyList<string>?> Ignore { get; } = Flag.Parsed<IReadOnlyList<string>?>("--ignore", "COLUMN,...",
        "Tables: columns that are neither features nor label, such as an id, by name or number; a name with a comma stands between quotes.", NameList.Parse);

    public Option<CsvHeader?> Header { get; } = Flag.Choice("--header",
        "CSV: whether the first line names the columns; without names they are called 1, 2, ... Default auto: it does where it holds text.",
        ("auto", CsvHeader.Detect), ("yes", CsvHeader.Present), ("no", CsvHeader.Absent));

    public Option<string?> NormalLabel { get; } = Flag.Text("--normal-label", "VALUE",
        "The label of normal rows, such as normal or 1; every other label is that of an anomaly. Default: labels are numbers, or true and false, which are 1 and 0, and 0 is normal.");

    public Option<IReadOnlyList<string>?> Missing { get; } = Flag.Parsed<IReadOnlyList<string>?>("--na", "TEXT,...",
        "Texts that mark a missing value, besides an empty field, NaN, NA, N/A, null and ?.", NameList.Parse);

    public Option<char?> Decimal { get; } = Flag.Parsed<char?>("--decimal", ".|,", "CSV: what stands before the fraction of a number. Default a point.", text => text switch
    {
        "." or "," => text[0],
        _ => throw new FormatException($"'{text}' is not one of . and ,; choose one of those"),
    });

    public Option<char?> Delimiter { get; } = Flag.Parsed<char?>("--delimiter", "CHAR",
        "CSV: what stands between fields: a character, tab, or space for blanks of any number. Default: told by the first lines.", text => text switch
        {
            "tab" or "\\t" => '\t',
            "space" or "blank" => ' ',
            [var one] when one < 128 && !char.IsLetterOrDigit(one) && one is not ('"' or '\n' or '\r') => one,
            _ => throw new FormatException($"'{text}' can stand between no fields; give one character, such as ;, or tab, or space"),
        });

    public Option<IReadOnlyList<LineRange>?> SkipLines { get; } = Flag.Parsed<IReadOnlyList<LineRange>?>("--skip-lines", "N-N,...",
        "CSV: lines to leave out, numbered from 1 as an editor does: words above the table, units below the names, names that come again.", LineRanges.Parse);

    public Option<InvalidRowChoice?> InvalidRows { get; } = Flag.Choice("--invalid-rows",
        "What to do with rows that hold a value that cannot be read, such as a text among numbers: stop with an error, leave them out, or give them no score (NaN) and count them. Default nan.",
        ("error", InvalidRowChoice.Error), ("skip", InvalidRowChoice.Skip), ("nan", InvalidRowChoice.Nan));

    public Option<bool> Strict { get; } = Flag.Switch("--strict", "Take every warning about the data for an error.");

    /// <summary>All, but for what becomes of invalid rows.</summary>
    public Option[] All => [Data, Label, NormalLabel, Weight, Ignore, Header, Missing, Decimal, Delimiter, SkipLines, Strict];

    /// <summary>All, for rows that a model is there for.</summary>
    public Option[] AllForModel => [.. All, InvalidRows];

    /// <summary>What a command line asks for.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="environment">Where warnings go.</param>
    /// <exception cref="UsageException">A file has the name of a flag, which is most likely misspelt; or the output would take the place of a file that is read.</exception>
    public DataRequest Read(ParseResult parsed, CliEnvironment environment)
    {
        var paths = parsed.GetValue(Data) ?? [];
        ThrowIfFlag(paths, parsed);
        ThrowIfOverwritten(paths, parsed);
        return new DataRequest(paths, parsed.GetValue(Label)?.Trim(), parsed.GetValue(Ignore) ?? [], parsed.GetValue(Header))
        {
            Csv = new CsvOptions
            {
                NormalLabel = parsed.GetValue(NormalLabel),
                WeightColumn = WeightOf(parsed),
                MissingTexts = parsed.GetValue(Missing) ?? [],
                DecimalComma = parsed.GetValue(Decimal) == ',',
                Delimiter = parsed.GetValue(Delimiter),
                SkippedLines = parsed.GetValue(SkipLines) ?? [],
                CancellationToken = environment.Interrupt,
            },
            InvalidRows = parsed.GetValue(InvalidRows) ?? InvalidRowChoice.Nan,
            Threads = Math.Max(0, ThreadsOf(parsed)),
            Processes = environment.Processes,
            Log = new DataWarningLog(environment, parsed.GetValue(Strict)),
        };
    }

    private string? WeightOf(ParseResult parsed) =>
        parsed.CommandResult.Command.Options.Contains(Weight) && parsed.GetValue(Weight)?.Trim() is { } name ? name : null;

    private static int ThreadsOf(ParseResult parsed) =>
        parsed.CommandResult.Command.Options.OfType<Option<int?>>().FirstOrDefault(option => option.Name == "--threads") is { } flag ? parsed.GetValue(flag) ?? 0 : 0;

    /// <summary>--data takes several files, and so whatever is no flag behind it.</summary>
    private static void ThrowIfFlag(string[] paths, ParseResult parsed)
    {
        if (paths.FirstOrDefault(path => path.StartsWith("--", StringComparison.Ordinal) && !File.Exists(path)) is { } wrong)
        {
            var command = parsed.CommandResult.Command;
            var hint = Flag.Nearest(wrong, command) is { } near ? $"did you mean {near}?" : $"spell it as 'vae {command.Name} --help' does.";
            throw new UsageException($"'{wrong}' is no flag of 'vae {command.Name}', and there is no file of that name; {hint}");
        }
    }

    private static void ThrowIfOverwritten(string[] paths, ParseResult parsed)
    {
        if (parsed.CommandResult.Command.Options.OfType<Option<string?>>().FirstOrDefault(option => option.Name == "--out") is { } flag
            && parsed.GetValue(flag) is { Length: > 0 } output && File.Exists(output)
            && FilePattern.Resolve(paths).Any(path => Path.GetFullPath(path) == Path.GetFullPath(output)))
        {
            throw new UsageException($"--out '{output}' is a file of --data, whose rows would be lost; give another name.");
        }
    }
}
