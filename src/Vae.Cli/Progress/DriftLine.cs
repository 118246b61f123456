using Vae.Core.Reports;

namespace Vae.Cli.Progress;

/// <summary>Tells in a line, before a model goes on learning, how far the new rows are from those of before.</summary>
/// <param name="writer">Receives the line.</param>
internal sealed class DriftLine(TextWriter writer) : IProgress<DriftReport>
{
    public void Report(DriftReport value) => writer.WriteLine("Beside the rows of before: " + value.Verdict);
}
