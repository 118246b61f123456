using Microsoft.ML;
using Vae.Core;
using Vae.MLNet.Tests.Support;

namespace Vae.MLNet.Tests;

/// <summary>Reports of a transformer; the page itself has tests of its own.</summary>
public sealed class ReportTests
{
    private readonly MLContext ml = new(seed: 1);

    [Fact]
    public void Report_RowsOfAView_SaysWhatIsFlagged()
    {
        var view = ml.Data.LoadFromEnumerable(TestData.Rows(300));
        var transformer = ml.Vae.DetectAnomalies(new VaeAnomalyDetectionOptions { Model = TestData.Model }).Fit(view);

        var report = transformer.Report(view);

        Assert.Matches("^[0-9]+ of 300 rows stand out[.]$", report.Headline);
        Assert.Contains(report.Headline, report.Html, StringComparison.Ordinal);
        Assert.Contains(report.Findings, finding => finding.Contains("latent dimensions are in use", StringComparison.Ordinal));
    }

    [Fact]
    public void Report_Labels_SaysHowManyAnomaliesAreFound()
    {
        var view = ml.Data.LoadFromEnumerable(TestData.Rows(300));
        var transformer = ml.Vae.DetectAnomalies(new VaeAnomalyDetectionOptions { Model = TestData.Model }).Fit(view);

        Assert.Matches("finds [0-9]+ % of the anomalies", transformer.Report(view, "Label").Headline);
        Assert.Contains("Lable", Assert.Throws<VaeDataException>(() => transformer.Report(view, "Lable")).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => transformer.Report(view, normalLabel: "0"));
    }
}
