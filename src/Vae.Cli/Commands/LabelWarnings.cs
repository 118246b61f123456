using System.Globalization;
using Vae.Cli.Output;
using Vae.Core;
using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Data.Columns;

namespace Vae.Cli.Commands;

/// <summary>What labels and scores together give reason to warn of.</summary>
internal static class LabelWarnings
{
    /// <summary>Tells them.</summary>
    /// <exception cref="VaeDataException">A warning is an error.</exception>
    public static void Tell(VaeModel model, ILabelledRowSource source, ScoringTotals totals, DataWarningLog log)
    {
        if (source.LabelName is not { } label)
        {
            return;
        }

        var normal = totals.Labelled - totals.Anomalies;
        if (normal > 0 && 2 * normal < totals.Labelled)
        {
            log.Tell("few-normal", label, Invariant($"Label 0, the normal one, is {normal} of {totals.Labelled} rows; if another is normal, say so (TableOptions.NormalLabel)."));
        }

        if (totals.Metrics?.AreaUnderRoc is < 0.5 and var area)
        {
            log.Tell("ranks-backwards", label, string.Create(
                CultureInfo.InvariantCulture, $"The area under ROC is {area:F4}, below one half: the model takes the anomalies for more normal than the normal rows. Is 0 the label of normal rows (TableOptions.NormalLabel)?"));
        }

        foreach (var (place, alone) in totals.Leak!.Find())
        {
            log.Tell([LabelLeak.Warning(model.FeatureNames is { } names ? names[place] : string.Create(CultureInfo.InvariantCulture, $"{place + 1}"), alone)]);
        }
    }
}
