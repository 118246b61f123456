using Vae.Core.Data;
using Vae.Core.Options;
using Vae.Core.Parts;
using Vae.Core.Reports;

namespace Vae.Core.Serialization;

/// <summary>The JSON of a classifier's file: everything but the tensors.</summary>
internal sealed record ClassifierHeader
{
    /// <summary>The options it was trained with; they, the number of features and that of classes give the name, shape and order of every parameter.</summary>
    public required VaeClassifierOptions Options { get; init; }

    /// <summary>Features a row.</summary>
    public required int InputDimension { get; init; }

    /// <summary>One name a class.</summary>
    public required string[] ClassNames { get; init; }

    /// <summary>One name a feature, or null.</summary>
    public string[]? FeatureNames { get; init; }

    /// <summary>How the scaler's tensors were found.</summary>
    public required ScalingKind ScalerKind { get; init; }

    /// <summary>Largest magnitude of a scaled value; infinity where values are not clipped.</summary>
    public required float ScalerClip { get; init; }

    /// <summary>What happened in training.</summary>
    public required ClassifierReport Report { get; init; }

    /// <summary>What is subtracted from each feature in double; null where nothing is.</summary>
    public double[]? Origin { get; init; }

    /// <summary>The header of a classifier.</summary>
    public static ClassifierHeader Of(ClassifierParts parts) => new()
    {
        Options = parts.Options,
        InputDimension = parts.InputDimension,
        ClassNames = [.. parts.ClassNames],
        FeatureNames = parts.FeatureNames.IsDefault ? null : [.. parts.FeatureNames],
        ScalerKind = parts.Scaler.Kind,
        ScalerClip = parts.Scaler.Clip,
        Report = parts.Report,
        Origin = parts.Origin?.Values.ToArray(),
    };
}
