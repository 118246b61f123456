using Vae.Core.Objectives;
using Vae.Core.Options;

namespace Vae.Core.Serialization;

/// <summary>What training minimised, in a model file.</summary>
internal static class ObjectiveJson
{
    public static ObjectiveOptions Read(JsonFields fields)
    {
        var plain = new ObjectiveOptions();
        return new ObjectiveOptions
        {
            Kind = (ObjectiveKind)fields.Word("kind", plain.Kind),
            KlWeight = fields.Single("klWeight", plain.KlWeight),
            KlWarmupSteps = fields.Int32("klWarmupSteps", plain.KlWarmupSteps),
            FreeBits = fields.Single("freeBits", plain.FreeBits),
            Samples = fields.Int32("samples", plain.Samples),
            Adversarial = fields.Object("adversarial", ReadAdversarial, plain.Adversarial),
            Corruption = fields.ObjectOrNull("corruption", ReadCorruption),
            Binarization = (Binarization)fields.Word("binarization", plain.Binarization),
        };
    }

    public static void Write(JsonWriter to, ObjectiveOptions value)
    {
        to.Add("kind", value.Kind);
        to.Add("klWeight", value.KlWeight);
        to.Add("klWarmupSteps", value.KlWarmupSteps);
        to.Add("freeBits", value.FreeBits);
        to.Add("samples", value.Samples);
        // Objectives without a discriminator have nothing there to say.
        if (!new AdversarialOptions().Equals(value.Adversarial))
        {
            to.Add("adversarial", value.Adversarial, Write);
        }

        to.Add("corruption", value.Corruption, Write);
        to.Add("binarization", value.Binarization);
    }

    private static AdversarialOptions ReadAdversarial(JsonFields fields)
    {
        var plain = new AdversarialOptions();
        return new AdversarialOptions
        {
            Prior = fields.Object("prior", ReadPrior, plain.Prior),
            GaussianEncoder = fields.Boolean("gaussianEncoder", plain.GaussianEncoder),
            UseLabels = fields.Boolean("useLabels", plain.UseLabels),
            DiscriminatorLayers = fields.Int32sOrNull("discriminatorLayers"),
            DiscriminatorOptimizer = fields.ObjectOrNull("discriminatorOptimizer", TrainingJson.ReadOptimizer),
            GeneratorOptimizer = fields.Object("generatorOptimizer", TrainingJson.ReadOptimizer, plain.GeneratorOptimizer),
            ReconstructionWeight = fields.Single("reconstructionWeight", plain.ReconstructionWeight),
            FeatureSigma = fields.Single("featureSigma", plain.FeatureSigma),
            RestingLoss = fields.Single("restingLoss", plain.RestingLoss),
            InstanceNoise = fields.SingleOrNull("instanceNoise"),
        };
    }

    private static void Write(JsonWriter to, AdversarialOptions value)
    {
        to.Add("prior", value.Prior, Write);
        to.Add("gaussianEncoder", value.GaussianEncoder);
        to.Add("useLabels", value.UseLabels);
        to.Add("discriminatorLayers", value.DiscriminatorLayers);
        to.Add("discriminatorOptimizer", value.DiscriminatorOptimizer, TrainingJson.Write);
        to.Add("generatorOptimizer", value.GeneratorOptimizer, TrainingJson.Write);
        to.Add("reconstructionWeight", value.ReconstructionWeight);
        to.Add("featureSigma", value.FeatureSigma);
        to.Add("restingLoss", value.RestingLoss);
        to.Add("instanceNoise", value.InstanceNoise);
    }

    private static Prior ReadPrior(JsonFields fields) => fields.Text("kind") switch
    {
        "standardNormal" => new StandardNormalPrior(),
        "gaussianMixture" => new GaussianMixturePrior(fields.ListsOfSingles("means"), fields.Singles("sigmas"), fields.Singles("weights")),

        // The function that drew from it is not in the file.
        "sampled" => new SampledPrior(null) { Description = fields.Text("description", new SampledPrior(null).Description) },
        var kind => throw fields.UnknownKind(kind),
    };

    private static void Write(JsonWriter to, Prior value)
    {
        switch (value)
        {
            case StandardNormalPrior:
                to.Add("kind", "standardNormal");
                break;
            case GaussianMixturePrior mixture:
                to.Add("kind", "gaussianMixture");
                to.Add("means", mixture.Means);
                to.Add("sigmas", mixture.Sigmas.AsSpan());
                to.Add("weights", mixture.Weights.AsSpan());
                break;
            case SampledPrior sampled:
                to.Add("kind", "sampled");
                to.Add("description", sampled.Description);
                break;
            default:
                throw new NotSupportedException($"A model file has no word for a {value.GetType().Name}.");
        }
    }

    private static Corruption ReadCorruption(JsonFields fields) => fields.Text("kind") switch
    {
        "gaussian" => new GaussianCorruption(fields.Single("sigma")),
        "masking" => new MaskingCorruption(fields.Single("rate")),
        "saltAndPepper" => new SaltAndPepperCorruption(fields.Single("rate")) { Low = fields.SingleOrNull("low"), High = fields.SingleOrNull("high") },
        var kind => throw fields.UnknownKind(kind),
    };

    private static void Write(JsonWriter to, Corruption value)
    {
        switch (value)
        {
            case GaussianCorruption gaussian:
                to.Add("kind", "gaussian");
                to.Add("sigma", gaussian.Sigma);
                break;
            case MaskingCorruption masking:
                to.Add("kind", "masking");
                to.Add("rate", masking.Rate);
                break;
            case SaltAndPepperCorruption saltAndPepper:
                to.Add("kind", "saltAndPepper");
                to.Add("rate", saltAndPepper.Rate);
                to.Add("low", saltAndPepper.Low);
                to.Add("high", saltAndPepper.High);
                break;
            default:
                throw new NotSupportedException($"A model file has no word for a {value.GetType().Name}.");
        }
    }
}
