using Vae.Core;
using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Reports.Reading;

namespace Vae.Reports.Findings;

/// <summary>Everything that a report says.</summary>
internal sealed record ReportContent
{
    // Explaining a row takes time and room by its features, and so does keeping it.
    private const int MostExplainedValues = 4_000_000;
    private const int MostSampledValues = 1 << 24;
    private const int FewestListed = 10;

    public required VaeModel Model { get; init; }

    public required Verdict Verdict { get; init; }

    public required RowFigures Figures { get; init; }

    public Detection? Detection => Figures.Detection;

    public required ThresholdStops Stops { get; init; }

    public required ScoreHistogram Histogram { get; init; }

    public required StrangeRow[] Strangest { get; init; }

    /// <summary>Names of the columns, or of the features where there is no table.</summary>
    public required string[] ColumnNames { get; init; }

    public required ModelCard Card { get; init; }

    /// <summary>What the label is called; null where the rows have none.</summary>
    public string? LabelName { get; init; }

    /// <summary>Finds it all.</summary>
    /// <param name="model">The model.</param>
    /// <param name="source">The rows.</param>
    /// <param name="listedRows">Rows to list and explain.</param>
    /// <param name="sampledRows">Rows to keep for the map of codes and the quality of columns.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <exception cref="VaeDataException">The rows cannot be read, or are not the model's.</exception>
    public static ReportContent Of(VaeModel model, IRowSource source, int listedRows, int sampledRows, CancellationToken cancellationToken)
    {
        if (model.ScoreDistribution is null)
        {
            throw new VaeDataException("The model is of format version 1, which keeps nothing of the training rows; train it again to have a report.");
        }

        var width = model.InputDimension;
        var scan = RowScan.Of(model, source, Math.Clamp(MostSampledValues / width, 1, sampledRows), cancellationToken);
        var detection = Detection.Of(model, source, scan, cancellationToken);
        var figures = RowFigures.Of(model, scan, detection);
        var numbers = scan.Strangest(Math.Clamp(MostExplainedValues / width, Math.Min(FewestListed, listedRows), listedRows));
        var exact = numbers.Length == 0 ? [] : ExactRows.Read(source, numbers, cancellationToken);
        var texts = numbers.Length == 0 || model.Columns is null ? null : ExactRows.Texts(source, numbers);
        var strangest = StrangeRow.Of(model, scan, numbers, exact, texts, cancellationToken);
        var sorted = SortedScores.Of(scan);
        return new ReportContent
        {
            Model = model,
            Verdict = Verdict.Of(model, figures),
            Figures = figures,
            Stops = ThresholdStops.Of(sorted, [model.Threshold, .. detection is null ? Array.Empty<float>() : [detection.BestF1Threshold]]),
            Histogram = ScoreHistogram.Of(sorted, model.Threshold),
            Strangest = strangest,
            ColumnNames = Names(model),
            Card = ModelCard.Of(model, scan, strangest.Length),
            LabelName = (source as ILabelledRowSource)?.LabelName,
        };
    }

    private static string[] Names(VaeModel model) => model.Columns is { } columns
        ? [.. columns.Columns.Select(column => column.Name)]
        : [.. Enumerable.Range(0, model.InputDimension).Select(model.NameOf)];
}
