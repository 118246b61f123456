using Vae.Core;
using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Core.Options;
using Vae.Plots.Drawing;
using Vae.Reports.Findings;
using Vae.Reports.Reading;

namespace Vae.Plots;

/// <summary>Pictures of what a model makes of rows. The rows are read and scored once for all of them; not for use by several threads at once.</summary>
public sealed class ModelFigures
{
    private readonly VaeModel model;
    private readonly IRowSource rows;
    private readonly RowScan scan;
    private readonly Lazy<LabelledScores> labelled;
    private readonly Lazy<SampledRows> sample;

    private ModelFigures(VaeModel model, IRowSource rows, RowScan scan)
    {
        (this.model, this.rows, this.scan) = (model, rows, scan);
        labelled = new(Rank);
        sample = new(() => SampledRows.Of(model, scan.Sample, CancellationToken.None));
    }

    /// <summary>Numbers of the rows with the highest scores, from 0, the highest first: 100 at most.</summary>
    public IReadOnlyList<int> Strangest => scan.Strangest(100);

    /// <summary>Reads and scores the rows.</summary>
    /// <param name="model">The model.</param>
    /// <param name="rows">The rows, in raw units; with labels (<see cref="ILabelledRowSource"/>) there are ROC and precision-recall. They are read again where a picture needs more of them.</param>
    /// <param name="sampledRows">How many rows, drawn from all with the model's seed, a map of codes shows; 10 to 20,000, default 3,000. All else is of all rows.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="sampledRows"/> is out of range.</exception>
    /// <exception cref="VaeDataException">There are no rows, they have another width than the model, or one cannot be read.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static ModelFigures Create(VaeModel model, IRowSource rows, int sampledRows = 3000, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentOutOfRangeException.ThrowIfLessThan(sampledRows, 10);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sampledRows, CodeFigures.MostPoints);
        const int MostValues = 1 << 24;
        return new ModelFigures(model, rows, RowScan.Of(model, rows, Math.Clamp(MostValues / model.InputDimension, 1, sampledRows), cancellationToken));
    }

    /// <summary>How many rows score how high, normal rows and anomalies apart where there are labels, with the model's threshold.</summary>
    /// <exception cref="ArgumentException">Not one row has a finite score.</exception>
    public Figure Scores() => ScoreFigures.Histogram(
        scan.Scores, [.. Enumerable.Range(0, scan.Rows).Select(scan.KindOf)], model.Threshold, UnitOf(model.Options.Scoring.Kind));

    /// <summary>Recall against the false-positive rate, beside the distance from the mean (|z|) and chance, with the model's threshold.</summary>
    /// <exception cref="VaeDataException">The rows have no labels, or not of both kinds.</exception>
    public Figure Roc() => ScoreFigures.Roc(labelled.Value, model.Threshold);

    /// <summary>Precision against recall, beside the distance from the mean (|z|) and flagging at random, with the model's threshold.</summary>
    /// <exception cref="VaeDataException">The rows have no labels, or not of both kinds.</exception>
    public Figure PrecisionRecall() => ScoreFigures.PrecisionRecall(labelled.Value, model.Threshold);

    /// <summary>The map of codes, coloured by score.</summary>
    /// <exception cref="ArgumentException">Fewer than three rows have a score, or all have one code.</exception>
    public Figure CodesByScore()
    {
        var scores = scan.Scores.ToArray();
        return Map(PointColours.Number(UnitOf(model.Options.Scoring.Kind), [.. scan.Sample.Numbers.Select(row => scores[row])]));
    }

    /// <summary>The map of codes, coloured by label.</summary>
    /// <exception cref="ArgumentException">Fewer than three rows have a score, or all have one code.</exception>
    /// <exception cref="VaeDataException">The rows have no labels.</exception>
    public Figure CodesByLabel() => scan.HasLabels
        ? Map(PointColours.Label(scan.Sample.Numbers.Select(row => scan.KindOf(row) switch { RowKind.Normal => "normal", RowKind.Anomaly => "anomaly", _ => "no label" })))
        : throw NoLabels();

    /// <summary>The map of codes, coloured by a column.</summary>
    /// <param name="column">Its name, as the model knows it.</param>
    /// <exception cref="ArgumentException">The model has no such column, fewer than three rows have a score, or all have one code.</exception>
    public Figure CodesByColumn(string column)
    {
        ArgumentException.ThrowIfNullOrEmpty(column);
        var names = model.Columns is { } table ? table.Columns.Select(described => described.Name) : Enumerable.Range(0, model.InputDimension).Select(model.NameOf);
        var number = names.Index().Where(pair => pair.Item == column).Select(pair => (int?)pair.Index).FirstOrDefault()
            ?? throw new ArgumentException($"The model has no column '{column}'; it has {string.Join(", ", names.Take(20).Select(name => $"'{name}'"))}{(names.Count() > 20 ? " and others" : "")}.", nameof(column));
        var colour = LatentColour.Of(model, sample.Value, number);
        return Map(colour.Levels is { } levels
            ? PointColours.Group(column, colour.Values.Select(level => float.IsNaN(level) ? "missing or unseen" : levels[(int)level]))
            : PointColours.Number(column, colour.Values));
    }

    /// <summary>The columns with the largest parts of a row's score.</summary>
    /// <param name="row">The row's number, from 0, such as <c>Strangest[0]</c>.</param>
    /// <param name="columns">Columns with a bar of their own, 1 to 24, default 10.</param>
    /// <exception cref="ArgumentException">The row has no finite score.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row, or the number of columns is out of range.</exception>
    public Figure Contributions(int row, int columns = 10)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(columns, StrangeRow.MostParts);
        if (row < 0 || row >= scan.Rows)
        {
            throw new ArgumentOutOfRangeException(nameof(row), row, Invariant($"There are {scan.Rows} rows, from 0."));
        }

        if (float.IsNaN(scan.Scores[row]))
        {
            throw new ArgumentException(Invariant($"Row {row} has no score: a value that the model needs is missing or is no number."), nameof(row));
        }

        var exact = ExactRows.Read(rows, [row], CancellationToken.None);
        var texts = model.Columns is null ? null : ExactRows.Texts(rows, [row]);
        var explained = StrangeRow.Of(model, scan, [row], exact, texts, CancellationToken.None)[0];
        return ContributionFigures.Bars(explained, model.Threshold, model, columns, Invariant($"Row {row}"));
    }

    private Figure Map(PointColours colours)
    {
        var notes = new List<string>();
        if (scan.Scored > scan.Sample.Count)
        {
            notes.Add($"{Numbers.Whole(scan.Sample.Count)} of {Numbers.Whole(scan.Scored)} rows, drawn at random");
        }

        if (scan.Scored < scan.Rows)
        {
            notes.Add($"{Numbers.Whole(scan.Rows - scan.Scored)} {(scan.Rows - scan.Scored == 1 ? "row" : "rows")} without a score left out");
        }

        return CodeFigures.Map(sample.Value.Codes, model.LatentDimension, colours, notes);
    }

    private LabelledScores Rank()
    {
        if (!scan.HasLabels)
        {
            throw NoLabels();
        }

        var detection = Detection.Of(model, rows, scan, CancellationToken.None) ?? throw new VaeDataException(
            "The labels are all of one kind among rows that have a score, so that there is nothing to tell apart; give rows of both kinds.");
        int[] known = [.. Enumerable.Range(0, scan.Rows).Where(row => scan.KindOf(row) != RowKind.Unknown && !float.IsNaN(scan.Scores[row]))];
        var scores = scan.Scores.ToArray();
        return new LabelledScores(detection, [.. known.Select(row => scores[row])], [.. known.Select(row => scan.KindOf(row) == RowKind.Anomaly)], scan.Rows - known.Length);
    }

    private static VaeDataException NoLabels() => new("The rows have no labels, which this picture needs; name the column of labels where the rows are opened.");

    private static string UnitOf(ScoreKind kind) => kind switch
    {
        ScoreKind.WhitenedDistance => "score: whitened distance",
        ScoreKind.SquaredError => "score: squared error, scaled units",
        ScoreKind.ReferenceDistance => "score: reference distance",
        ScoreKind.ReconstructionLogLikelihood => "score: negative log-likelihood, nats",
        ScoreKind.ReconstructionProbability => "score: reconstruction probability, negative, nats",
        ScoreKind.NegativeElbo => "score: negative ELBO, nats",
        _ => "score: importance-weighted NLL, nats",
    };
}
