namespace Vae.Data.Columns;

/// <summary>What is odd about a record; all but the last three make its row one that cannot be read.</summary>
internal enum OddCellKind
{
    /// <summary>The record as a whole cannot be read.</summary>
    Fault,

    /// <summary>A value is missing where none may be.</summary>
    Missing,

    /// <summary>The same of an infinity.</summary>
    Infinite,

    /// <summary>A value is not of its column's kind.</summary>
    OtherKind,

    /// <summary>A value is no time.</summary>
    NoTime,

    /// <summary>A number is beyond a 32-bit float.</summary>
    Huge,

    /// <summary>A text is not UTF-8, whatever becomes of rows that cannot be read.</summary>
    NotUtf8,

    /// <summary>A text is none of its column's levels.</summary>
    Unseen,

    /// <summary>A label cannot be read.</summary>
    Label,

    /// <summary>A weight is none, whatever becomes of rows that cannot be read.</summary>
    Weight,
}
