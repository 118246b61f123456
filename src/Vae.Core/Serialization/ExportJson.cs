using Vae.Core.Onnx;

namespace Vae.Core.Serialization;

/// <summary>How a model is to be exported, in a model file.</summary>
internal static class ExportJson
{
    public static OnnxExportOptions Read(JsonFields fields)
    {
        var plain = new OnnxExportOptions();
        return new OnnxExportOptions
        {
            Part = (OnnxPart)fields.Word("part", plain.Part),
            Form = (OnnxForm)fields.Word("form", plain.Form),
            Features = fields.Text("features", plain.Features),
            Latent = fields.TextOrNull("latent", plain.Latent),
            LatentKind = (FeatureKind)fields.Word("latentKind", plain.LatentKind),
            LogVariance = fields.TextOrNull("logVariance", plain.LogVariance),
            Reconstruction = fields.TextOrNull("reconstruction", plain.Reconstruction),
            Imputed = fields.TextOrNull("imputed"),
            ImputedSlotNames = fields.TextsOrDefault("imputedSlotNames"),
            Score = fields.TextOrNull("score", plain.Score),
            PredictedLabel = fields.TextOrNull("predictedLabel", plain.PredictedLabel),
            Probability = fields.TextOrNull("probability"),
            Contributions = fields.TextOrNull("contributions"),
            ContributionsByColumn = fields.Boolean("contributionsByColumn", plain.ContributionsByColumn),
            LatentSlotNames = fields.TextsOrDefault("latentSlotNames"),
            ReconstructionSlotNames = fields.TextsOrDefault("reconstructionSlotNames"),
            ContributionSlotNames = fields.TextsOrDefault("contributionSlotNames"),
        };
    }

    public static void Write(JsonWriter to, OnnxExportOptions value)
    {
        to.Add("part", value.Part);
        to.Add("form", value.Form);
        to.Add("features", value.Features);
        to.Add("latent", value.Latent);
        if (value.LatentKind != FeatureKind.Mean)
        {
            to.Add("latentKind", value.LatentKind);
        }

        to.Add("logVariance", value.LogVariance);
        to.Add("reconstruction", value.Reconstruction);
        to.AddIfAny("imputed", value.Imputed);
        to.AddIfAny("imputedSlotNames", value.ImputedSlotNames);
        to.Add("score", value.Score);
        to.Add("predictedLabel", value.PredictedLabel);
        to.AddIfAny("probability", value.Probability);
        to.AddIfAny("contributions", value.Contributions);
        if (value.ContributionsByColumn)
        {
            to.Add("contributionsByColumn", value.ContributionsByColumn);
        }

        to.Add("latentSlotNames", value.LatentSlotNames.AsSpan());
        to.Add("reconstructionSlotNames", value.ReconstructionSlotNames.AsSpan());
        to.AddIfAny("contributionSlotNames", value.ContributionSlotNames);
    }
}
