using System.Collections.Immutable;

namespace Vae.Core.Data;

/// <summary>What was found in a column of a table, and what it was taken for.</summary>
public sealed record ProfiledColumn
{
    /// <summary>What it is called; its number as a text where the table has no names.</summary>
    public required string Name { get; init; }

    /// <summary>Its place in the table, from 1, columns that are left out included.</summary>
    public required int Number { get; init; }

    /// <summary>What it is used as: <c>feature</c>, <c>context</c>, <c>label</c> or <c>ignored</c>.</summary>
    public required string Use { get; init; }

    /// <summary>What its values mean; null where it is no feature.</summary>
    public ColumnKind? Kind { get; init; }

    /// <summary>Why it was taken for that, in a few words.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Missing values among all rows.</summary>
    public long Missing { get; init; }

    /// <summary>Different values that are not missing; a lower bound where <see cref="DistinctIsBound"/> is true.</summary>
    public long Distinct { get; init; }

    /// <summary>Whether there were too many different values to count them all.</summary>
    public bool DistinctIsBound { get; init; }

    /// <summary>The least finite number; null where there is none.</summary>
    public double? Minimum { get; init; }

    /// <summary>The greatest finite number; null where there is none.</summary>
    public double? Maximum { get; init; }

    /// <summary>A few values as they stand in the table, the first that differ.</summary>
    public ImmutableArray<string> Examples { get; init; } = [];
}
