using Vae.Core;
using Vae.Core.Engines;
using Vae.Core.Options;
using Vae.Core.Tests.Classification;
using Vae.Torch.Tests.Support;

namespace Vae.Torch.Tests.Parity;

/// <summary>The training of encoder and softmax head against the managed engine's: gradients, steps with drawn dropout, and what freezing leaves alone.</summary>
public sealed class ClassifierTests
{
    [SkippableTheory]
    [InlineData(FeatureKind.Hidden, 0f, 0f, 0f)]
    [InlineData(FeatureKind.Hidden, 0.4f, 0.1f, 0.3f)]
    [InlineData(FeatureKind.Mean, 0.3f, 0f, 0f)]
    public void S9_ComputeGradient_EachClassifier_EqualsTheManagedEngine(FeatureKind features, float dropout, float smoothing, float hiddenDropout)
    {
        Machine.NeedsLibtorch();
        var @case = new ClassifierCase(features, rows: 70, dropout, smoothing, hiddenDropout, Activation.GELU);
        using var managed = @case.Open();
        using var session = Open(@case);
        var (expected, actual) = (new float[@case.Layout.Count], new float[@case.Layout.Count]);

        managed.ComputeGradient(@case.Rows, @case.Labels, @case.Step(), expected);
        session.ComputeGradient(@case.Rows, @case.Labels, @case.Step(), actual);

        Agreement.Equal(@case.Layout, expected, actual, 1e-4, "Gradient");
        var (wanted, found) = (managed.TakeLosses(), session.TakeLosses());
        Assert.Equal(wanted.CrossEntropy, found.CrossEntropy, 1e-4 * 70);
        Assert.Equal((wanted.Rows, wanted.Correct), (found.Rows, found.Correct));
    }

    [SkippableTheory]
    [InlineData(NormalizationKind.None, true)]
    [InlineData(NormalizationKind.Batch, true)]
    [InlineData(NormalizationKind.Layer, false)]
    public void ComputeGradient_Weights_EqualsTheManagedEngine(NormalizationKind normalization, bool trainsEncoder)
    {
        Machine.NeedsLibtorch();
        var @case = new ClassifierCase(ClassifierCase.Convolutional(normalization), 30, FeatureKind.Hidden, rows: 70, smoothing: 0.1f);
        using var managed = @case.Open();
        using var session = Open(@case);
        var step = @case.Step(injected: false, trainsEncoder: trainsEncoder) with { Weights = Enumerable.Range(0, 70).Select(row => 0.4f + (row % 5 * 0.3f)).ToArray() };
        var (expected, actual) = (new float[@case.Layout.Count], new float[@case.Layout.Count]);

        managed.ComputeGradient(@case.Rows, @case.Labels, step, expected);
        session.ComputeGradient(@case.Rows, @case.Labels, step, actual);

        Agreement.Equal(@case.Layout, expected, actual, 1e-4, "Gradient", normalization == NormalizationKind.Batch ? TrainingTests.WithoutGradient(@case.Plan.Encoder) : null);
        var (wanted, found) = (managed.TakeLosses(), session.TakeLosses());
        Assert.Equal(wanted.CrossEntropy, found.CrossEntropy, 1e-4 * 70);
        Assert.Equal(wanted.Correct, found.Correct, 1e-4);
        Assert.Equal(wanted.Weight, found.Weight, 1e-4);
    }

    [SkippableTheory]
    [InlineData(NormalizationKind.None, FeatureKind.Hidden)]
    [InlineData(NormalizationKind.Batch, FeatureKind.Hidden)]
    [InlineData(NormalizationKind.Layer, FeatureKind.Mean)]
    public void S9_Step_ConvolutionsFrozenThenNot_GivesTheManagedEnginesParameters(NormalizationKind normalization, FeatureKind features)
    {
        Machine.NeedsLibtorch();
        var @case = new ClassifierCase(ClassifierCase.Convolutional(normalization, dropout: 0.2f), 30, features, rows: 70, dropout: 0.3f);
        using var managed = @case.Open();
        using var session = Open(@case);
        for (var step = 0; step < 10; step++)
        {
            var settings = @case.Step(step, injected: false, trainsEncoder: step >= 3);
            managed.Step(@case.AllRows, settings);
            session.Step(@case.AllRows, settings);
            if (step == 2)
            {
                Assert.Equal(@case.Parameters[..@case.Layout.ModelCount], @case.State(session).Parameters[..@case.Layout.ModelCount]);
            }
        }

        var noise = normalization == NormalizationKind.Batch ? TrainingTests.WithoutGradient(@case.Plan.Encoder) : null;
        Agreement.Equal(@case.Layout, @case.State(managed).Parameters, @case.State(session).Parameters, 1e-3, "Parameters", noise);
    }

    [SkippableFact]
    public void S9_Step_FrozenThenNot_GivesTheManagedEnginesParameters()
    {
        Machine.NeedsLibtorch();
        var @case = new ClassifierCase(FeatureKind.Hidden, rows: 70, dropout: 0.3f, smoothing: 0.1f, hiddenDropout: 0.2f);
        using var managed = @case.Open();
        using var session = Open(@case);
        for (var step = 0; step < 20; step++)
        {
            var settings = @case.Step(step, injected: false, trainsEncoder: step >= 5);
            managed.Step(@case.AllRows, settings);
            session.Step(@case.AllRows, settings);
        }

        var (expected, actual) = (@case.State(managed), @case.State(session));

        Agreement.Equal(@case.Layout, expected.Parameters, actual.Parameters, 1e-3, "Parameters");
        Assert.Equal(expected.OptimizerSteps, actual.OptimizerSteps);
        var (wanted, found) = (new float[70 * ClassifierCase.Classes], new float[70 * ClassifierCase.Classes]);
        managed.Probabilities(@case.Rows, wanted);
        session.Probabilities(@case.Rows, found);
        Assert.All(wanted.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-3));
    }

    private static IClassifierSession Open(ClassifierCase @case)
    {
        var engine = new EngineOptions { Name = EngineOptions.TorchName, Device = "cpu", Threads = 1 };
        return @case.Start(((ITrainingEngine)new TorchEngine()).OpenClassifier(@case.Setup() with { Engine = engine }));
    }
}
