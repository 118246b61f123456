namespace Vae.Cli.Output;

/// <summary>What the values of a column that is written are.</summary>
internal enum OutputType
{
    /// <summary>32-bit floats.</summary>
    Single,

    /// <summary>64-bit floats.</summary>
    Double,

    /// <summary>Whole numbers.</summary>
    Whole,

    /// <summary>Truth values: true and false where the format has such, else 1 and 0.</summary>
    Truth,

    /// <summary>Texts.</summary>
    Text,
}
