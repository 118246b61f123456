using Vae.Core.Likelihoods;
using Vae.Core.Options;
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
        foreach (var layer in plan.Layers)
        {
            Fill(layer, IsHidden(plan, layer), layout, options, stream, parameters);
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
        foreach (var layer in network.Layers)
        {
            Fill(layer, hidden: layer != network.Layers[^1], layout, options, stream, parameters);
        }
    }

    private static void Fill(
        LayerPlan layer, bool hidden, ParameterLayout layout, NetworkOptions options, in Philox stream, Span<float> parameters)
    {
        switch (layer)
        {
            case LinearLayer linear:
                Draw(linear.WeightName, linear.BiasName, linear.Inputs, linear.Outputs, linear.Inputs, stream, parameters);
                break;
            case ConvolutionLayer convolution:
                Draw(
                    convolution.WeightName, convolution.BiasName, convolution.FanIn, convolution.FanOut, convolution.TorchFanIn, stream, parameters);
                break;
            case BatchNormLayer normalization:
                layout[normalization.WeightName].Of(parameters).Fill(1);
                layout[normalization.RunningVarianceName].Of(parameters).Fill(1);
                break;
            case LayerNormLayer normalization:
                layout[normalization.WeightName].Of(parameters).Fill(1);
                break;
        }

        void Draw(string weight, string bias, double fanIn, double fanOut, double torchFanIn, in Philox stream, Span<float> parameters)
        {
            var rule = Resolve(options, hidden);
            var torchBound = 1 / Math.Sqrt(torchFanIn);
            var bound = rule switch
            {
                Initialization.He => Math.Sqrt(6.0 / fanIn),
                Initialization.Glorot => Math.Sqrt(6.0 / (fanIn + fanOut)),
                _ => torchBound,
            };
            Uniform(stream, layout[weight], bound, parameters);
            if (rule == Initialization.PyTorch)
            {
                Uniform(stream, layout[bias], torchBound, parameters);
            }
        }
    }

    private static bool IsHidden(VaePlan plan, LayerPlan layer) =>
        layer != plan.Mean && layer != plan.LogVariance && layer != plan.Decoder.Layers.Last(last => last.Parameters.Count > 0);

    private static Initialization Resolve(NetworkOptions options, bool hidden) => options.Initialization switch
    {
        Initialization.PyTorch => Initialization.PyTorch,
        _ when !hidden => Initialization.Glorot,
        Initialization.Automatic => options.Activation == Activation.Tanh ? Initialization.Glorot : Initialization.He,
        var chosen => chosen,
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
