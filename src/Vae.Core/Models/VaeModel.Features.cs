using Vae.Core.Options;

namespace Vae.Core.Models;

/// <content>The encoder as a feature extractor.</content>
public sealed partial class VaeModel
{
    /// <summary>Numbers a row of a kind of features: L, 2 L, or the width of the last hidden layer.</summary>
    /// <param name="kind">The kind.</param>
    /// <exception cref="InvalidOperationException"><see cref="FeatureKind.Hidden"/> of a model without hidden layers.</exception>
    public int FeatureDimension(FeatureKind kind) => kind switch
    {
        FeatureKind.Mean => LatentDimension,
        FeatureKind.MeanAndLogVariance when plan.LogVariance is not null => 2 * LatentDimension,
        FeatureKind.MeanAndLogVariance => throw new InvalidOperationException(
            "This model is a plain autoencoder, whose code has no variance; take the mean code or the hidden layer, or train a variational one."),
        FeatureKind.Hidden when plan.Encoder.Layers.Length > 0 => plan.Mean.Inputs,
        FeatureKind.Hidden => throw new InvalidOperationException(
            "This model's encoder has no hidden layer (Network.HiddenLayers is empty), so it has no hidden features; take the mean code, or train a model with hidden layers."),
        _ => throw new ArgumentException($"The kind of features is {kind} but must be one of {string.Join(", ", Enum.GetNames<FeatureKind>())}; choose one of those.", nameof(kind)),
    };

    /// <summary>Features of each row for another learner.</summary>
    /// <param name="rows">Row-major rows in raw units.</param>
    /// <param name="kind">Which of the encoder's numbers.</param>
    /// <param name="features">Receives rows * <see cref="FeatureDimension"/> values, row-major.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    /// <exception cref="InvalidOperationException"><see cref="FeatureKind.Hidden"/> of a model without hidden layers.</exception>
    public void Encode(ReadOnlySpan<float> rows, FeatureKind kind, Span<float> features)
    {
        FeatureDimension(kind);
        Transform(rows, new VaeOutputs { Features = Wanted(features, rows.Length), FeatureKind = kind });
    }

    /// <summary>Runs the pipeline, with features made of the outputs that it knows.</summary>
    private void Run(ReadOnlySpan<float> rows, ScoreKind kind, scoped VaeOutputs outputs)
    {
        if (outputs.Features.IsEmpty)
        {
            pipeline.Transform(rows, scaled: false, kind, outputs);
            return;
        }

        var features = outputs.Features;
        if (outputs.FeatureKind == FeatureKind.Hidden)
        {
            outputs.Hidden = features;
            pipeline.Transform(rows, scaled: false, kind, outputs);
            return;
        }

        var codes = rows.Length / InputDimension * LatentDimension;
        if (outputs.FeatureKind == FeatureKind.Mean)
        {
            var wanted = outputs.Latent;
            outputs.Latent = features;
            pipeline.Transform(rows, scaled: false, kind, outputs);
            features[..wanted.Length].CopyTo(wanted);
            return;
        }

        outputs.Latent = outputs.Latent.IsEmpty ? new float[codes] : outputs.Latent;
        outputs.LogVariance = outputs.LogVariance.IsEmpty ? new float[codes] : outputs.LogVariance;
        pipeline.Transform(rows, scaled: false, kind, outputs);
        for (var at = 0; at < codes; at += LatentDimension)
        {
            outputs.Latent.Slice(at, LatentDimension).CopyTo(features[(2 * at)..]);
            outputs.LogVariance.Slice(at, LatentDimension).CopyTo(features[((2 * at) + LatentDimension)..]);
        }
    }
}
