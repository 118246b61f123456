using Vae.Bench.Detection;

namespace Vae.Bench.Reporting;

/// <summary>The tables of the anomaly benchmark.</summary>
internal static class DetectionTables
{
    private static readonly Detector[] Peers = [Detector.Norm, Detector.Pca, Detector.Forest, Detector.Nearest, Detector.Neighbours];

    private static readonly string[] PeerTitles = ["|z|", "PCA", "isolation forest", "kNN k=1", "kNN k=5"];

    // Columns of the file of published figures.
    private static readonly string[] Published = ["IForest", "kNN", "VAE"];

    public static string Of(IReadOnlyList<DetectionResult> results, PublishedFigures? published) =>
        $"""
        ### ROC AUC

        {Areas(results, published)}
        ### Average precision

        {Precisions(results)}
        ### Units, time and false positives

        False positives: share of the held-out normal rows above the default threshold.

        {Facts(results)}
        """;

    private static MarkdownTable Areas(IReadOnlyList<DetectionResult> results, PublishedFigures? published)
    {
        var table = new MarkdownTable(["set", "rows x features", "protocol", "ours", "ours, told", .. PeerTitles, .. Published.Select(name => $"published {name}")]);
        foreach (var result in results)
        {
            table.Add([
                result.Set.Name,
                $"{result.Set.Rows} x {result.Set.Width}",
                result.Protocol,
                result.WithDeviation(run => run.Auc(Detector.Vae)),
                Told(result, run => run.Auc(Detector.VaeOfNormal)),
                .. Peers.Select(peer => Figure(result.Auc(peer))),
                .. Published.Select(name => Figure(published?.Auc(result.Set.Name, result.NormalOnly, name))),
            ]);
        }

        foreach (var (title, group) in Groups(results, published))
        {
            table.Add([
                $"**{title}**",
                "",
                group[0].Protocol,
                $"**{Mean(group, result => result.Auc(Detector.Vae))}**",
                Mean(group, result => result.Auc(Detector.VaeOfNormal)),
                .. Peers.Select(peer => Mean(group, result => result.Auc(peer))),
                .. Published.Select(name => Mean(group, result => published?.Auc(result.Set.Name, result.NormalOnly, name))),
            ]);
        }

        return table;
    }

    private static MarkdownTable Precisions(IReadOnlyList<DetectionResult> results)
    {
        var table = new MarkdownTable(["set", "protocol", "ours", "ours, told", .. PeerTitles]);
        foreach (var result in results)
        {
            table.Add([result.Set.Name, result.Protocol, result.WithDeviation(run => run.Precision(Detector.Vae)), Told(result, run => run.Precision(Detector.VaeOfNormal)), .. Peers.Select(peer => Figure(result.Precision(peer)))]);
        }

        foreach (var (title, group) in Groups(results, null))
        {
            table.Add([
                $"**{title}**",
                group[0].Protocol,
                $"**{Mean(group, result => result.Precision(Detector.Vae))}**",
                Mean(group, result => result.Precision(Detector.VaeOfNormal)),
                .. Peers.Select(peer => Mean(group, result => result.Precision(peer))),
            ]);
        }

        return table;
    }

    private static MarkdownTable Facts(IReadOnlyList<DetectionResult> results)
    {
        var table = new MarkdownTable("set", "protocol", "active units", "s a fit", "false positives", "told");
        foreach (var result in results)
        {
            table.Add(
                result.Set.Name,
                result.Protocol,
                $"{result.Runs.Average(run => run.Units.Active):F0} of {result.Runs[0].Units.Of}",
                $"{result.Seconds:F2}",
                Percent(result.FalsePositiveRate),
                Percent(result.FalsePositiveRateOfNormal));
        }

        var seconds = results.SelectMany(result => result.Runs).Select(run => run.Seconds).Order().ToArray();
        table.Add("**median (most)**", "", "", seconds.Length == 0 ? "" : $"{seconds[seconds.Length / 2]:F2} ({seconds[^1]:F2})", Percent(results.Average(result => result.FalsePositiveRate)), Percent(results.Average(result => result.FalsePositiveRateOfNormal)));
        return table;
    }

    private static string Told(DetectionResult result, Func<DetectionRun, double?> figure) => result.NormalOnly ? result.WithDeviation(figure) : "";

    /// <summary>Means over the further sets, over all sets, and over those with published figures, each protocol for itself.</summary>
    private static IEnumerable<(string Title, DetectionResult[] Results)> Groups(IReadOnlyList<DetectionResult> results, PublishedFigures? published)
    {
        foreach (var protocol in results.GroupBy(result => result.NormalOnly))
        {
            var all = protocol.ToArray();
            var further = all.Where(result => !result.Set.IsShipped).ToArray();
            var known = all.Where(result => published?.Auc(result.Set.Name, result.NormalOnly, Published[0]) is not null).ToArray();
            if (further.Length > 0 && further.Length < all.Length)
            {
                yield return ($"mean of the {further.Length} further", further);
            }

            yield return ($"mean of all {all.Length}", all);
            if (known.Length > 0 && known.Length < all.Length)
            {
                yield return ($"mean of the {known.Length} published", known);
            }
        }
    }

    // A mean over other sets than the rest of the line says nothing.
    private static string Mean(DetectionResult[] results, Func<DetectionResult, double?> figure) =>
        results.All(result => figure(result) is not null) ? Figure(results.Average(figure)) : "";

    private static string Figure(double? value) => value is { } known ? $"{known:F1}" : "";

    private static string Percent(double? value) => value is { } known ? $"{100 * known:F1} %" : "";
}
