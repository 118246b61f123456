using System.Globalization;
using Vae.Core.Models;

namespace Vae.Reports.Findings;

/// <summary>What a report comes to, in plain words.</summary>
/// <param name="Grade">The worst of the findings.</param>
/// <param name="Headline">In one sentence.</param>
/// <param name="Findings">What it rests on.</param>
/// <param name="Next">What to do next.</param>
internal sealed partial record Verdict(Grade Grade, string Headline, IReadOnlyList<Finding> Findings, IReadOnlyList<NextStep> Next)
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
            .. FewNormal(figures),
            .. AsTrained(model, figures),
            .. Unscored(model, figures),
            .. Differences(figures),
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

        if (figures.Detection is not { } detection)
        {
            return figures.Scored switch
            {
                0 => "No row has a score.",
                1 => figures.Flagged == 1 ? "The one row with a score stands out." : "The one row with a score does not stand out.",
                _ => Text($"{(figures.Flagged == 0 ? "None" : figures.Flagged.ToString("N0", CultureInfo.InvariantCulture))} of {figures.Scored:N0} rows {(figures.Flagged is 0 or 1 ? "stands" : "stand")} out."),
            };
        }

        return RanksBackwards(detection) ? "The model takes anomalies for more normal than normal rows, or the labels are the wrong way round."
            : figures.Counts is { Flagged: > 0 } counts
                ? Text($"At its threshold the model finds {counts.Recall:P0} of the anomalies, and {counts.Precision:P0} of what it flags are anomalies.")
                : "At its threshold the model flags nothing.";
    }

    /// <summary>Whether labels say that the scores know more than the distance from the mean.</summary>
    private static bool RanksBetter(Detection? detection) => detection is { AreaUnderRocOfNorm: { } norm } && detection.AreaUnderRoc >= 0.5 && detection.AreaUnderRoc > norm + SmallArea;

    /// <summary>Whether anomalies score lower than normal rows.</summary>
    private static bool RanksBackwards(Detection detection) => detection.AreaUnderRoc < 0.5 - SmallArea;

    /// <summary>Whether another threshold is worth being told of: its F1 is better than the model's, and than that of flagging every row.</summary>
    private static bool HasBetterThreshold(RowFigures figures) => figures.Detection is { } detection && figures.Counts is { } counts
        && !RanksBackwards(detection) && figures.BestF1 > Math.Max(counts.F1, detection.F1OfAll) + SmallF1;

    /// <summary>Whether there are as many rows as the model was trained on, which may be the same.</summary>
    private static bool MayBeTrainedOn(VaeModel model, RowFigures figures) => figures.Rows == (model.Report.Data?.Rows ?? model.Report.TrainingRows);

    private static string Score(float score) => score.ToString("G4", CultureInfo.InvariantCulture);

    private static string Text(FormattableString text) => Invariant(text);
}
