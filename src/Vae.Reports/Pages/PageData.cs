using System.Runtime.InteropServices;
using System.Text.Json;
using Vae.Reports.Findings;

namespace Vae.Reports.Pages;

/// <summary>What the scripts of the page read, as JSON in which no &lt;, &gt; or &amp; stands: it cannot end its element, whatever is in it.</summary>
internal static class PageData
{
    // The default encoder escapes what HTML gives a meaning to. It is named since all rests on it.
    private static readonly JsonSerializerOptions Json = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.Default };

    /// <summary>Writes it.</summary>
    public static string Write(ReportContent content) => JsonSerializer.Serialize(
        new
        {
            columns = content.ColumnNames,
            label = content.LabelName,
            threshold = Threshold(content),
            histogram = Histogram(content.Histogram),
            detection = content.Detection is { } detection ? Curves(detection) : null,
            rows = content.Strangest.Select(Row),
        },
        Json);

    private static object Threshold(ReportContent content) => new
    {
        scored = content.Figures.Scored,
        labelled = content.Detection?.Labelled ?? 0,
        anomalies = content.Detection?.Anomalies ?? 0,
        start = content.Stops.PlaceOf(content.Model.Threshold),
        bestF1 = content.Detection is { } detection ? content.Stops.PlaceOf(detection.BestF1Threshold) : (int?)null,
        values = Packed(content.Stops.Thresholds),
        flagged = Packed(content.Stops.Flagged),
        hits = Packed(content.Stops.Hits),
        falseAlarms = Packed(content.Stops.FalseAlarms),
    };

    private static object Histogram(ScoreHistogram histogram) => new
    {
        logarithmic = histogram.IsLogarithmic,
        edges = histogram.Edges,
        normal = histogram.Normal,
        anomalies = histogram.Anomalies,
        unknown = histogram.Unknown,
        beyond = histogram.Beyond,
    };

    private static object Curves(Detection detection) => new
    {
        areaUnderRoc = Rounded(detection.AreaUnderRoc),
        averagePrecision = Rounded(detection.AveragePrecision),
        areaUnderRocOfNorm = Rounded(detection.AreaUnderRocOfNorm),
        curve = Curve(detection.Curve),
        norm = Curve(detection.NormCurve),
    };

    private static object? Curve(DetectionCurve? curve) => curve is null ? null : new
    {
        rate = curve.FalsePositiveRate.Select(value => Rounded(value)),
        recall = curve.Recall.Select(value => Rounded(value)),
        precision = curve.Precision.Select(value => Rounded(value)),
    };

    private static object Row(StrangeRow row) => new
    {
        n = row.Number,
        score = Rounded(row.Score),
        label = row.Label,
        p = Rounded(row.Probability),
        others = row.Others,
        rest = Rounded(row.OthersPart),
        parts = row.Parts.Select(part => new object?[] { part.Column, part.Value, part.Expected, part.Spread, part.Surprise, Rounded(part.Part) }),
    };

    /// <summary>Six digits, and null for what is no number in JSON.</summary>
    private static double? Rounded(double? value) => value is { } number && double.IsFinite(number)
        ? double.Parse(number.ToString("G6", System.Globalization.CultureInfo.InvariantCulture), System.Globalization.CultureInfo.InvariantCulture)
        : null;

    /// <summary>Numbers of 32 bits, the lowest byte first, in base 64.</summary>
    private static string Packed<T>(T[] values)
        where T : unmanaged => Convert.ToBase64String(MemoryMarshal.AsBytes<T>(values));
}
