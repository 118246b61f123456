using Vae.Core.Networks;

namespace Vae.Core.Serialization;

/// <summary>Whether a classifier's header that parses also makes sense.</summary>
internal static class ClassifierHeaderChecks
{
    /// <exception cref="ModelFileException">A value is out of range or does not fit another; the message names it.</exception>
    public static void Check(ClassifierHeader header)
    {
        ThrowUnless(
            header.InputDimension is >= 1 and <= (int)ParameterLayout.MaximumCount,
            Invariant($"inputDimension is {header.InputDimension} but must lie between 1 and {ParameterLayout.MaximumCount}"));
        ThrowUnless(header.ClassNames.Length >= 2, $"classNames has {header.ClassNames.Length} names but a classifier has at least 2 classes");
        ThrowUnless(Array.TrueForAll(header.ClassNames, name => name is not null), "classNames holds a null");
        ThrowUnless(
            header.FeatureNames is null || header.FeatureNames.Length == header.InputDimension,
            Invariant($"featureNames has {header.FeatureNames?.Length} names for {header.InputDimension} features"));
        ThrowUnless(header.FeatureNames is null || Array.TrueForAll(header.FeatureNames, name => name is not null), "featureNames holds a null");
        ModelHeaderChecks.CheckOrigin(header.Origin, header.InputDimension);
        var report = header.Report;
        ThrowUnless(
            !report.RowsPerClass.IsDefault && report.RowsPerClass.Length == header.ClassNames.Length, "report.rowsPerClass must have one number a class");
        ThrowUnless(!report.History.IsDefault && report.History.All(epoch => epoch is not null), "report.history holds a null");
        ThrowUnless(!report.Warnings.IsDefault && report.Warnings.All(warning => warning is not null), "report.warnings holds a null");
        ThrowUnless(
            report.Pretraining is not { } first || !(first.History.IsDefault || first.Warnings.IsDefault || first.KlPerDimension.IsDefault),
            "report.pretraining lacks a list");
        try
        {
            header.Options.ValidateValues();
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
