namespace Vae.Cli.Flags;

/// <summary>What is said of <c>--out</c> wherever a table is written.</summary>
internal static class OutFlag
{
    public const string Formats =
        "The name says the format: .parquet, or CSV, with tabs for .tsv, compressed where it ends in .gz or .zst; - is the standard output, as CSV, and what else is printed goes to the standard error. It appears whole or not at all.";
}
