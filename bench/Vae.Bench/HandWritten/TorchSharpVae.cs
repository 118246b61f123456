using TorchSharp.Modules;
using Vae.Bench.Workloads;
using static TorchSharp.torch;

namespace Vae.Bench.HandWritten;

/// <summary>A variational autoencoder as a user of TorchSharp writes one, without anything of ours: ReLU layers, two linear heads, a decoder that mirrors the encoder.</summary>
internal sealed class TorchSharpVae : nn.Module<Tensor, (Tensor Output, Tensor Mean, Tensor LogVariance)>
{
    private readonly Sequential encoder;
    private readonly Linear mean;
    private readonly Linear logVariance;
    private readonly Sequential decoder;

    public TorchSharpVae(Net net)
        : base(nameof(TorchSharpVae))
    {
        encoder = nn.Sequential(Hidden(net.Width, net.Hidden));
        mean = nn.Linear(net.Hidden[^1], net.Latent);
        logVariance = nn.Linear(net.Hidden[^1], net.Latent);
        decoder = nn.Sequential([.. Hidden(net.Latent, net.Hidden.Reverse()), nn.Linear(net.Hidden[0], net.Width)]);
        RegisterComponents();
    }

    /// <summary>Rows to mean codes.</summary>
    public Tensor Encode(Tensor rows) => mean.call(encoder.call(rows));

    /// <summary>Codes to logits or means.</summary>
    public Tensor Decode(Tensor codes) => decoder.call(codes);

    public override (Tensor Output, Tensor Mean, Tensor LogVariance) forward(Tensor input)
    {
        var hidden = encoder.call(input);
        var (center, spread) = (mean.call(hidden), logVariance.call(hidden));
        var code = center + ((0.5 * spread).exp() * randn_like(center));
        return (Decode(code), center, spread);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            encoder.Dispose();
            mean.Dispose();
            logVariance.Dispose();
            decoder.Dispose();
        }

        base.Dispose(disposing);
    }

    private static List<nn.Module<Tensor, Tensor>> Hidden(int inputs, IEnumerable<int> widths)
    {
        List<nn.Module<Tensor, Tensor>> layers = [];
        foreach (var width in widths)
        {
            layers.AddRange([nn.Linear(inputs, width), nn.ReLU()]);
            inputs = width;
        }

        return layers;
    }
}
