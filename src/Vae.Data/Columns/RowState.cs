namespace Vae.Data.Columns;

/// <summary>What the cells of a record are good for.</summary>
internal enum RowState
{
    /// <summary>They are all that there is to know.</summary>
    Plain,

    /// <summary>At least one is a text that is none of its column's levels.</summary>
    Unseen,

    /// <summary>The row cannot be read.</summary>
    Refused,
}
