using Vae.Core.Data;
using Vae.Core.Reports;

namespace Vae.Reports.Findings;

/// <summary>How later rows differ from those that the model was trained on.</summary>
/// <param name="Name">What they are called.</param>
/// <param name="Drift">The outcome.</param>
/// <param name="Columns">What the features mean; null where each is a column of its own.</param>
internal sealed record LaterRows(string Name, DriftReport Drift, TableSchema? Columns)
{
    /// <summary>Columns that differ by more than chance: one, however many of its levels do.</summary>
    public int MovedColumns => Columns is null ? Drift.Moved.Length : Drift.Moved.Select(feature => Columns.ColumnOf(feature.Index)).Distinct().Count();
}
