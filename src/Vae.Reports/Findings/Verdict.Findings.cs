using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Core.Reports;

namespace Vae.Reports.Findings;

/// <content>What it rests on.</content>
internal sealed partial record Verdict
{
    private static Finding Learned(VaeModel model, Detection? detection)
    {
        if (detection is { AreaUnderRocOfNorm: { } norm })
        {
            var areas = Text($"The area under ROC is {detection.AreaUnderRoc:F3}, and {norm:F3} for |z|, the distance from the mean with no model at all; 0.5 is guessing, 1 perfect.");
            if (detection.AveragePrecisionOfNorm is { } precisionOfNorm)
            {
                areas += Text($" Average precision, which counts the rows at the top, is {detection.AveragePrecision:F3}, and {precisionOfNorm:F3} for |z|.");
            }

            return RanksBackwards(detection) ? new Finding(Grade.Bad, "It ranks backwards", $"{areas} Anomalies score lower than normal rows: is 0 the label of the normal ones?")
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

        var components = gain.OverPrincipal is null ? "" : Text($"; as many principal components as its code has numbers take away {1 - (gain.PrincipalError!.Value / gain.MeanError):P0}");
        var words = Text($"Rebuilding rows, it takes away {Math.Max(0, share):P0} of the error that the mean alone would make{components}.");
        return share < FewShare
            ? new Finding(Grade.Look, "It has learned little beyond the mean", words)
            : new Finding(Grade.Good, "It has learned how the columns hang together", words);
    }

    private static IEnumerable<Finding> ActiveUnits(VaeModel model)
    {
        var (active, all) = (model.Report.ActiveUnits, model.LatentDimension);
        if (active > 0)
        {
            yield return new Finding(Grade.Good, Text($"{active} of {all} latent dimensions are in use"), $"The code tells rows apart: it has not collapsed.{(model.EnsembleSize > 1 ? Text($" So it is in the first of {model.EnsembleSize} networks, which are trained alike.") : "")}");
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
        var which = figures.Detection is null ? "rows" : "normal rows";
        if (PromisedRate.Difference(model, flagged, rows) is { } rate)
        {
            return new Finding(Grade.Look, title, Text($"{rate.Share:P1} of the {which} are, where {rate.Promised:P1} of rows like the training rows would be: ")
                + (rate.Share > rate.Promised ? figures.Detection is null ? "they hold many anomalies, or differ from those." : "they differ from those."
                    : MayBeTrainedOn(model, figures) ? "if they are the training rows themselves, the model knows them, and later ones score higher." : "they are more alike than those."));
        }

        var flags = $"Flagged are rows that score above {Score(model.Threshold)}.";
        if (model.ScoreDistribution is not { } distribution)
        {
            return new Finding(Grade.Fact, title, flags);
        }

        var usual = distribution.Survival(model.Threshold);
        var known = MayBeTrainedOn(model, figures) && flagged < usual * rows / 2 ? " If these are the training rows themselves, the model knows them, and later ones score higher." : "";
        var share = figures.Detection is null ? Text($"Of rows like the training rows {usual:P1} would be.")
            : Text($"Of the normal rows {(double)flagged / rows:P1} are, where {usual:P1} of rows like the training rows would be.");
        return new Finding(Grade.Fact, title, $"{flags} {share}{known}");
    }

    private static IEnumerable<Finding> Caught(RowFigures figures)
    {
        if (figures.Detection is { } detection && figures.Counts is { } counts)
        {
            var best = figures.BestF1;
            yield return new Finding(
                HasBetterThreshold(figures) ? Grade.Look : Grade.Fact,
                Text($"Precision {counts.Precision:P0}, recall {counts.Recall:P0}"),
                Text($"{counts.TruePositives:N0} of {detection.Anomalies:N0} anomalies are flagged, and {counts.FalsePositives:N0} normal {(counts.FalsePositives == 1 ? "row" : "rows")}. F1 is {counts.F1:F2}; {(best - counts.F1 < NoF1 ? "no threshold has a better one, to two digits" : Text($"the best threshold for it, {Score(detection.BestF1Threshold)}, has {best:F2}{(best < detection.F1OfAll + SmallF1 ? Text($", and flagging every row {detection.F1OfAll:F2}") : "")}"))}."));
        }
    }

    private static IEnumerable<Finding> FewNormal(RowFigures figures)
    {
        if (figures.Detection is { } detection && 2 * detection.Anomalies > detection.Labelled)
        {
            yield return new Finding(
                RanksBackwards(detection) ? Grade.Look : Grade.Fact,
                "Most rows are labelled anomalies",
                Text($"{detection.Anomalies:N0} of {detection.Labelled:N0} rows have another label than the normal one, which is 0 unless another was named. If another is normal, name it; if the labels are classes, leave them out. Flagging every row would have a precision of {(double)detection.Anomalies / detection.Labelled:P0}, so that high figures say little."));
        }
    }

    private static IEnumerable<Finding> AsTrained(VaeModel model, RowFigures figures)
    {
        if (figures.Detection is not null && MayBeTrainedOn(model, figures))
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

    private static IEnumerable<Finding> Differences(RowFigures figures) => figures.Differences.Select(warning => new Finding(Grade.Look, TitleOf(warning), warning.Message));

    private static string TitleOf(DataWarning difference) => difference.Code switch
    {
        "outside-range" => "Many rows lie outside what training saw",
        "sentinel" => "One value outside what training saw comes again and again",
        "whole-numbers" => "Whole numbers alone, where training saw fractions",
        "one-value" => "One value throughout, where training saw many",
        "other-scale" => "Numbers of another size than in training",
        "other-missing" => "Far more missing values than in training",
        _ => "Columns are of another sort than in training",
    };

    private static IEnumerable<Finding> Drift(LaterRows? later)
    {
        if (later is not null)
        {
            yield return IsMoreOrdinary(later) ? new Finding(Grade.Look, $"{later.Name}: scores lower than the training rows", later.Drift.Verdict)
                : later.Drift.HasDrifted ? new Finding(Grade.Look, $"{later.Name}: moved away from the training rows", Moved(later))
                : new Finding(Grade.Good, $"{later.Name}: like the training rows", later.Drift.Verdict);
        }
    }

    /// <summary>Whether all that moved is that scores are lower.</summary>
    private static bool IsMoreOrdinary(LaterRows later) => later.Drift is { HasDrifted: true, ScoresAreLower: true, Moved.IsEmpty: true };

    private static string Moved(LaterRows later)
    {
        var drift = later.Drift;
        var scores = Text($"{drift.FlaggedRate:P1} of its {drift.Rows:N0} rows are flagged.");
        return drift.Moved.IsEmpty
            ? $"{scores} The scores differ by more than chance, and no single column does."
            : Text($"{scores} {later.MovedColumns:N0} {(later.MovedColumns == 1 ? "column differs" : "columns differ")} by more than chance, most of all {string.Join(", ", drift.Moved.Take(NamedColumns).Select(feature => feature.Name))}.");
    }
}
