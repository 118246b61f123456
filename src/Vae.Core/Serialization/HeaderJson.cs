using System.Collections.Immutable;
using Vae.Core.Data;
using Vae.Core.Reports;
using Vae.Core.Scoring;
using Vae.Core.Statistics;

namespace Vae.Core.Serialization;

/// <summary>The header of a model file: all of its JSON but how it is to be exported. Fields that came after the first files of a version are left out where they say nothing, so that those files are written as they were.</summary>
internal static class HeaderJson
{
    public static ModelHeader Read(JsonFields fields) => new()
    {
        Options = fields.Object("options", OptionsJson.Read),
        InputDimension = fields.Int32("inputDimension"),
        FeatureNames = fields.TextsOrNull("featureNames") is { } names ? [.. names] : null,
        ScalerKind = (ScalingKind)fields.Word("scalerKind", typeof(ScalingKind)),
        ScalerClip = fields.Single("scalerClip"),
        Whitening = (WhiteningForm)fields.Word("whitening", typeof(WhiteningForm)),
        Threshold = fields.Single("threshold"),
        Report = fields.Object("report", ReportJson.Read),
        References = fields.Int32("references", 0),
        Members = fields.Int32("members", 0),
        Scores = fields.ObjectOrNull("scores", ReadScoreDistribution),
        Expectation = (WhiteningForm)fields.Word("expectation", WhiteningForm.None),
        Residuals = fields.ObjectOrNull("residuals", ReadResidualStatistics),
        Probability = fields.ObjectOrNull("probability", ReadLabelledProbability),
        Origin = fields.DoublesOrNull("origin") is { } origin ? [.. origin] : null,
        Constants = fields.ObjectOrNull("constants", ReadConstants),
        HasRange = fields.BooleanOrNull("hasRange"),
        SharesBySurprise = fields.BooleanOrNull("sharesBySurprise"),
        FillsUnseenLevels = fields.BooleanOrNull("fillsUnseenLevels"),
    };

    public static void Write(JsonWriter to, ModelHeader value)
    {
        to.Add("options", value.Options, OptionsJson.Write);
        to.Add("inputDimension", value.InputDimension);
        to.Add("featureNames", value.FeatureNames);
        to.Add("scalerKind", value.ScalerKind);
        to.Add("scalerClip", value.ScalerClip);
        to.Add("whitening", value.Whitening);
        to.Add("threshold", value.Threshold);
        to.Add("report", value.Report, ReportJson.Write);
        to.Add("references", value.References);
        if (value.Members != 0)
        {
            to.Add("members", value.Members);
        }

        to.AddIfAny("scores", value.Scores, Write);
        if (value.Expectation != WhiteningForm.None)
        {
            to.Add("expectation", value.Expectation);
        }

        to.AddIfAny("residuals", value.Residuals, Write);
        to.AddIfAny("probability", value.Probability, Write);
        if (value.Origin is not null)
        {
            to.Add("origin", value.Origin);
        }

        to.AddIfAny("constants", value.Constants, Write);
        if (value.HasRange is { } hasRange)
        {
            to.Add("hasRange", hasRange);
        }

        if (value.SharesBySurprise is { } sharesBySurprise)
        {
            to.Add("sharesBySurprise", sharesBySurprise);
        }

        if (value.FillsUnseenLevels is { } fillsUnseenLevels)
        {
            to.Add("fillsUnseenLevels", fillsUnseenLevels);
        }
    }

    private static ConstantsHeader ReadConstants(JsonFields fields) => new(
        [.. fields.Int32s("features")],
        [.. fields.Singles("values")],
        fields.Single("weight"));

    private static void Write(JsonWriter to, ConstantsHeader value)
    {
        to.Add("features", ImmutableArray.Create(value.Features));
        to.Add("values", value.Values);
        to.Add("weight", value.Weight);
    }

    private static ScoreDistribution ReadScoreDistribution(JsonFields fields) => new()
    {
        Origin = (ScoreOrigin)fields.Word("origin", typeof(ScoreOrigin)),
        Rows = fields.Int64("rows"),
        Scores = fields.Singles("scores"),
        Survivals = fields.Doubles("survivals"),
        Maximum = fields.Single("maximum"),
        Tail = fields.ObjectOrNull("tail", ReadParetoTail),
    };

    private static void Write(JsonWriter to, ScoreDistribution value)
    {
        to.Add("origin", value.Origin);
        to.Add("rows", value.Rows);
        to.Add("scores", value.Scores.AsSpan());
        to.Add("survivals", value.Survivals.AsSpan());
        to.Add("maximum", value.Maximum);
        to.Add("tail", value.Tail, Write);
    }

    private static ParetoTail ReadParetoTail(JsonFields fields) => new(
        fields.Single("start"),
        fields.Double("share"),
        fields.Double("shape"),
        fields.Double("scale"));

    private static void Write(JsonWriter to, ParetoTail value)
    {
        to.Add("start", value.Start);
        to.Add("share", value.Share);
        to.Add("shape", value.Shape);
        to.Add("scale", value.Scale);
    }

    private static ResidualStatistics ReadResidualStatistics(JsonFields fields) => new(
        fields.Int64("rows"),
        fields.Doubles("mean"),
        fields.Doubles("variance"),
        fields.Doubles("sizeMean"),
        fields.Doubles("sizeVariance"))
    {
        Observed = fields.Has("observed") ? fields.Int64s("observed") : default,
    };

    private static void Write(JsonWriter to, ResidualStatistics value)
    {
        to.Add("rows", value.Rows);
        to.Add("mean", value.Mean.AsSpan());
        to.Add("variance", value.Variance.AsSpan());
        to.Add("sizeMean", value.SizeMean.AsSpan());
        to.Add("sizeVariance", value.SizeVariance.AsSpan());
        if (!value.Observed.IsDefault)
        {
            to.Add("observed", value.Observed);
        }
    }

    private static LabelledProbability ReadLabelledProbability(JsonFields fields) => new(
        fields.Double("slope"),
        fields.Double("intercept"),
        fields.Int64("rows"),
        fields.Int64("anomalies"))
    {
        Prevalence = fields.Double("prevalence"),
    };

    private static void Write(JsonWriter to, LabelledProbability value)
    {
        to.Add("slope", value.Slope);
        to.Add("intercept", value.Intercept);
        to.Add("rows", value.Rows);
        to.Add("anomalies", value.Anomalies);
        to.Add("prevalence", value.Prevalence);
    }
}
