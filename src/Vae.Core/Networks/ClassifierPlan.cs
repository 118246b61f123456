namespace Vae.Core.Networks;

/// <summary>A classifier as data: the encoder of a variational autoencoder up to its features, and a linear layer from them to one logit a class.</summary>
/// <param name="InputDimension">Features a row.</param>
/// <param name="Encoder">From scaled rows to the numbers that the head reads; parameters under the names they have in the autoencoder.</param>
/// <param name="Head">The linear layer <c>classifier</c>.</param>
internal sealed record ClassifierPlan(int InputDimension, NetworkPlan Encoder, LinearLayer Head)
{
    /// <summary>Prefix of the head's parameters.</summary>
    public const string HeadName = "classifier";

    public int ClassCount => Head.Outputs;

    /// <summary>Builds the plan on the encoder of another.</summary>
    /// <exception cref="ArgumentException">The features are not those that a classifier can be trained on.</exception>
    public static ClassifierPlan Create(VaePlan plan, FeatureKind features, int classCount)
    {
        var encoder = features switch
        {
            FeatureKind.Mean => plan.Encoder with { Layers = plan.Encoder.Layers.Add(plan.Mean) },
            FeatureKind.Hidden when plan.Encoder.Layers.Length > 0 => plan.Encoder,
            FeatureKind.Hidden => throw new ArgumentException(
                "Features is Hidden but the encoder has no hidden layer (Network.HiddenLayers is empty); choose Mean, or give the network a hidden layer."),
            _ => throw new ArgumentException(
                $"Features is {features} but a classifier is trained on {FeatureKind.Hidden} or {FeatureKind.Mean}; choose one of those, or feed that code to a trainer of your choice."),
        };
        return new ClassifierPlan(plan.InputDimension, encoder, new LinearLayer(HeadName, encoder.Layers[^1].Outputs, classCount));
    }

    /// <summary>Where its parameters lie: the encoder's, then the head's.</summary>
    public ParameterLayout Layout() => new(Encoder.Layers, auxiliary: new NetworkPlan([Head]));
}
