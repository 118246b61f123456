using Vae.Core.Engines;
using Vae.Core.Tests.Oracles;

namespace Vae.Core.Tests.Engines.Managed;

/// <summary>Compares an engine's gradient and losses with the reference's.</summary>
internal static class GradientAssert
{
    /// <summary>Of the largest gradient in the same tensor: what single precision leaves.</summary>
    public const double Tolerance = 1e-5;

    private const double LossTolerance = 1e-5;

    // Of each tensor: parameters that are checked one by one, and directions of all of them.
    private const int Alone = 10;
    private const int Directions = 3;

    /// <summary>
    /// Checks all parameters of each tensor at once, along random directions of them, which show an error in any; and some one by one, its first and last among them.
    /// </summary>
    public static void EqualsReference(EngineCase @case, float[] gradient)
    {
        var parameters = @case.ParametersInDouble;
        var rows = @case.RowsInDouble;
        var reference = @case.Reference;
        var noise = @case.Noise;
        var objective = @case.Setup(1).Objective;
        var random = new Random(1);
        double Objective(double[] p) => reference.Evaluate(p, rows, objective, @case.KlWeight, noise).Objective / rows.Length;
        foreach (var slot in @case.Layout.Slots)
        {
            var found = gradient[slot.Offset..(slot.Offset + slot.Count)];
            var places = Enumerable.Range(0, slot.Count).ToArray();
            random.Shuffle(places.AsSpan(1..Math.Max(1, slot.Count - 1)));
            places = [.. places.Take(Alone - 1).Append(slot.Count - 1).Distinct()];
            var wanted = places.Select(place => FiniteDifferences.At(parameters, slot.Offset + place, Objective)).ToArray();
            var allowed = (Tolerance * wanted.Max(Math.Abs)) + 1e-7;
            foreach (var (place, value) in places.Zip(wanted))
            {
                Assert.True(
                    Math.Abs(found[place] - value) <= allowed,
                    $"{slot.Name}[{place}]: the engine's gradient is {found[place]:G9}, by finite differences {value:G9}, allowed {allowed:G3}.");
            }

            for (var i = 0; i < Directions && slot.Count > Alone; i++)
            {
                // Roundings of single values have no common sign, and grow with the root of their number.
                var direction = Enumerable.Range(0, slot.Count).Select(_ => random.Next(2) == 0 ? -1.0 : 1).ToArray();
                var along = FiniteDifferences.Along(parameters, slot.Offset, direction, Objective);
                var ours = found.Zip(direction, (value, part) => value * part).Sum();
                var allowedAlong = Math.Sqrt(slot.Count) * ((Tolerance * found.Max(Math.Abs)) + 1e-7);
                Assert.True(
                    Math.Abs(ours - along) <= allowedAlong,
                    $"{slot.Name}: along a direction of all its {slot.Count} values the engine's gradient is {ours:G9}, by finite differences {along:G9}, allowed {allowedAlong:G3}.");
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
