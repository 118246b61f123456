namespace Vae.Cli.Flags.Values;

/// <summary>What becomes of rows that hold a value that cannot be read.</summary>
internal enum InvalidRowChoice
{
    /// <summary>The file is refused.</summary>
    Error,

    /// <summary>They are left out.</summary>
    Skip,

    /// <summary>They have no score.</summary>
    Nan,
}
