using Vae.Core;
using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Core.Options;
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

    /// <summary>The rows as they were read.</summary>
    public required RowScan Scan { get; init; }

    public required Verdict Verdict { get; init; }

    public required RowFigures Figures { get; init; }

    public Detection? Detection => Figures.Detection;

    public required ThresholdStops Stops { get; init; }

    public required ScoreHistogram Histogram { get; init; }

    public required StrangeRow[] Strangest { get; init; }

    /// <summary>Names of the columns, or of the features where there is no table.</summary>
    public required string[] ColumnNames { get; init; }

    /// <summary>The columns, those that matter most first.</summary>
    public required ColumnFacts[] Columns { get; init; }

    /// <summary>The codes of the sampled rows; null where there are too few.</summary>
    public required LatentMap? Map { get; init; }

    /// <summary>Pictures; null where rows are none.</summary>
    public required PictureBoard? Pictures { get; init; }

    /// <summary>How later rows differ from the training rows; null where none are given.</summary>
    public required LaterRows? Later { get; init; }

    public required ModelCard Card { get; init; }

    /// <summary>What the label is called; null where the rows have none.</summary>
    public string? LabelName { get; init; }

    /// <summary>Finds it all.</summary>
    /// <param name="model">The model.</param>
    /// <param name="source">The rows.</param>
    /// <param name="options">What to show.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <exception cref="VaeDataException">The rows cannot be read, or are not the model's.</exception>
    public static ReportContent Of(VaeModel model, IRowSource source, ContentOptions options, CancellationToken cancellationToken)
    {
        if (model.ScoreDistribution is null)
        {
            throw new VaeDataException("The model is of format version 1, which keeps nothing of the training rows; train it again to have a report.");
        }

        var width = model.InputDimension;
        var scan = RowScan.Of(model, source, Math.Clamp(MostSampledValues / width, 1, options.SampledRows), cancellationToken);
        var detection = Detection.Of(model, source, scan, cancellationToken);
        var figures = RowFigures.Of(model, scan, detection);
        var numbers = scan.Strangest(Math.Clamp(MostExplainedValues / width, Math.Min(FewestListed, options.ListedRows), options.ListedRows));
        var exact = numbers.Length == 0 ? [] : ExactRows.Read(source, numbers, cancellationToken);
        var texts = numbers.Length == 0 || model.Columns is null ? null : ExactRows.Texts(source, numbers);
        var strangest = StrangeRow.Of(model, scan, numbers, exact, texts, cancellationToken);
        var sorted = SortedScores.Of(scan);
        var sample = SampledRows.Of(model, scan.Sample, cancellationToken);
        var columns = ColumnFacts.Of(model, scan, sample, strangest);
        var later = options.Later is { } rows ? new LaterRows(options.LaterName, model.Compare(rows, cancellationToken: cancellationToken), model.Columns) : null;
        var pictures = PictureBoard.Of(model, options.Image, numbers, exact, sample);
        return new ReportContent
        {
            Model = model,
            Scan = scan,
            Verdict = Verdict.Of(model, figures, later),
            Figures = figures,
            Stops = ThresholdStops.Of(sorted, [model.Threshold, .. detection is null ? Array.Empty<float>() : [detection.BestF1Threshold]]),
            Histogram = ScoreHistogram.Of(sorted, model.Threshold),
            Strangest = strangest,
            ColumnNames = Names(model, pictures?.Shape),
            Columns = columns,
            Map = LatentMap.Of(model, scan, sample, columns),
            Pictures = pictures,
            Later = later,
            Card = ModelCard.Of(model, scan, strangest.Length),
            LabelName = (source as ILabelledRowSource)?.LabelName,
        };
    }

    private static string[] Names(VaeModel model, ImageShape? picture) => model.Columns is { } columns ? [.. columns.Columns.Select(column => column.Name)]
        : [.. Enumerable.Range(0, model.InputDimension).Select(feature => picture is not null && model.FeatureNames is null && feature < picture.Size ? PixelName(picture, feature) : model.NameOf(feature))];

    /// <summary>Column and row of a pixel, from 0 at the upper left, and its colour where it has one.</summary>
    private static string PixelName(ImageShape picture, int feature)
    {
        var (channel, place) = (feature / (picture.Height * picture.Width), feature % (picture.Height * picture.Width));
        return Invariant($"pixel {place % picture.Width}, {place / picture.Width}{(picture.Channels == 1 ? "" : channel switch { 0 => " red", 1 => " green", _ => " blue" })}");
    }
}
