using Vae.Core.Options;

namespace Vae.Core.Tests.Oracles;

/// <summary>The formulas of activations and densities in double, as the literature writes them.</summary>
internal static class ReferenceMath
{
    public const double LogTwoPi = 1.8378770664093454836;

    public static double Activate(Activation kind, double slope, double x) => kind switch
    {
        Activation.ReLU => Math.Max(x, 0),
        Activation.LeakyReLU => x > 0 ? x : slope * x,
        Activation.SiLU => x * Sigmoid(x),
        Activation.GELU => x * NormalCumulative(x),
        Activation.Tanh => Math.Tanh(x),
        _ => throw new NotSupportedException($"{kind}"),
    };

    /// <summary>The derivative in closed form.</summary>
    public static double Derivative(Activation kind, double slope, double x)
    {
        var sigmoid = Sigmoid(x);
        var tanh = Math.Tanh(x);
        return kind switch
        {
            Activation.ReLU => x > 0 ? 1 : 0,
            Activation.LeakyReLU => x > 0 ? 1 : slope,
            Activation.SiLU => sigmoid * (1 + (x * (1 - sigmoid))),
            Activation.GELU => NormalCumulative(x) + (x * NormalDensity(x)),
            Activation.Tanh => 1 - (tanh * tanh),
            _ => throw new NotSupportedException($"{kind}"),
        };
    }

    public static double Sigmoid(double x) => x >= 0 ? 1 / (1 + Math.Exp(-x)) : Math.Exp(x) / (1 + Math.Exp(x));

    public static double NormalDensity(double x) => Math.Exp((-0.5 * x * x) - (0.5 * LogTwoPi));

    /// <summary>Phi(x) = 1/2 + phi(x) (x + x^3 / 3 + x^5 / (3 * 5) + ...); exact to 1e-15 in absolute terms.</summary>
    public static double NormalCumulative(double x)
    {
        if (Math.Abs(x) > 9)
        {
            return x > 0 ? 1 : 0;
        }

        double term = x, sum = x;
        for (var n = 3; Math.Abs(term) > 1e-18 * Math.Abs(sum) && term != 0; n += 2)
        {
            term *= x * x / n;
            sum += term;
        }

        return 0.5 + (NormalDensity(x) * sum);
    }

    /// <summary>-log of a Bernoulli mass with logit <paramref name="logit"/> at <paramref name="x"/>, nats.</summary>
    public static double BernoulliLoss(double logit, double x) =>
        Math.Max(logit, 0) - (logit * x) + Math.Log(1 + Math.Exp(-Math.Abs(logit)));

    /// <summary>-log of a normal density, nats.</summary>
    public static double GaussianLoss(double mean, double sigma, double x)
    {
        var scaled = (x - mean) / sigma;
        return (0.5 * LogTwoPi) + Math.Log(sigma) + (0.5 * scaled * scaled);
    }

    /// <summary>log of the mean of exp(values).</summary>
    public static double LogMeanExp(double[] values)
    {
        var largest = values.Max();
        return largest + Math.Log(values.Average(value => Math.Exp(value - largest)));
    }

    /// <summary>KL(N(mean, exp(logVariance)) || N(0, 1)), nats.</summary>
    public static double Divergence(double mean, double logVariance) =>
        0.5 * ((mean * mean) + Math.Exp(logVariance) - 1 - logVariance);
}
