using System.CommandLine;
using Vae.Core.Data;
using Vae.Data;

namespace Vae.Cli.Flags;

/// <summary>The flags that say which rows to read.</summary>
internal sealed class DataFlags(bool required = true)
{
    public Option<string?> Data { get; } = Flag.Text("--data", "FILE",
        "Rows: a CSV file, or an idx file (pictures, as MNIST has them); either may be compressed with gzip.", required);

    public Option<string?> Label { get; } = Flag.Text("--label", "COLUMN",
        "CSV: name of the label column, 0 for normal rows and any other number for anomalies; it is no feature."
        + " idx: path of the file of labels, or auto for the one beside the pictures.");

    public Option<string?> Ignore { get; } = Flag.Text("--ignore", "COLUMN,...",
        "CSV: columns that are neither features nor label, such as an id.");

    public Option<CsvHeader?> Header { get; } = Flag.Choice("--header",
        "CSV: whether the first line names the columns; without names they are called 1, 2, ... Default auto: it does where it holds text.",
        ("auto", CsvHeader.Detect), ("yes", CsvHeader.Present), ("no", CsvHeader.Absent));

    public Option[] All => [Data, Label, Ignore, Header];

    public DataRequest Read(ParseResult parsed) => new(
        parsed.GetValue(Data)!,
        parsed.GetValue(Label),
        parsed.GetValue(Ignore)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [],
        parsed.GetValue(Header));
}
