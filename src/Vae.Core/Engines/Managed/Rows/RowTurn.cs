using Vae.Core.Engines.Managed.Panels;
using Vae.Core.Simd;

namespace Vae.Core.Engines.Managed.Rows;

/// <summary>Turns a row of which positions come first into one of which channels do, which is what all but convolutions take.</summary>
internal sealed unsafe class RowTurn<S, V>(RowForm input) : RowLayer<S, V>(new RowForm(input.Channels, input.Positions))
    where S : struct, ISimd<V>
    where V : struct
{
    public override void Apply(float* input, nint inputStride, float* output, nint outputStride, int rows)
    {
        for (var row = 0; row < rows; row++)
        {
            TransposeKernel.Transpose(input + (row * inputStride), Form.Padded, Form.Positions, Form.Channels, output + (row * outputStride), Form.Positions);
        }
    }

    private RowForm Form => input;
}
