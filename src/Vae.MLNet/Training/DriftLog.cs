using Vae.Core.Reports;

namespace Vae.MLNet.Training;

/// <summary>Tells two listeners of drift, one after the other.</summary>
/// <param name="first">Told first.</param>
/// <param name="second">Told then.</param>
internal sealed class DriftLog(IProgress<DriftReport> first, IProgress<DriftReport> second) : IProgress<DriftReport>
{
    public void Report(DriftReport value)
    {
        first.Report(value);
        second.Report(value);
    }
}
