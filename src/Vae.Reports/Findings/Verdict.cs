using System.Globalization;
using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Core.Reports;

namespace Vae.Reports.Findings;

/// <summary>What a report comes to, in plain words.</summary>
/// <param name="Grade">The worst of the findings.</param>
/// <param name="Headline">In one sentence.</param>
/// <param name="Findings">What it rests on.</param>
/// <param name="Next">What to do next.</param>
internal sealed record Verdict(Grade Grade, string Headline, IReadOnlyList<Finding> Findings, IReadOnlyList<NextStep> Next)
{
    // Areas under ROC that differ by less say nothing.
    private const double SmallArea = 0.01;
    private const double SmallF1 = 0.05;
    private const double NoF1 = 0.005;
    private const double FewShare = 0.2;
    private const int NamedColumns = 3;

    /// <summary>Comes to it.</summary>
    public static Verdict Of(VaeModel model, RowFigures figures, LaterRows? later)
    {
        Finding[] findings =
        [
            Learned(model, figures.Detection),
            .. ActiveUnits(model),
            Flagged(model, figures),
            .. Caught(figures),
            .. AsTrained(model, figures),
            .. Unscored(model, figures),
            .. Outside(figures),
            .. Drift(later),
        ];
        return new Verdict(findings.Max(finding => finding.Grade), Sum(model, figures), findings, [.. Advise(model, figures, later)]);
    }

    private static string Sum(VaeModel model, RowFigures figures)
    {
        if (model.Report.IsCollapsed && model.ContextDimension == 0)
        {
            return RanksBetter(figures.Detection)
                ? "The code of this model has collapsed, and still it ranks anomalies better than the distance from the mean."
                : "This model has learned nothing beyond how far a row lies from the mean.";
        }

        if (figures.Detection is null)
        {
            return figures.Scored switch
            {
                0 => "No row has a score.",
                1 => figures.Flagged == 1 ? "The one row with a score stands out." : "The one row with a score does not stand out.",
                _ => Text($"{figures.Flagged:N0} of {figures.Scored:N0} rows stand out."),
            };
        }

        return figures.Counts is { Flagged: > 0 } counts
            ? Text($"At its threshold the model finds {counts.Recall:P0} of the anomalies, and {counts.Precision:P0} of what it flags are anomalies.")
            : "At its threshold the model flags nothing.";
    }

    /// <summary>Whether labels say that the scores know more than the distance from the mean.</summary>
    private static bool RanksBetter(Detection? detection) => detection is { AreaUnderRocOfNorm: { } norm } && detection.AreaUnderRoc >= 0.5 && detection.AreaUnderRoc > norm + SmallArea;

    private static Finding Learned(VaeModel model, Detection? detection)
    {
        if (detection is { AreaUnderRocOfNorm: { } norm })
        {
            var areas = Text($"The area under ROC is {detection.AreaUnderRoc:F3}, and {norm:F3} for |z|, the distance from the mean with no model at all; 0.5 is guessing, 1 perfect.");
            if (detection.AveragePrecisionOfNorm is { } precisionOfNorm)
            {
                areas += Text($" Average precision, which counts the rows at the top, is {detection.AveragePrecision:F3}, and {precisionOfNorm:F3} for |z|.");
            }

            return detection.AreaUnderRoc < 0.5 ? new Finding(Grade.Bad, "It ranks backwards", $"{areas} Anomalies score lower than normal rows: is 0 the label of the normal ones?")
                : detection.AreaUnderRoc > norm + SmallArea && detection.AveragePrecision < detection.AveragePrecisionOfNorm - SmallArea
                    ? new Finding(Grade.Look, "It ranks better than the distance from the mean on the whole, and worse at the top", areas)
                : detection.AreaUnderRoc > norm + SmallArea ? new Finding(Grade.Good, "It knows more than the distance from the mean", areas)
                : detection.AreaUnderRoc < norm - SmallArea ? new Finding(Grade.Look, "The distance from the mean ranks better", areas)
                : new Finding(Grade.Look, "It ranks no better than the distance from the mean", areas);
        }

        if (model.Report.Gain is not { OverMean: var share } gain || double.IsNaN(share))
        {
            return new Finding(Grade.Fact, "How much it has learned is not known", "The model keeps no figures of how well it rebuilds rows; labels, or training it anew, would tell.");
        }

        var components = gain.OverPrincipal is { } over
            ? Text($" As many principal components as its code has numbers are {(over >= 0 ? "worse" : "better")} by {Math.Abs(over):P0}.")
            : "";
        var words = Text($"Rebuilding rows, it takes away {Math.Max(0, share):P0} of the error that the mean alone would make.{components}");
        return share < FewShare
            ? new Finding(Grade.Look, "It has learned little beyond the mean", words)
            : new Finding(Grade.Good, "It has learned how the columns hang together", words);
    }

