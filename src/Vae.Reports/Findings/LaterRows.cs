using Vae.Core.Reports;

namespace Vae.Reports.Findings;

/// <summary>How later rows differ from those that the model was trained on.</summary>
/// <param name="Name">What they are called.</param>
/// <param name="Drift">The outcome.</param>
internal sealed record LaterRows(string Name, DriftReport Drift);
