using Vae.Core.Networks;
using Vae.Core.Options;
using Vae.Core.Scoring;

namespace Vae.Core.Serialization;

/// <summary>Whether a header that parses also makes sense.</summary>
internal static class ModelHeaderChecks
{
    private const int MostReferences = 65_536;

    // With the latent dimension beside it, sums of the two stay far from an int's end.
    private const int MaximumInputDimension = (int)ParameterLayout.MaximumCount;

    /// <summary>Checks it, and returns the number of latent dimensions.</summary>
    /// <exception cref="ModelFileException">A value is out of range or does not fit another; the message names it.</exception>
    public static int Check(ModelHeader header)
    {
        ThrowUnless(
            header.InputDimension is >= 1 and <= MaximumInputDimension,
            Invariant($"inputDimension is {header.InputDimension} but must lie between 1 and {MaximumInputDimension}"));
        try
        {
            // Not the whole Validate: rows to hold out are a matter of training, and may have been given apart.
            header.Options.ValidateValues();
        }
        catch (ArgumentException exception)
        {
            throw new ModelFileException($"The model file's options cannot be: {exception.Message}", exception);
        }

        if (header.FeatureNames is { } names)
        {
            ThrowUnless(names.Length == header.InputDimension, Invariant($"featureNames has {names.Length} names for {header.InputDimension} features"));
            ThrowUnless(Array.TrueForAll(names, name => name is not null), "featureNames holds a null");
        }

        if (header.Options.Columns is { } columns)
        {
            ThrowUnless(columns.Width == header.InputDimension, Invariant($"options.columns takes {columns.Width} features of the {header.InputDimension} there are"));
            ThrowUnless(
                header.FeatureNames is { } expanded && columns.FeatureNames.AsSpan().SequenceEqual(expanded), "featureNames are not those of options.columns");
        }

        ThrowUnless(!float.IsNaN(header.Threshold), "threshold is NaN");
        var latent = Latent(header);
        RequireFitting(header.Options, latent);
        var report = header.Report;
        ThrowUnless(
            !report.KlPerDimension.IsDefault && report.KlPerDimension.Length == latent,
            Invariant($"report.klPerDimension must have one number a latent dimension, of which there are {latent}"));
        ThrowUnless(report.ActiveUnits >= 0 && report.ActiveUnits <= latent, Invariant($"report.activeUnits is {report.ActiveUnits} of {latent} latent dimensions"));
        ThrowUnless(!report.History.IsDefault && report.History.All(epoch => epoch is not null), "report.history holds a null");
        ThrowUnless(!report.Warnings.IsDefault && report.Warnings.All(warning => warning is not null), "report.warnings holds a null");
        ThrowUnless(
            header.Whitening != WhiteningForm.None || !header.Options.Scoring.NeedsWhitening,
            "whitening is none but the score is made of the whitened distance");
        ThrowUnless(
            header.References is >= 0 and <= MostReferences,
            Invariant($"references is {header.References} but must lie between 0 and {MostReferences}"));
        ThrowUnless(
            header.References > 0 || header.Options.Scoring.Kind != ScoreKind.ReferenceDistance,
            "references is 0 but the score is the distance to them");
        ThrowUnless(
            header.Members >= 0 && header.Members < header.Options.Training.EnsembleSize,
            Invariant($"members is {header.Members} but an ensemble of {header.Options.Training.EnsembleSize} has at most {header.Options.Training.EnsembleSize - 1} networks beside the first"));
        CheckOrigin(header.Origin, header.InputDimension);
        CheckConstants(header);
        CheckCalibration(header);
        return latent;
    }

    /// <summary>Whether an origin is one of so many features.</summary>
    /// <exception cref="ModelFileException">It is none.</exception>
    public static void CheckOrigin(double[]? origin, int inputDimension) => ThrowUnless(
        origin is null || (origin.Length == inputDimension && origin.All(double.IsFinite) && origin.Any(value => value != 0)),
        Invariant($"origin must have {inputDimension} finite numbers that are not all 0"));