    private static IEnumerable<Finding> ActiveUnits(VaeModel model)
    {
        var (active, all) = (model.Report.ActiveUnits, model.LatentDimension);
        if (active > 0)
        {
            yield return new Finding(Grade.Good, Text($"{active} of {all} latent dimensions are in use"), "The code tells rows apart: it has not collapsed.");
        }
        else if (model.ContextDimension > 0)
        {
            yield return new Finding(Grade.Fact, "The code carries nothing beyond the context", "A row's score is how far it is from what belongs in its context.");
        }
        else
        {
            yield return new Finding(Grade.Bad, "The code has collapsed", "It carries no information, so that every row is rebuilt alike, and the score is close to a distance from the mean, one that knows how columns go together (that of Mahalanobis). Where columns do not depend on one another that is right.");
        }
    }

    private static Finding Flagged(VaeModel model, RowFigures figures)
    {
        if (figures.Scored == 0)
        {
            return new Finding(Grade.Look, "Nothing is flagged", "There is no score to compare with the threshold.");
        }

        var title = figures.Scored == 1
            ? figures.Flagged == 1 ? "The row is flagged" : "The row is not flagged"
            : Text($"{figures.Flagged:N0} of {figures.Scored:N0} rows are flagged, {figures.FlaggedShare:P1}");
        var (flagged, rows) = figures.NormalOrAll;
        if (PromisedRate.Difference(model, flagged, rows) is { } rate)
        {
            var which = figures.Detection is null ? "rows" : "normal rows";
            return new Finding(Grade.Look, title, Text($"{rate.Share:P1} of the {which} are, where {rate.Promised:P1} of rows like the training rows would be: ")
                + (rate.Share > rate.Promised ? figures.Detection is null ? "they hold many anomalies, or differ from those." : "they differ from those." : "they are more alike than those."));
        }

        return new Finding(Grade.Fact, title, model.ScoreDistribution is { } distribution
            ? Text($"Flagged are rows that score above {Score(model.Threshold)}. Of rows like the training rows {distribution.Survival(model.Threshold):P1} would be.")
            : $"Flagged are rows that score above {Score(model.Threshold)}.");
    }

    private static IEnumerable<Finding> Caught(RowFigures figures)
    {
        if (figures.Detection is { } detection && figures.Counts is { } counts)
        {
            var best = figures.BestF1;
            yield return new Finding(
                best > counts.F1 + SmallF1 ? Grade.Look : Grade.Fact,
                Text($"Precision {counts.Precision:P0}, recall {counts.Recall:P0}"),
                Text($"{counts.TruePositives:N0} of {detection.Anomalies:N0} anomalies are flagged, and {counts.FalsePositives:N0} normal {(counts.FalsePositives == 1 ? "row" : "rows")}. F1 is {counts.F1:F2}; {(best - counts.F1 < NoF1 ? "no threshold has a better one, to two digits" : Text($"the best threshold for it, {Score(detection.BestF1Threshold)}, has {best:F2}"))}."));
        }
    }

    private static IEnumerable<Finding> AsTrained(VaeModel model, RowFigures figures)
    {
        if (figures.Detection is not null && figures.Rows == (model.Report.Data?.Rows ?? model.Report.TrainingRows))
        {
            yield return new Finding(Grade.Fact, "As many rows as the model was trained on", "If they are the same rows, these figures flatter it: those that count are of rows that it has not seen.");
        }
    }

