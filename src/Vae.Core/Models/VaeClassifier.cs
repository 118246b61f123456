using System.Runtime.CompilerServices;
using Vae.Core.Data;
using Vae.Core.Engines;
using Vae.Core.Engines.Managed.Inference;
using Vae.Core.Numerics;
using Vae.Core.Options;
using Vae.Core.Parts;
using Vae.Core.Reports;

namespace Vae.Core.Models;

/// <summary>A trained classifier: an encoder and a softmax head. Immutable, and safe to use from many threads at once.</summary>
/// <remarks>
/// Rows are row-major spans of <see cref="InputDimension"/> features in the units of the training data. A row that holds NaN or an infinity gets NaN for
/// its probabilities and <see cref="NoClass"/> for its class.
/// </remarks>
public sealed partial class VaeClassifier
{
    /// <summary>The class of a row that cannot be classified: -1.</summary>
    public const int NoClass = LargestValue.NoPlace;

    private readonly ClassifierParts parts;
    private readonly IClassifierPipeline pipeline;

    internal VaeClassifier(ClassifierParts parts)
    {
        this.parts = parts;
        pipeline = ManagedClassifierPipeline.Create(parts.Plan(), parts.Parameters, parts.Scaler, parts.Options.Engine.Threads);
        FeatureNames = parts.FeatureNames.IsDefault ? null : parts.FeatureNames;
    }

    /// <summary>The options it was trained with.</summary>
    public VaeClassifierOptions Options => parts.Options;

    /// <summary>Features a row, D.</summary>
    public int InputDimension => parts.InputDimension;

    /// <summary>Classes, K.</summary>
    public int ClassCount => parts.ClassNames.Length;

    /// <summary>Name of each class, in the order of the probabilities.</summary>
    public IReadOnlyList<string> ClassNames => parts.ClassNames;

    /// <summary>Names of the features, D of them, or null where they had none.</summary>
    public IReadOnlyList<string>? FeatureNames { get; }

    /// <summary>What is subtracted from each feature, in double, before it becomes a 32-bit float, as <see cref="VaeModel.Origin"/>; empty where nothing is.</summary>
    public ReadOnlySpan<double> Origin => parts.Origin is { } origin ? origin.Values : [];

    /// <summary>What happened in training.</summary>
    public ClassifierReport Report => parts.Report;

    /// <summary>What the classifier is made of.</summary>
    internal ClassifierParts Parts => parts;

    /// <summary>Probability of each class, for each row.</summary>
    /// <param name="rows">Row-major, a whole number of rows, in raw units.</param>
    /// <param name="probabilities">Receives rows * <see cref="ClassCount"/> values, row-major; those of a row add up to 1.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public void Probabilities(ReadOnlySpan<float> rows, Span<float> probabilities)
    {
        var count = RowCount(rows.Length);
        Expect(probabilities.Length, (long)count * ClassCount, count, nameof(probabilities));
        pipeline.Probabilities(Relative(rows), scaled: false, probabilities);
    }

    /// <summary>Probability of each class, for each row of 64-bit floats.</summary>
    /// <inheritdoc cref="Probabilities(ReadOnlySpan{float}, Span{float})"/>
    [OverloadResolutionPriority(-1)]
    public void Probabilities(ReadOnlySpan<double> rows, Span<float> probabilities)
    {
        var count = RowCount(rows.Length);
        Expect(probabilities.Length, (long)count * ClassCount, count, nameof(probabilities));
        pipeline.Probabilities(Relative(rows), scaled: false, probabilities);
    }

    /// <summary>Probabilities of rows relative to the origin.</summary>
    internal void ProbabilitiesRelative(ReadOnlySpan<float> rows, Span<float> probabilities) => pipeline.Probabilities(rows, scaled: false, probabilities);

    /// <summary>The most probable class of each row, as its place in <see cref="ClassNames"/>; <see cref="NoClass"/> for a row with NaN or an infinity.</summary>
    /// <param name="rows">Row-major, a whole number of rows, in raw units.</param>
    /// <param name="classes">Receives one number a row; of equal probabilities the first counts.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public void Classify(ReadOnlySpan<float> rows, Span<int> classes)
    {
        RowCount(rows.Length);
        ClassifyRelative(Relative(rows), classes);
    }

    /// <summary>The most probable class of each row of 64-bit floats.</summary>
    /// <inheritdoc cref="Classify(ReadOnlySpan{float}, Span{int})"/>
    [OverloadResolutionPriority(-1)]
    public void Classify(ReadOnlySpan<double> rows, Span<int> classes)
    {
        RowCount(rows.Length);
        ClassifyRelative(Relative(rows), classes);
    }

    private ReadOnlySpan<float> Relative(ReadOnlySpan<float> rows)
    {
        if (parts.Origin is null)
        {
            return rows;
        }

        var relative = new float[rows.Length];
        parts.Origin.Subtract(rows, relative);
        return relative;
    }

    private float[] Relative(ReadOnlySpan<double> rows)
    {
        var relative = new float[rows.Length];
        RowOrigin.Subtract(parts.Origin, rows, relative);
        return relative;
    }

    private void ClassifyRelative(ReadOnlySpan<float> rows, Span<int> classes)
    {
        const int BlockRows = 4096;
        var count = RowCount(rows.Length);
        Expect(classes.Length, count, count, nameof(classes));
        var probabilities = new float[Math.Min(count, BlockRows) * ClassCount];
        for (var first = 0; first < count; first += BlockRows)
        {
            var here = Math.Min(BlockRows, count - first);
            var block = probabilities.AsSpan(0, here * ClassCount);
            pipeline.Probabilities(rows.Slice(first * InputDimension, here * InputDimension), scaled: false, block);
            for (var row = 0; row < here; row++)
            {
                classes[first + row] = LargestValue.PlaceIn(block.Slice(row * ClassCount, ClassCount));
            }
        }
    }

    private int RowCount(int values, string rows = "rows") => values % InputDimension == 0
        ? values / InputDimension
        : throw new ArgumentException(
            Invariant($"{values} values are not a whole number of rows of {InputDimension} values; this classifier was trained on rows of that width."), rows);

    private static void Expect(int length, long wanted, int rows, string argument)
    {
        if (length != wanted)
        {
            throw new ArgumentException(Invariant($"The output has room for {length} values but {rows} rows need {wanted}; pass a span of that length."), argument);
        }
    }
}