    private static void CheckConstants(ModelHeader header)
    {
        if (header.Constants is not var (features, values, weight))
        {
            return;
        }

        ThrowUnless(features.Length > 0 && features.Length == values.Length, "constants must have a value a feature, and one feature at least");
        ThrowUnless(values.All(float.IsFinite) && float.IsFinite(weight) && weight >= 0, "constants holds a number that is not finite, or a weight below 0");
        for (var i = 0; i < features.Length; i++)
        {
            ThrowUnless(
                features[i] < header.InputDimension && features[i] > (i == 0 ? -1 : features[i - 1]), Invariant($"constants.features must be numbers of features, from 0 to {header.InputDimension - 1}, that rise"));
        }
    }

    private static int Latent(ModelHeader header)
    {
        try
        {
            return VaePlan.Create(header.Options, header.InputDimension).LatentDimension;
        }
        catch (Exception exception) when (exception is ArgumentException or VaeDataException)
        {
            throw new ModelFileException($"The model file's options cannot be: {exception.Message}", exception);
        }
    }

    private static void CheckCalibration(ModelHeader header)
    {
        var (scores, residuals) = (header.Scores, header.Residuals);
        ThrowUnless(
            (scores is null) == (residuals is null) && (scores is null) == (header.Expectation == WhiteningForm.None),
            "scores, residuals and expectation must all be there or none of them");
        ThrowUnless(
            header.Probability is not { } learned || (scores is not null && learned.Slope >= 0 && double.IsFinite(learned.Slope) && double.IsFinite(learned.Intercept)
                && learned.Prevalence is > 0 and < 1 && learned.Anomalies > 0 && learned.Rows > learned.Anomalies),
            "probability is none that could be learned");
        if (scores is null || residuals is null)
        {
            return;
        }

        ThrowUnless(residuals.Rows >= 0 && residuals.HasFeatures(header.InputDimension), Invariant($"residuals must have four lists of {header.InputDimension} numbers"));
        ThrowUnless(
            residuals.Observed.IsDefault
                || (residuals.Observed.Length == header.InputDimension && residuals.Observed.All(count => count >= 0 && count <= residuals.Rows)),
            Invariant($"residuals.observed must have {header.InputDimension} numbers of 0 to {residuals.Rows}"));
        ThrowUnless(
            !scores.Scores.IsDefaultOrEmpty && !scores.Survivals.IsDefault && scores.Scores.Length == scores.Survivals.Length
                && scores.Scores.Length <= ScoreDistribution.MostKnots,
            $"scores must have 1 to {ScoreDistribution.MostKnots} scores and a survival each");
        ThrowUnless(scores.Rows > 0 && float.IsFinite(scores.Maximum) && scores.Scores.All(float.IsFinite), "scores holds a number that is not finite, or no rows");
        ThrowUnless(scores.Survivals.All(value => value is > 0 and < 1), "scores.survivals must lie between 0 and 1");
        for (var i = 1; i < scores.Scores.Length; i++)
        {
            ThrowUnless(
                scores.Scores[i] > scores.Scores[i - 1] && scores.Survivals[i] < scores.Survivals[i - 1], "scores must rise and their survivals fall");
        }

        ThrowUnless(
            scores.Tail is not { } tail || (float.IsFinite(tail.Start) && tail.Share is > 0 and < 1 && tail.Shape < 1 && double.IsFinite(tail.Shape)
                && tail.Scale > 0 && double.IsFinite(tail.Scale)),
            "scores.tail is no tail");
    }

    private static void RequireFitting(VaeOptions options, int latent)
    {
        try
        {
            ScoringNoise.RequireRoom(options.Scoring.Samples, latent);
            options.Objective.Adversarial.Prior.RequireLatent(latent);
        }
        catch (ArgumentException exception)
        {
            throw new ModelFileException($"The model file's options cannot be: {exception.Message}", exception);
        }
    }

    private static void ThrowUnless(bool condition, string what)
    {
        if (!condition)
        {
            throw new ModelFileException($"The model file's header makes no sense: {what}. The file is damaged, copy or train it again.");
        }
    }
}
