namespace Vae.Data.Tables;

/// <summary>How the value of a cell is given.</summary>
internal enum CellType
{
    /// <summary>There is no value: a null, or a row that has no such field.</summary>
    Missing,

    /// <summary>A text, which may still mean a number, a truth value or a missing one.</summary>
    Text,

    /// <summary>A number that the format itself knows for one.</summary>
    Number,

    /// <summary>A truth value that the format itself knows for one.</summary>
    Truth,
}
