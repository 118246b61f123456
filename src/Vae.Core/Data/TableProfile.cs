using System.Collections.Immutable;

namespace Vae.Core.Data;

/// <summary>What was found in a table while it was read for the first time.</summary>
public sealed record TableProfile
{
    /// <summary>Rows of the table.</summary>
    public required long Rows { get; init; }

    /// <summary>Its columns in their order, those that are left out included.</summary>
    public required ImmutableArray<ProfiledColumn> Columns { get; init; }

    /// <summary>What its owner should know.</summary>
    public ImmutableArray<DataWarning> Warnings { get; init; } = [];
}
