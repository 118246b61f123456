using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.Core;
using Vae.Core.Data;
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
    public void Rows_OfAView_AreWhatTheModelScores()
    {
        var view = ml.Data.LoadFromEnumerable(TestData.Rows(300));
        var transformer = ml.Vae.DetectAnomalies(new VaeAnomalyDetectionOptions { Model = TestData.Model }).Fit(view);
        var wanted = transformer.Transform(view).GetColumn<float>("Score").ToArray();
        var rows = transformer.Rows(view, "Label");

        var read = new float[300 * transformer.Model.InputDimension];
        using var reader = rows.OpenReader();
        Assert.Equal(300, reader.Read(read));
        var scores = new float[300];
        transformer.Model.Score(read, scores);

        Assert.Equal(wanted, scores);
        Assert.Equal("Label", Assert.IsType<ILabelledRowSource>(rows, exactMatch: false).LabelName);
        Assert.Null(Assert.IsType<ILabelledRowSource>(transformer.Rows(view), exactMatch: false).LabelName);
    }

    [Fact]
    public void Report_Labels_SaysHowManyAnomaliesAreFound()
    {
        var view = ml.Data.LoadFromEnumerable(TestData.Rows(300));
        var transformer = ml.Vae.DetectAnomalies(new VaeAnomalyDetectionOptions { Model = TestData.Model }).Fit(view);

        Assert.Matches("finds [0-9]+ % of the anomalies", transformer.Report(view, "Label").Headline);
        Assert.Contains("'Lable' in the data; name one that is there: '", Assert.Throws<VaeDataException>(() => transformer.Report(view, "Lable")).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => transformer.Report(view, normalLabel: "0"));
    }
}
