using Vae.Core.Engines.Managed.Kernels;
using Vae.Core.Simd;

namespace Vae.Core.Engines.Managed.Rows;

/// <summary>A linear layer and its activation; several rows share each load of the weights.</summary>
internal sealed unsafe class RowLinear<S, V>(RowStage stage) : RowLayer<S, V>(new RowForm(stage.Outputs, 1))
    where S : struct, ISimd<V>
    where V : struct
{
    public override void Apply(float* input, nint inputStride, float* output, nint outputStride, int rows)
    {
        if (rows == 1)
        {
            stage.Multiply<S, V>(input, output);
        }
        else
        {
            stage.Multiply<S, V>(input, inputStride, output, outputStride, rows);
        }

        for (var row = 0; row < rows; row++)
        {
            ActivationKernel.ForwardRow<S, V>(stage.Activation, stage.Slope, output + (row * outputStride), stage.Bias, stage.Padded);
        }
    }
}
