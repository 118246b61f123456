using Vae.Core.Likelihoods;
using Vae.Core.Randomness;

namespace Vae.Core.Networks;

/// <summary>Draws the parameters that training starts from.</summary>
internal static class ParameterInitializer
{
    /// <summary>Fills <paramref name="parameters"/>; the same seed gives the same numbers on every engine.</summary>
    public static void Fill(VaePlan plan, ParameterLayout layout, NetworkOptions options, int seed, Span<float> parameters)
    {
        var stream = new Philox(seed, RandomPurpose.Initialization);
        parameters[..layout.Count].Clear();
        foreach (var layer in plan.LinearLayers)
        {
            var hidden = layer != plan.Mean && layer != plan.LogVariance && layer != plan.Decoder.Layers[^1];
            var rule = Resolve(options, hidden);
            var weight = layout[layer.WeightName];
            Uniform(stream, weight, Bound(rule, layer), parameters);
            if (rule == Initialization.PyTorch)
            {
                Uniform(stream, layout[layer.BiasName], 1 / Math.Sqrt(layer.Inputs), parameters);
            }
        }

        if (layout.Find(VaePlan.LogSigmaName) is { } logSigma && plan.Likelihood is GaussianLikelihood gaussian)
        {
            logSigma.Of(parameters).Fill(MathF.Log(gaussian.Sigma));
        }
    }

    /// <summary>Fills the parameters of a network beside the model. Its last layer has no activation.</summary>
    public static void FillAuxiliary(NetworkPlan network, ParameterLayout layout, NetworkOptions options, int seed, Span<float> parameters)
    {
        var stream = new Philox(seed, RandomPurpose.Initialization);
        foreach (var layer in network.Layers.OfType<LinearLayer>())
        {
            var rule = Resolve(options, hidden: layer != network.Layers[^1]);
            Uniform(stream, layout[layer.WeightName], Bound(rule, layer), parameters);
            if (rule == Initialization.PyTorch)
            {
                Uniform(stream, layout[layer.BiasName], 1 / Math.Sqrt(layer.Inputs), parameters);
            }
        }
    }

    private static Initialization Resolve(NetworkOptions options, bool hidden) => options.Initialization switch
    {
        Initialization.PyTorch => Initialization.PyTorch,
        _ when !hidden => Initialization.Glorot,
        Initialization.Automatic => options.Activation == Activation.Tanh ? Initialization.Glorot : Initialization.He,
        var chosen => chosen,
    };

    private static double Bound(Initialization rule, LinearLayer layer) => rule switch
    {
        Initialization.He => Math.Sqrt(6.0 / layer.Inputs),
        Initialization.Glorot => Math.Sqrt(6.0 / (layer.Inputs + layer.Outputs)),
        _ => 1 / Math.Sqrt(layer.Inputs),
    };

    private static void Uniform(in Philox stream, ParameterSlot slot, double bound, Span<float> parameters)
    {
        var values = slot.Of(parameters);
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)(((2 * stream.UniformAt((ulong)(slot.Offset + i))) - 1) * bound);
        }
    }
}
