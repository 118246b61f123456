using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using Vae.Core.Models;
using Vae.Core.Reports;
using Vae.Reports.Findings;

namespace Vae.Reports.Pages;

/// <summary>What the scripts of the page read, as JSON in which no &lt;, &gt; or &amp; stands: it cannot end its element, whatever is in it.</summary>
internal static class PageData
{
    private const int MostEpochs = 400;
    private const int MostMoved = 400;

    // The default encoder escapes what HTML gives a meaning to. It is named since all rests on it.
    private static readonly JsonSerializerOptions Json = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.Default };

    /// <summary>Writes it.</summary>
    public static string Write(ReportContent content, bool isLive = false) => JsonSerializer.Serialize(
        new
        {
            columns = Names(content),
            label = content.LabelName,
            live = isLive,
            threshold = Threshold(content),
            histogram = Histogram(content.Histogram),
            detection = content.Detection is { } detection ? Curves(detection) : null,
            rows = content.Strangest.Select(Row),
            pictures = content.Pictures is { } board ? Pictures(board) : null,
            map = content.Map is { } map ? Map(map) : null,
            facts = content.Columns.Take(ColumnFacts.MostListed).Select(Fact),
            columnCount = content.Columns.Length,
            training = Training(content.Model),
            later = content.Later is { } later ? Later(later) : null,
        },
        Json);

    /// <summary>The names of the columns that the page speaks of, by their numbers.</summary>
    private static SortedDictionary<int, string> Names(ReportContent content) => new(
        content.Strangest.SelectMany(row => row.Parts.Concat(row.Given)).Select(part => part.Column)
            .Concat(content.Columns.Take(ColumnFacts.MostListed).Select(fact => fact.Column))
            .Concat(content.Map?.Columns.Select(colour => colour.Column) ?? [])
            .Distinct().ToDictionary(column => column, column => content.ColumnNames[column]));

    /// <summary>A row explained, with the names of its columns: an answer to a page that is served.</summary>
    public static string WriteRow(StrangeRow row, bool isAnomaly, string[] columnNames) => JsonSerializer.Serialize(
        new
        {
            row = Row(row),
            flagged = isAnomaly,
            columns = row.Parts.Concat(row.Given).Select(part => part.Column).Distinct().ToDictionary(column => column, column => columnNames[column]),
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
        averagePrecisionOfNorm = Rounded(detection.AveragePrecisionOfNorm),
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
        given = row.Given.Select(part => new object?[] { part.Column, part.Value }),
        others = row.Others,
        rest = Rounded(row.OthersPart),
        parts = row.Parts.Select(part => new object?[] { part.Column, part.Value, part.Expected, part.Spread, part.Surprise, Rounded(part.Part) }),
    };

    private static object Pictures(PictureBoard board) => new
    {
        strangest = board.Strangest.Select(Pair),
        ordinary = board.Ordinary.Select(Pair),
        walks = board.Dimensions.Select(walk => new { dimension = walk.Dimension, kl = Rounded(walk.Kl), sheet = Png(walk.Sheet) }),
    };

    private static object Pair(PicturePair pair) => new { n = pair.Row, original = Png(pair.Original), rebuilt = Png(pair.Rebuilt) };

    private static string Png(byte[] content) => "data:image/png;base64," + Convert.ToBase64String(content);

    private static object Map(LatentMap map) => new
    {
        share = Rounded(map.Share),
        x = Packed(map.X),
        y = Packed(map.Y),
        rows = Packed(map.Rows),
        scores = Packed(map.Scores),
        kinds = Packed(map.Kinds),
        colours = map.Columns.Select(colour => new { column = colour.Column, values = Packed(colour.Values), levels = colour.Levels }),
    };

    private static object?[] Fact(ColumnFacts fact) =>
        [fact.Column, fact.Kind, fact.Levels, Rounded(fact.Missing), Rounded(fact.Rebuilt), Rounded(fact.Sigma), fact.Leads];

    private static object Training(VaeModel model) => new
    {
        best = model.Report.BestEpoch,
        latent = model.Report.KlPerDimension.Length,
        active = model.Report.ActiveUnits,
        networks = model.EnsembleSize,
        epochs = Thinned(model.Report.History).Select(epoch => new object?[]
        {
            epoch.Epoch, Rounded(epoch.Loss), Rounded(epoch.Reconstruction), Rounded(epoch.Kl), Rounded(epoch.ValidationLoss), epoch.ActiveUnits, Rounded(epoch.LearningRate),
        }),
    };

    /// <summary>Every epoch, or every so many of very many, the last among them.</summary>
    private static IEnumerable<EpochReport> Thinned(ImmutableArray<EpochReport> history)
    {
        var step = 1 + (history.Length / MostEpochs);
        return history.Where((_, i) => i % step == 0 || i == history.Length - 1);
    }

    private static object Later(LaterRows later) => new
    {
        name = later.Name,
        drifted = later.Drift.HasDrifted,
        verdict = later.Drift.Verdict,
        rows = later.Drift.Rows,
        flagged = Rounded(later.Drift.FlaggedRate),
        statistic = Rounded(later.Drift.Statistic),
        p = Rounded(later.Drift.PValue),
        moved = later.Drift.Moved.Take(MostMoved).Select(feature => new object?[] { feature.Name, Rounded(feature.Shift), Rounded(feature.Spread), Rounded(feature.PValue) }),
        movedCount = later.Drift.Moved.Length,
        movedColumns = later.MovedColumns,
    };

    /// <summary>Six digits, and null for what is no number in JSON.</summary>
    private static double? Rounded(double? value) => value is { } number && double.IsFinite(number)
        ? double.Parse(number.ToString("G6", System.Globalization.CultureInfo.InvariantCulture), System.Globalization.CultureInfo.InvariantCulture)
        : null;

    /// <summary>Numbers of 32 bits, the lowest byte first, in base 64.</summary>
    private static string Packed<T>(T[] values)
        where T : unmanaged => Convert.ToBase64String(MemoryMarshal.AsBytes<T>(values));
}
