using Vae.Core.Options;

namespace Vae.Core.Serialization;

/// <summary>How rows are scored, in a model file.</summary>
internal static class ScoringJson
{
    public static ScoringOptions Read(JsonFields fields)
    {
        // A file that lacks a field is of a time when it had this value, whatever the default is now.
        var plain = new ScoringOptions();
        return new ScoringOptions
        {
            Kind = (ScoreKind)fields.Word("kind", plain.Kind),
            Samples = fields.Int32("samples", plain.Samples),
            Threshold = fields.Object("threshold", ReadThreshold, plain.Threshold),
            CovarianceRows = fields.Int32("covarianceRows", plain.CovarianceRows),
            CovarianceRidge = fields.Double("covarianceRidge", plain.CovarianceRidge),
            CovarianceTrim = fields.Double("covarianceTrim", plain.CovarianceTrim),
            ReferenceRows = fields.Int32("referenceRows", plain.ReferenceRows),
            Neighbours = fields.Int32("neighbours", 5),
            CoarseReferences = fields.Int32("coarseReferences", 0),
            ReferenceTrim = fields.Double("referenceTrim", plain.ReferenceTrim),
            ReferenceWeight = fields.Double("referenceWeight", plain.ReferenceWeight),
        };
    }

    public static void Write(JsonWriter to, ScoringOptions value)
    {
        to.Add("kind", value.Kind);
        to.Add("samples", value.Samples);
        to.Add("threshold", value.Threshold, Write);
        to.Add("covarianceRows", value.CovarianceRows);
        to.Add("covarianceRidge", value.CovarianceRidge);
        to.Add("covarianceTrim", value.CovarianceTrim);
        to.Add("referenceRows", value.ReferenceRows);
        to.Add("neighbours", value.Neighbours);
        if (value.CoarseReferences != 0)
        {
            to.Add("coarseReferences", value.CoarseReferences);
        }

        to.Add("referenceTrim", value.ReferenceTrim);
        to.Add("referenceWeight", value.ReferenceWeight);
    }

    private static ThresholdPolicy ReadThreshold(JsonFields fields) => fields.Text("kind") switch
    {
        "contamination" => new ContaminationThreshold(fields.Double("rate")),
        "quantile" => new QuantileThreshold(fields.Double("value")),
        "falsePositiveRate" => new FalsePositiveRateThreshold(fields.Double("rate")),
        "fixed" => new FixedThreshold(fields.Single("value")),
        "extremeValue" => new ExtremeValueThreshold(fields.Double("risk")),
        var kind => throw fields.UnknownKind(kind),
    };

    private static void Write(JsonWriter to, ThresholdPolicy value)
    {
        switch (value)
        {
            case ContaminationThreshold contamination:
                to.Add("kind", "contamination");
                to.Add("rate", contamination.Rate);
                break;
            case QuantileThreshold quantile:
                to.Add("kind", "quantile");
                to.Add("value", quantile.Value);
                break;
            case FalsePositiveRateThreshold falsePositives:
                to.Add("kind", "falsePositiveRate");
                to.Add("rate", falsePositives.Rate);
                break;
            case FixedThreshold given:
                to.Add("kind", "fixed");
                to.Add("value", given.Value);
                break;
            case ExtremeValueThreshold extremes:
                to.Add("kind", "extremeValue");
                to.Add("risk", extremes.Risk);
                break;
            default:
                throw new NotSupportedException($"A model file has no word for a {value.GetType().Name}.");
        }
    }
}
