using System.Globalization;
using Vae.Cli.Output;
using Vae.Core;
using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Data.Columns;

namespace Vae.Cli.Scoring;

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

        log.Tell(Core.Scoring.LabelWarnings.Of(label, totals.Labelled, totals.Labelled - totals.Anomalies, totals.Metrics?.AreaUnderRoc));
        foreach (var (place, alone) in totals.Leak!.Find())
        {
            log.Tell([LabelLeak.Warning(model.FeatureNames is { } names ? names[place] : string.Create(CultureInfo.InvariantCulture, $"{place + 1}"), alone)]);
        }
    }
}
