namespace Vae.Core.Tests.Oracles;

/// <summary>Integrals by the trapezium rule, exact far beyond single precision where f is smooth and vanishes at both ends.</summary>
internal static class Quadrature
{
    public static double Integrate(Func<double, double> f, double from, double to, int intervals = 4000)
    {
        var width = (to - from) / intervals;
        var sum = (f(from) + f(to)) / 2;
        for (var i = 1; i < intervals; i++)
        {
            sum += f(from + (i * width));
        }

        return sum * width;
    }
}
