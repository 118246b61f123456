namespace Vae.Data.Columns;

/// <summary>What the value of a cell is, before its column is known.</summary>
internal enum CellMeaning
{
    /// <summary>It is missing: empty, one of the texts that say so, or NaN however it is spelled.</summary>
    Missing,

    /// <summary>A number; beyond the largest double it is infinite.</summary>
    Number,

    /// <summary>An infinity, however it is spelled.</summary>
    Infinite,

    /// <summary>true or false.</summary>
    Truth,

    /// <summary>Anything else.</summary>
    Text,
}
