using Vae.Core.Engines;
using Vae.Core.Networks;

namespace Vae.Torch.Tests.Support;

/// <summary>Compares what two engines made of the same thing.</summary>
internal static class Agreement
{
    /// <summary>Each value within a share of the largest in its tensor, or a millionth of the largest of all.</summary>
    /// <param name="layout">The tensors.</param>
    /// <param name="expected">The managed engine's.</param>
    /// <param name="actual">The torch engine's.</param>
    /// <param name="tolerance">The share.</param>
    /// <param name="what">What they are.</param>
    /// <param name="leftOut">Tensors that are not compared.</param>
    public static void Equal(
        ParameterLayout layout, float[] expected, float[] actual, double tolerance, string what, IReadOnlySet<string>? leftOut = null)
    {
        var floor = (1e-6 * expected.Max(Math.Abs)) + 1e-7;
        foreach (var slot in layout.Slots.Where(slot => leftOut?.Contains(slot.Name) != true))
        {
            var wanted = slot.Of(expected.AsSpan());
            var found = slot.Of(actual.AsSpan());
            var largest = 0f;
            foreach (var value in wanted)
            {
                largest = Math.Max(largest, Math.Abs(value));
            }

            var allowed = (tolerance * largest) + floor;
            for (var i = 0; i < wanted.Length; i++)
            {
                Assert.True(
                    Math.Abs(wanted[i] - found[i]) <= allowed,
                    $"{what} of {slot.Name}[{i}]: the managed engine has {wanted[i]:G9}, the torch engine {found[i]:G9}, allowed {allowed:G3}.");
            }
        }
    }

    public static void Equal(LossTotals expected, LossTotals actual, double tolerance = 1e-4)
    {
        Assert.Equal(expected.Rows, actual.Rows);
        Close(expected.Objective, actual.Objective, nameof(LossTotals.Objective));
        Close(expected.Reconstruction, actual.Reconstruction, nameof(LossTotals.Reconstruction));
        Close(expected.Kl, actual.Kl, nameof(LossTotals.Kl));

        void Close(double wanted, double found, string what) => Assert.True(
            Math.Abs(wanted - found) <= tolerance * Math.Max(Math.Abs(wanted), expected.Rows * 0.1),
            $"{what}: the managed engine has {wanted:G9}, the torch engine {found:G9}.");
    }
}
