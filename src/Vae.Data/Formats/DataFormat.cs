namespace Vae.Data.Formats;

/// <summary>What a data file is, as it is opened.</summary>
internal enum DataFormat
{
    Csv,
    Idx,
    Parquet,
    JsonLines,
    Arrow,
}
