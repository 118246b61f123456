using Vae.Core.Networks;

namespace Vae.Torch.Convolutions;

/// <summary>A way to compute convolutions, transposed ones and the gradients of both on libtorch.</summary>
internal interface IConvolutions
{
    /// <summary>Applies a layer; libtorch finds the way back.</summary>
    /// <param name="layer">A <see cref="Conv2dLayer"/> or a <see cref="ConvTranspose2dLayer"/>.</param>
    /// <param name="value">[rows, channels, height, width] of the layer's input.</param>
    /// <param name="weight">[channels of the small map, channels of the large map, kernel, kernel].</param>
    /// <param name="bias">[channels of the output].</param>
    /// <returns>[rows, channels, height, width] of the layer's output.</returns>
    Tensor Apply(ConvolutionLayer layer, Tensor value, Tensor weight, Tensor bias);

    /// <summary>Numbers a row that it holds on the way besides what goes in and comes out.</summary>
    long NumbersBeside(ConvolutionLayer layer);
}
