using System.Collections.Immutable;

namespace Vae.Data;

/// <summary>What a table holds, and why it could not be trained on.</summary>
/// <param name="Profile">What was found, column by column, and what its owner should know.</param>
/// <param name="Errors">Why training would refuse the table; empty where it would not.</param>
public sealed record TableInspection(TableProfile Profile, ImmutableArray<string> Errors)
{
    /// <summary>Numbers of the columns that errors are about (<see cref="ProfiledColumn.Number"/>), from 1 and in rising order; other errors are about rows.</summary>
    public ImmutableArray<int> RefusedColumns { get; init; } = [];
}
