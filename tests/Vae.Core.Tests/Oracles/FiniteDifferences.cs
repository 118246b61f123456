namespace Vae.Core.Tests.Oracles;

/// <summary>Derivatives by central differences in double.</summary>
internal static class FiniteDifferences
{
    // Truncation costs about h^2, rounding about 1e-16 * f / h: for losses of tens of nats both stay below 1e-8 here.
    private const double RelativeStep = 1e-5;

    /// <summary>df/dp at one place of the parameters, which are left as they were.</summary>
    public static double At(double[] parameters, int index, Func<double[], double> f)
    {
        var value = parameters[index];
        var step = RelativeStep * Math.Max(1, Math.Abs(value));
        parameters[index] = value + step;
        var above = f(parameters);
        parameters[index] = value - step;
        var below = f(parameters);
        parameters[index] = value;
        return (above - below) / (2 * step);
    }

    /// <summary>The derivative of f along a direction of neighbouring parameters, which are left as they were.</summary>
    /// <param name="parameters">All parameters.</param>
    /// <param name="offset">Where the direction's first is.</param>
    /// <param name="direction">The direction, of any length.</param>
    /// <param name="f">The function.</param>
    public static double Along(double[] parameters, int offset, ReadOnlySpan<double> direction, Func<double[], double> f)
    {
        var values = parameters[offset..(offset + direction.Length)];
        double length = 0;
        foreach (var part in direction)
        {
            length += part * part;
        }

        var step = RelativeStep / Math.Sqrt(length);
        Move(parameters, direction, step);
        var above = f(parameters);
        Move(parameters, direction, -step);
        var below = f(parameters);
        values.CopyTo(parameters, offset);
        return (above - below) / (2 * step);

        void Move(double[] parameters, ReadOnlySpan<double> direction, double step)
        {
            for (var i = 0; i < direction.Length; i++)
            {
                parameters[offset + i] = values[i] + (step * direction[i]);
            }
        }
    }
}
