using Vae.Core.Data;
using Vae.Core.Options;

namespace Vae.Reports.Findings;

/// <summary>What the content of a report depends on beside model and rows.</summary>
/// <param name="ListedRows">Rows to list and explain.</param>
/// <param name="SampledRows">Rows to keep for the map of codes and the quality of columns.</param>
/// <param name="Image">What rows look like; null where that is the network's to know.</param>
/// <param name="Later">Later rows; null for none.</param>
/// <param name="LaterName">What they are called.</param>
internal sealed record ContentOptions(int ListedRows, int SampledRows, ImageShape? Image, IRowSource? Later, string LaterName);
