using Vae.Core.Models;

namespace Vae.Reports.Findings;

/// <content>What to do next.</content>
internal sealed partial record Verdict
{
    private static IEnumerable<NextStep> Advise(VaeModel model, RowFigures figures, LaterRows? later)
    {
        if (model.Report.IsCollapsed && model.ContextDimension == 0)
        {
            yield return new NextStep("Train again with less weight on the KL term, longer, or check that the columns depend on one another at all.", "vae train --data DATA --out MODEL --beta 0.1");
        }

        if (figures.Detection is { } ranked && RanksBackwards(ranked))
        {
            yield return new NextStep("See which label is the normal one, and name it: 0 is, unless another was named, and all others are anomalies.", "vae report --model MODEL --data DATA --label COLUMN --normal-label VALUE --out report.html");
        }

        if (HasBetterThreshold(figures))
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

        if (later is { Drift.HasDrifted: true } && !IsMoreOrdinary(later))
        {
            yield return new NextStep($"See under Drift in which columns {later.Name} has moved, and train anew if the change is meant to stay.");
        }

        foreach (var step in figures.Detection is null ? LookAt(figures) : [new NextStep(WhatLabelsSay(figures))])
        {
            yield return step;
        }
    }

    private static IEnumerable<NextStep> LookAt(RowFigures figures)
    {
        if (figures.Scored > 0)
        {
            yield return new NextStep(figures.Scored == 1 ? "Look at what makes the row strange, or ordinary."
                : figures.Flagged == 0 ? "Look at the strangest rows below, and at what makes them strange. If some are worth somebody's time, lower the threshold until they are flagged."
                : "Look at the strangest rows below, and at what makes them strange. If they are ordinary, raise the threshold until what is left is worth somebody's time.");
        }

        yield return figures.Counts is not null ? new NextStep("Labels are here, but all of one kind: with rows of both kinds the report says how well anomalies are found.")
            : new NextStep("If you know of some rows whether they are anomalies, name that column: the report then says how well they are found.", "vae report --model MODEL --data DATA --label COLUMN --out report.html");
    }

    private static string WhatLabelsSay(RowFigures figures) => figures.Counts switch
    {
        { FalsePositives: > 0 } => "Look at the normal rows with the highest scores below: they are the false alarms, and their columns say why.",
        { FalseNegatives: > 0 and var missed } => Text($"{missed:N0} {(missed == 1 ? "anomaly is" : "anomalies are")} missed, and no normal row is flagged: lower the threshold below, and see how many more are found before false alarms begin."),
        _ => "Every anomaly is flagged and no normal row: see whether that holds of rows that the model has not seen.",
    };
}
