using Vae.Core.Engines.Managed.Kernels;
using Vae.Core.Networks;

namespace Vae.Core.Engines.Managed.Rows;

/// <summary>Weights of a convolution by the channel that is written, and within it in the order of the sum: channel that is read, then tap.</summary>
internal sealed unsafe class RowConvolutionWeights
{
    private readonly ConvolutionKernel.Product product;
    private readonly int perChannel;

    public RowConvolutionWeights(ConvolutionLayer layer, ParameterLayout layout, float* parameters)
    {
        var geometry = new ConvolutionGeometry(layer);
        var weights = parameters + layout[layer.WeightName].Offset;
        product = layer is ConvTranspose2dLayer ? ConvolutionKernel.Product.ToLarge(geometry, weights) : ConvolutionKernel.Product.ToSmall(geometry, weights);
        perChannel = geometry.Taps;
    }

    public TapTable Table => product.Table;

    public int Channels => product.Channels;

    /// <summary>Taps of a channel that is read.</summary>
    public int PerChannel => perChannel;

    /// <summary>Taps of all channels that are read.</summary>
    public int Taps => product.Channels * perChannel;

    public float this[int channel, int tap] => product.A[(channel * product.RowStride) + (tap / perChannel * product.ChannelStride) + (tap % perChannel)];
}