    private static IEnumerable<Finding> Unscored(VaeModel model, RowFigures figures)
    {
        if (figures.Rows - figures.Scored is > 0 and var count)
        {
            var held = model.Options.MissingValues == MissingValueHandling.Observed ? "no value at all" : "a missing value";
            yield return count == 1
                ? new Finding(Grade.Look, "1 row has no score", $"It holds {held}, or one that cannot be read, and is in none of the figures.")
                : new Finding(Grade.Look, Text($"{count:N0} rows have no score"), $"They hold {held}, or one that cannot be read, and are in none of the figures.");
        }
    }

    private static IEnumerable<Finding> Outside(RowFigures figures)
    {
        if (figures.Outside is { } warning)
        {
            yield return new Finding(Grade.Look, "Many rows lie outside what training saw", warning);
        }
    }

    private static IEnumerable<Finding> Drift(LaterRows? later)
    {
        if (later is not null)
        {
            yield return later.Drift.HasDrifted
                ? new Finding(Grade.Look, $"{later.Name}: moved away from the training rows", Moved(later))
                : new Finding(Grade.Good, $"{later.Name}: like the training rows", later.Drift.Verdict);
        }
    }

    private static string Moved(LaterRows later)
    {
        var drift = later.Drift;
        var scores = Text($"{drift.FlaggedRate:P1} of its {drift.Rows:N0} rows are flagged.");
        return drift.Moved.IsEmpty
            ? $"{scores} The scores differ by more than chance, and no single column does."
            : Text($"{scores} {later.MovedColumns:N0} {(later.MovedColumns == 1 ? "column differs" : "columns differ")} by more than chance, most of all {string.Join(", ", drift.Moved.Take(NamedColumns).Select(feature => feature.Name))}.");
    }

    private static IEnumerable<NextStep> Advise(VaeModel model, RowFigures figures, LaterRows? later)
    {
        if (model.Report.IsCollapsed && model.ContextDimension == 0)
        {
            yield return new NextStep("Train again with less weight on the KL term, longer, or check that the columns depend on one another at all.", "vae train --data DATA --out MODEL --beta 0.1");
        }

        if (figures.Detection is { } detection && figures.Counts is { } counts && figures.BestF1 > counts.F1 + SmallF1)
        {
            yield return new NextStep(
                "Move the threshold to the one with the best F1, if a missed anomaly and a false alarm cost you about the same; else set the costs below and look for the cheapest.",
                "vae threshold --model MODEL --data DATA --label COLUMN --best-f1 --out MODEL");
        }

        var (flagged, rows) = figures.NormalOrAll;
        if (PromisedRate.Difference(model, flagged, rows) is { } rate && rate.Share > rate.Promised)
        {
            yield return new NextStep("See in which columns these rows differ from the training rows.", "vae compare --model MODEL --data DATA");
        }

        if (later is { Drift.HasDrifted: true })
        {
            yield return new NextStep($"See under Drift in which columns {later.Name} has moved, and train anew if the change is meant to stay.");
        }

        if (figures.Detection is null)
        {
            yield return new NextStep(
                figures.Scored == 1 ? "Look at what makes the row strange, or ordinary." : "Look at the strangest rows below, and at what makes them strange. If they are ordinary, raise the threshold until what is left is worth somebody's time.");
            yield return figures.Counts is not null ? new NextStep("Labels are here, but all of one kind: with rows of both kinds the report says how well anomalies are found.") : new NextStep("If you know of some rows whether they are anomalies, name that column: the report then says how well they are found.", "vae report --model MODEL --data DATA --label COLUMN --out report.html");
        }
        else
        {
            yield return new NextStep("Look at the normal rows with the highest scores below: they are the false alarms, and their columns say why.");
        }
    }

    private static string Score(float score) => score.ToString("G4", CultureInfo.InvariantCulture);

    private static string Text(FormattableString text) => Invariant(text);
}
