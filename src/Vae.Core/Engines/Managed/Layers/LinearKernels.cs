using Vae.Core.Engines.Managed.Kernels;
using Vae.Core.Engines.Managed.Panels;
using Vae.Core.Simd;

namespace Vae.Core.Engines.Managed.Layers;

/// <summary>The three products of a linear stage, cut into blocks that fit the first-level cache.</summary>
internal static unsafe class LinearKernels<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    // 200 rows of a panel are 25 KB: with the 12 rows of weights beside them they stay within a 48 KB cache, and mostly within 32 KB.
    private const int ForwardBlock = 200;

    // The transposed walk over weights touches one or two cache lines a row, so its block is shorter.
    private const int BackwardBlock = 128;

    /// <summary>output = f(W input + b) for one panel.</summary>
    public static void Forward(LinearStage stage, float* parameters, float* input, float* output, float* derivative)
    {
        var weights = parameters + stage.WeightOffset;
        var blocks = (stage.Inputs + ForwardBlock - 1) / ForwardBlock;
        var block = (stage.Inputs + blocks - 1) / blocks;
        for (var first = 0; first < stage.Inputs; first += block)
        {
            var operand = new GemmKernel.Operand
            {
                A = weights + first,
                RowStride = stage.Inputs,
                KStride = 1,
                Inner = Math.Min(block, stage.Inputs - first),
            };
            GemmKernel.Multiply<S, V>(operand, stage.Outputs, input + ((nint)first * Panel.Lanes), output, Panel.Lanes, accumulate: first > 0);
        }

        ActivationKernel.Forward<S, V>(stage.Activation, stage.Slope, output, parameters + stage.BiasOffset, stage.Outputs, derivative);
    }

    /// <summary>dInput (+)= W^T dOutput for one panel.</summary>
    public static void BackwardInput(LinearStage stage, float* parameters, float* dOutput, float* dInput, bool accumulate)
    {
        var weights = parameters + stage.WeightOffset;
        var blocks = (stage.Outputs + BackwardBlock - 1) / BackwardBlock;
        var block = (stage.Outputs + blocks - 1) / blocks;
        for (var first = 0; first < stage.Outputs; first += block)
        {
            var operand = new GemmKernel.Operand
            {
                A = weights + ((nint)first * stage.Inputs),
                RowStride = 1,
                KStride = stage.Inputs,
                Inner = Math.Min(block, stage.Outputs - first),
            };
            GemmKernel.Multiply<S, V>(
                operand, stage.Inputs, dOutput + ((nint)first * Panel.Lanes), dInput, Panel.Lanes, accumulate || first > 0);
        }
    }

    /// <summary>dW[firstRow..lastRow, :] = dOutput input^T, summed over panels, and the bias's gradient.</summary>
    /// <param name="stage">The layer.</param>
    /// <param name="dOutput">Panels of dOutput, one after the other.</param>
    /// <param name="blocks">The layer's input as blocks [Inputs / 32][panels * 32][32].</param>
    /// <param name="blockStride">Floats from a block to the next.</param>
    /// <param name="panels">Panels.</param>
    /// <param name="firstRow">First output of this share.</param>
    /// <param name="lastRow">One past the last.</param>
    /// <param name="gradient">The flat gradient.</param>
    /// <param name="tile">Room for (lastRow - firstRow) * 32 floats.</param>
    public static void WeightGradient(
        LinearStage stage, float* dOutput, float* blocks, nint blockStride, int panels, int firstRow, int lastRow, float* gradient, float* tile)
    {
        var rows = lastRow - firstRow;
        var weights = gradient + stage.WeightOffset + ((nint)firstRow * stage.Inputs);
        var operand = new GemmKernel.Operand
        {
            A = dOutput + ((nint)firstRow * Panel.Lanes),
            RowStride = Panel.Lanes,
            KStride = 1,
            Inner = Panel.Lanes,
            Outer = panels,
            OuterStride = (nint)stage.Outputs * Panel.Lanes,
        };
        for (var first = 0; first < stage.Inputs; first += Panel.Lanes)
        {
            var width = Math.Min(Panel.Lanes, stage.Inputs - first);
            if (width == Panel.Lanes)
            {
                GemmKernel.Multiply<S, V>(operand, rows, blocks, weights + first, stage.Inputs, accumulate: false);
            }
            else
            {
                GemmKernel.Multiply<S, V>(operand, rows, blocks, tile, Panel.Lanes, accumulate: false);
                for (var row = 0; row < rows; row++)
                {
                    new ReadOnlySpan<float>(tile + (row * Panel.Lanes), width).CopyTo(
                        new Span<float>(weights + ((nint)row * stage.Inputs) + first, width));
                }
            }

            blocks += blockStride;
        }

        BiasGradient(stage, dOutput, panels, firstRow, lastRow, gradient + stage.BiasOffset);
    }

    /// <summary>A thread's share of the layer's gradient over all panels, and the update of those parameters.</summary>
    /// <param name="stage">The layer.</param>
    /// <param name="dOutput">Gradient of W x + b.</param>
    /// <param name="input">The layer's input, with blocks.</param>
    /// <param name="panels">Panels in use.</param>
    /// <param name="thread">The thread.</param>
    /// <param name="threads">All of them.</param>
    /// <param name="tile">Room for Outputs * 32 floats.</param>
    /// <param name="update">Told what is complete.</param>
    public static void WeightShare(
        LinearStage stage, PanelBuffer dOutput, PanelBuffer input, int panels, int thread, int threads, float* tile, ParameterUpdate<S, V> update)
    {
        // Shares are whole register tiles, so that no thread is left with single rows.
        var rows = stage.Outputs >= GemmKernel.WideRows * threads ? GemmKernel.WideRows : GemmKernel.NarrowRows;
        var tileCount = (stage.Outputs + rows - 1) / rows;
        var first = Math.Min(stage.Outputs, (int)((long)tileCount * thread / threads) * rows);
        var last = Math.Min(stage.Outputs, (int)((long)tileCount * (thread + 1) / threads) * rows);
        if (first == last)
        {
            return;
        }

        WeightGradient(stage, dOutput.Pointer, input.Blocks!.Pointer, input.BlockStride, panels, first, last, update.Gradient, tile);
        update.Complete(stage.WeightOffset + ((nint)first * stage.Inputs), (nint)(last - first) * stage.Inputs, decay: true);
        update.Complete(stage.BiasOffset + first, last - first, decay: false);
    }

    /// <summary>The bias's gradient of some outputs, summed over panels.</summary>
    /// <param name="stage">The layer.</param>
    /// <param name="dOutput">Panels of dOutput, one after the other.</param>
    /// <param name="panels">Panels.</param>
    /// <param name="firstRow">First output.</param>
    /// <param name="lastRow">One past the last.</param>
    /// <param name="bias">The gradient of all outputs' biases.</param>
    public static void BiasGradient(LinearStage stage, float* dOutput, int panels, int firstRow, int lastRow, float* bias)
    {
        for (var row = firstRow; row < lastRow; row++)
        {
            var total = 0f;
            for (var part = 0; part < Panel.PartialSums; part += S.Lanes)
            {
                var sum = S.Broadcast(0);
                for (var panel = 0; panel < panels; panel++)
                {
                    var values = dOutput + ((((nint)panel * stage.Outputs) + row) * Panel.Lanes);
                    for (var lane = part; lane < Panel.Lanes; lane += Panel.PartialSums)
                    {
                        sum = S.Add(sum, S.Load(values + lane));
                    }
                }

                total = S.AddTo(total, sum);
            }

            bias[row] = total;
        }
    }
}
