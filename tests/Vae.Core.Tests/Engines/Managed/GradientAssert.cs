using Vae.Core.Engines;
using Vae.Core.Tests.Oracles;

namespace Vae.Core.Tests.Engines.Managed;

/// <summary>Compares an engine's gradient and losses with the reference's.</summary>
internal static class GradientAssert
{
    /// <summary>Of the largest gradient in the same tensor: what single precision leaves.</summary>
    public const double Tolerance = 1e-5;

    private const double LossTolerance = 1e-5;

    /// <summary>Checks each parameter, or an even sample of each tensor's where there are many.</summary>
    public static void EqualsReference(EngineCase @case, float[] gradient, int mostPerTensor = int.MaxValue)
    {
        var parameters = @case.ParametersInDouble;
        var rows = @case.RowsInDouble;
        var reference = @case.Reference;
        var noise = @case.Noise;
        var objective = @case.Setup(1).Objective;
        double Objective(double[] p) => reference.Evaluate(p, rows, objective, @case.KlWeight, noise).Objective / rows.Length;
        foreach (var slot in @case.Layout.Slots)
        {
            var checks = Math.Min(slot.Count, mostPerTensor);
            var places = Enumerable.Range(0, checks).Select(i => slot.Offset + (int)((long)i * slot.Count / checks)).ToArray();
            var wanted = places.Select(place => FiniteDifferences.At(parameters, place, Objective)).ToArray();
            var allowed = (Tolerance * wanted.Max(Math.Abs)) + 1e-7;
            for (var i = 0; i < places.Length; i++)
            {
                Assert.True(
                    Math.Abs(gradient[places[i]] - wanted[i]) <= allowed,
                    $"{slot.Name}[{places[i] - slot.Offset}]: the engine's gradient is {gradient[places[i]]:G9}, "
                    + $"by finite differences {wanted[i]:G9}, allowed {allowed:G3}.");
            }
        }
    }

    /// <summary>Relative to 1e-5, or to as much of a nat a row where a loss is close to 0.</summary>
    public static void EqualsReference(EngineCase @case, LossTotals losses)
    {
        var wanted = @case.ReferenceLosses(@case.ParametersInDouble);
        Assert.Equal(@case.RowCount, losses.Rows);
        Close(wanted.Objective, losses.Objective, nameof(losses.Objective));
        Close(wanted.Reconstruction, losses.Reconstruction, nameof(losses.Reconstruction));
        Close(wanted.Divergence, losses.Kl, nameof(losses.Kl));

        void Close(double expected, double actual, string what) => Assert.True(
            Math.Abs(expected - actual) <= LossTolerance * Math.Max(Math.Abs(expected), @case.RowCount),
            $"{what}: the engine has {actual:G9}, the reference {expected:G9}.");
    }
}
