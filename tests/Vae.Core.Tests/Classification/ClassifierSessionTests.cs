using Vae.Core.Options;
using Vae.Core.Simd;
using Vae.Core.Tests.Oracles;

namespace Vae.Core.Tests.Classification;

/// <summary>The managed engine's training of encoder and head against finite differences of the reference, and what freezing leaves alone.</summary>
public sealed class ClassifierSessionTests
{
    public static TheoryData<FeatureKind, int, float, float, float, Activation> Cases => new()
    {
        { FeatureKind.Hidden, 1, 0, 0, 0, Activation.Tanh },
        { FeatureKind.Hidden, 33, 0, 0, 0, Activation.ReLU },
        { FeatureKind.Hidden, 70, 0.4f, 0, 0, Activation.GELU },
        { FeatureKind.Hidden, 33, 0.4f, 0.1f, 0.3f, Activation.SiLU },
        { FeatureKind.Mean, 32, 0, 0.2f, 0, Activation.ReLU },
        { FeatureKind.Mean, 65, 0.3f, 0, 0.2f, Activation.Tanh },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void S9_ComputeGradient_EachClassifier_EqualsFiniteDifferences(
        FeatureKind features, int rows, float dropout, float smoothing, float hiddenDropout, Activation activation)
    {
        foreach (var width in (VectorWidth[])[VectorWidth.Scalar, VectorWidths.Best])
        {
            var @case = new ClassifierCase(features, rows, dropout, smoothing, hiddenDropout, activation);
            using var session = @case.Open(width: width);
            var gradient = new float[@case.Layout.Count];

            session.ComputeGradient(@case.Rows, @case.Labels, @case.Step(), gradient);

            Assert.Equal(@case.Loss(@case.ParametersInDouble) * rows, session.TakeLosses().CrossEntropy, 1e-5 * rows);
            RequireGradient(@case, gradient, trainsEncoder: true, 1e-5, 1e-7);
        }
    }

    [Theory]
    [InlineData(NormalizationKind.None, FeatureKind.Hidden, 33, 0f)]
    [InlineData(NormalizationKind.Batch, FeatureKind.Hidden, 33, 0.2f)]
    [InlineData(NormalizationKind.Batch, FeatureKind.Mean, 32, 0f)]
    [InlineData(NormalizationKind.Layer, FeatureKind.Mean, 70, 0.3f)]
    public void S9_ComputeGradient_ConvolutionsAndNormalization_EqualsFiniteDifferences(NormalizationKind normalization, FeatureKind features, int rows, float dropout)
    {
        NetworkOptions[] networks =
        [
            ClassifierCase.Convolutional(normalization, dropout),
            new() { HiddenLayers = [13, 6], LatentDimension = 4, Normalization = normalization, Dropout = dropout, Activation = Activation.SiLU },
        ];
        foreach (var network in networks)
        {
            foreach (var trainsEncoder in new[] { true, false })
            {
                var @case = new ClassifierCase(network, 30, features, rows, dropout, smoothing: 0.1f);
                using var session = @case.Open(threads: 2);
                var gradient = new float[@case.Layout.Count];

                session.ComputeGradient(@case.Rows, @case.Labels, @case.Step(trainsEncoder: trainsEncoder), gradient);

                Assert.Equal(@case.Loss(@case.ParametersInDouble, trainsEncoder) * rows, session.TakeLosses().CrossEntropy, 1e-5 * rows);

                // A bias before batch normalisation has no effect: what is left of its gradient is rounding, of the size of the others' digits.
                RequireGradient(@case, gradient, trainsEncoder, 1e-4, 2e-6);
            }
        }
    }

    [Theory]
    [InlineData(NetworkKind.Dense)]
    [InlineData(NetworkKind.Convolutional)]
    public void S9_Step_BatchNormalization_RunningStatisticsStayWhileFrozenAndMoveAfter(NetworkKind kind)
    {
        var network = kind == NetworkKind.Dense
            ? new NetworkOptions { HiddenLayers = [13, 6], LatentDimension = 4, Normalization = NormalizationKind.Batch }
            : ClassifierCase.Convolutional(NormalizationKind.Batch);
        var @case = new ClassifierCase(network, 30, FeatureKind.Hidden, rows: 40);
        using var session = @case.Open(threads: 2);
        var running = @case.Layout.ModelSlots.Where(slot => !slot.IsTrained).ToArray();
        Assert.NotEmpty(running);

        for (var step = 0; step < 3; step++)
        {
            session.Step(@case.AllRows, @case.Step(step, injected: false, trainsEncoder: false));
        }

        var frozen = @case.State(session);
        Assert.Equal(@case.Parameters[..@case.Layout.ModelCount], frozen.Parameters[..@case.Layout.ModelCount]);
        session.Step(@case.AllRows, @case.Step(3, injected: false));
        var thawed = @case.State(session);
        Assert.All(running, slot => Assert.NotEqual(slot.Of(frozen.Parameters.AsSpan()).ToArray(), slot.Of(thawed.Parameters.AsSpan()).ToArray()));
        Assert.All(running, slot => Assert.All(slot.Of(thawed.FirstMoment.AsSpan()).ToArray(), moment => Assert.Equal(0, moment)));
        session.Step(@case.AllRows, @case.Step(4, injected: false, trainsEncoder: false));
        Assert.Equal(thawed.Parameters[..@case.Layout.ModelCount], @case.State(session).Parameters[..@case.Layout.ModelCount]);
    }

    [Fact]
    public void Step_FrozenEncoder_LeavesItAloneAndCountsTheHeadsStepsOnly()
    {
        var @case = new ClassifierCase(FeatureKind.Hidden, rows: 40, dropout: 0.3f, hiddenDropout: 0.2f);
        using var session = @case.Open();
        var head = @case.Layout[@case.Plan.Head.WeightName].Offset;

        session.Step(@case.AllRows, @case.Step(injected: false, trainsEncoder: false));

        var state = @case.State(session);
        Assert.Equal(@case.Parameters[..head], state.Parameters[..head]);
        Assert.All(state.FirstMoment[..head], moment => Assert.Equal(0, moment));
        Assert.NotEqual(@case.Parameters[head..], state.Parameters[head..]);
        Assert.Equal((0, 1), (state.OptimizerSteps[0], state.OptimizerSteps[1]));
    }

    [Fact]
    public void Step_AnyThreadCountAndResumed_GivesTheSameBits()
    {
        var @case = new ClassifierCase(FeatureKind.Mean, rows: 97, dropout: 0.3f, hiddenDropout: 0.1f);
        var parameters = (float[][])[.. new[] { (1, false), (3, false), (2, true) }.Select(run =>
        {
            var session = @case.Open(run.Item1);
            for (var step = 0; step < 5; step++)
            {
                if (run.Item2 && step == 2)
                {
                    var state = @case.State(session);
                    session.Dispose();
                    session = @case.Open();
                    session.WriteState(state);
                }

                session.Step(@case.AllRows, @case.Step(step, injected: false, trainsEncoder: step != 1));
            }

            using (session)
            {
                return @case.State(session).Parameters;
            }
        })];

        Assert.Equal(parameters[0], parameters[1]);
        Assert.Equal(parameters[0], parameters[2]);
    }

    public static TheoryData<NormalizationKind?> Normalizations => [null, NormalizationKind.None, NormalizationKind.Batch, NormalizationKind.Layer];

    [Theory]
    [MemberData(nameof(Normalizations))]
    public void Probabilities_EveryRow_EqualTheReference(NormalizationKind? convolutional)
    {
        var @case = convolutional is { } normalization
            ? new ClassifierCase(ClassifierCase.Convolutional(normalization, 0.2f), 30, FeatureKind.Mean, rows: 50)
            : new ClassifierCase(FeatureKind.Hidden, rows: 50, dropout: 0.5f);
        using var session = @case.Open();
        var probabilities = new float[50 * ClassifierCase.Classes];

        session.Probabilities(@case.Rows, probabilities);

        var rows = @case.RowsInDouble;
        for (var row = 0; row < rows.Length; row++)
        {
            var logits = @case.Reference.Logits(@case.ParametersInDouble, rows[row]);
            var sum = logits.Sum(Math.Exp);
            for (var k = 0; k < logits.Length; k++)
            {
                Assert.Equal(Math.Exp(logits[k]) / sum, probabilities[(row * logits.Length) + k], 1e-5);
            }
        }
    }

    private static void RequireGradient(ClassifierCase @case, float[] gradient, bool trainsEncoder, double relative, double absolute)
    {
        var parameters = @case.ParametersInDouble;
        foreach (var slot in @case.Layout.Slots)
        {
            var isTrained = slot.IsTrained && (trainsEncoder || slot.Offset >= @case.Layout.ModelCount);
            var wanted = Enumerable.Range(slot.Offset, slot.Count)
                .Select(at => isTrained ? FiniteDifferences.At(parameters, at, p => @case.Loss(p, trainsEncoder)) : 0).ToArray();
            var allowed = (relative * wanted.Max(Math.Abs)) + absolute;
            for (var i = 0; i < slot.Count; i++)
            {
                Assert.True(
                    Math.Abs(gradient[slot.Offset + i] - wanted[i]) <= allowed,
                    $"{slot.Name}[{i}]: the engine's gradient is {gradient[slot.Offset + i]:G9}, by finite differences {wanted[i]:G9}.");
            }
        }
    }
}
