using Vae.Core.Networks;
using Vae.Torch.Tensors;

namespace Vae.Torch.Convolutions;

/// <summary>
/// Convolutions as products of matrices: what each weight sees of the large map is laid out in columns, which the weights multiply. The same sums as those of <see cref="OwnConvolutions"/>,
/// without the kernels that these take; slower, and with kernel * kernel times the large map in memory.
/// </summary>
internal sealed class ProductConvolutions : IConvolutions
{
    public Tensor Apply(ConvolutionLayer layer, Tensor value, Tensor weight, Tensor bias)
    {
        var rows = value.shape[0];
        using var matrix = weight.reshape(layer.Small.Channels, -1);
        using var sums = layer is ConvTranspose2dLayer ? Spread(layer, value.reshape(rows, layer.From.Channels, -1), matrix) : Gather(layer, value, matrix);
        using var dense = sums.view(rows, layer.To.Channels, layer.To.Height, layer.To.Width);
        using var each = bias.view(1, -1, 1, 1);
        return dense.Plus(each);
    }

    public long NumbersBeside(ConvolutionLayer layer) => (long)layer.Small.Height * layer.Small.Width * layer.Large.Channels * layer.Kernel * layer.Kernel;

    /// <summary>[rows, outputs, positions]: a column of the large map's numbers for each pixel of the small one, multiplied by the weights.</summary>
    private static Tensor Gather(ConvolutionLayer layer, Tensor value, Tensor matrix)
    {
        using var columns = torch.nn.functional.unfold(
            value, (layer.Kernel, layer.Kernel), (1, 1), (layer.Padding, layer.Padding), (layer.Stride, layer.Stride));
        return torch.matmul(matrix, columns);
    }

    /// <summary>[rows, outputs, height, width]: the products of each pixel of the small map, added where they lie over the large one.</summary>
    private static Tensor Spread(ConvolutionLayer layer, Tensor value, Tensor matrix)
    {
        using var turned = matrix.t();
        using var columns = torch.matmul(turned, value);
        return torch.nn.functional.fold(
            columns, (layer.To.Height, layer.To.Width), (layer.Kernel, layer.Kernel), (1, 1), (layer.Padding, layer.Padding), (layer.Stride, layer.Stride));
    }
}
