using Vae.Core.Networks;

namespace Vae.Torch.Convolutions;

/// <summary>libtorch's own operators: oneDNN's on the processor, cuDNN's on a GPU.</summary>
internal sealed class OwnConvolutions : IConvolutions
{
    public Tensor Apply(ConvolutionLayer layer, Tensor value, Tensor weight, Tensor bias) => layer is ConvTranspose2dLayer transposed
        ? torch.nn.functional.conv_transpose2d(
            value, weight, bias, [layer.Stride, layer.Stride], [layer.Padding, layer.Padding], [transposed.OutputPaddingHeight, transposed.OutputPaddingWidth])
        : torch.nn.functional.conv2d(value, weight, bias, [layer.Stride, layer.Stride], [layer.Padding, layer.Padding]);

    public long NumbersBeside(ConvolutionLayer layer) => 0;
}
