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
}
