using Vae.Core.Options;
using Vae.Core.Tests.Oracles;

namespace Vae.Core.Tests.Engines.Managed;

/// <summary>The gradient of whole image networks, sampled codes and likelihoods included, against finite differences in double.</summary>
public sealed class ImageGradientTests
{
    [Theory]
    [InlineData("Bernoulli", NormalizationKind.None, NetworkKind.Convolutional, 1)]
    [InlineData("PerFeature", NormalizationKind.Batch, NetworkKind.Convolutional, 2)]
    [InlineData("Bernoulli", NormalizationKind.Layer, NetworkKind.Convolutional, 1)]
    [InlineData("Learned", NormalizationKind.Batch, NetworkKind.Dense, 1)]
    [InlineData("Fixed", NormalizationKind.Layer, NetworkKind.Dense, 3)]
    public void ComputeGradient_WholeNetwork_EqualsFiniteDifferences(
        string likelihood, NormalizationKind normalization, NetworkKind kind, int samples)
    {
        var @case = new EngineCase(Options(likelihood, normalization, kind, samples), features: 30, rows: 33);
        var parameters = @case.ParametersInDouble;
        double Objective(double[] p) => @case.ReferenceLosses(p).Objective / @case.RowCount;

        var (gradient, losses) = @case.Run(threads: 2);

        Assert.Equal(Objective(parameters), losses.Objective / losses.Rows, 1e-5 * Math.Abs(Objective(parameters)));
        foreach (var slot in @case.Layout.Slots)
        {
            var places = Enumerable.Range(0, Math.Min(slot.Count, 5)).Select(i => slot.Offset + (int)((long)i * slot.Count / Math.Min(slot.Count, 5))).ToArray();
            var wanted = places.Select(place => slot.IsTrained ? FiniteDifferences.At(parameters, place, Objective) : 0).ToArray();

            // A bias before batch normalisation has no effect: what is left of its gradient is rounding, of the size of the others' digits.
            var allowed = (GradientAssert.Tolerance * wanted.Max(Math.Abs)) + 2e-6;
            for (var i = 0; i < places.Length; i++)
            {
                Assert.True(
                    Math.Abs(gradient[places[i]] - wanted[i]) <= allowed,
                    $"{slot.Name}[{places[i] - slot.Offset}]: the engine's gradient is {gradient[places[i]]:G9}, by finite differences {wanted[i]:G9}.");
            }
        }
    }

    [Fact]
    public void Step_BatchNormalization_MovesTheRunningStatisticsAndNotByTheOptimizer()
    {
        var @case = new EngineCase(Options("Bernoulli", NormalizationKind.Batch, NetworkKind.Convolutional, 1), features: 30, rows: 33);
        using var session = @case.Open(threads: 2);
        var state = new Core.Engines.SessionState(@case.Layout.Count);

        session.Step(@case.Rows, @case.Settings());
        session.ReadState(state);

        foreach (var slot in @case.Layout.Slots.Where(slot => !slot.IsTrained))
        {
            Assert.NotEqual(slot.Of(@case.Parameters.AsSpan()).ToArray(), slot.Of(state.Parameters.AsSpan()).ToArray());
            Assert.All(slot.Of(state.FirstMoment.AsSpan()).ToArray(), moment => Assert.Equal(0, moment));
        }
    }

    private static VaeOptions Options(string likelihood, NormalizationKind normalization, NetworkKind kind, int samples) => new()
    {
        Network = new NetworkOptions
        {
            Kind = kind,
            Image = new ImageShape(2, 3, 5),
            Convolutional = kind == NetworkKind.Dense ? new() : new ConvolutionOptions { Channels = [4, 3] },
            HiddenLayers = [9],
            LatentDimension = 3,
            Normalization = normalization,
            Activation = Activation.SiLU,
        },
        Likelihood = ModelKinds.Likelihood(likelihood),
        Objective = new ObjectiveOptions { Samples = samples },
        Seed = 23,
    };
}
