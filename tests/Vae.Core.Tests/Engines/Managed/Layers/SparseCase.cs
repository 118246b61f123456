using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Vae.Core.Engines;
using Vae.Core.Engines.Managed.Kernels;
using Vae.Core.Engines.Managed.Layers;
using Vae.Core.Engines.Managed.Panels;
using Vae.Core.Likelihoods;
using Vae.Core.Networks;
using Vae.Core.Options;
using Vae.Core.Simd;

namespace Vae.Core.Tests.Engines.Managed.Layers;

/// <summary>One linear layer on a batch of rows with zeros, forward and weight gradient, by all numbers and by those that are not zero.</summary>
internal sealed unsafe class SparseCase
{
    private readonly Random random;
    private readonly LinearLayer layer;
    private readonly Activation? activation;
    private readonly ParameterLayout layout;
    private readonly int rows;

    public SparseCase(int inputs, int outputs, int rows, double density, Activation? activation, int seed, double scale = 1)
    {
        (this.rows, this.activation) = (rows, activation);
        random = new Random(seed);
        layer = new LinearLayer("net.0", inputs, outputs);
        var network = new NetworkPlan([layer]);
        layout = new ParameterLayout(new VaePlan(
            inputs, 1, network, new LinearLayer("mean", outputs, 1), new LinearLayer("log_variance", outputs, 1), new NetworkPlan([]), Likelihood.Bernoulli()));
        Parameters = Numbers(layout.Count, 1, scale);
        Input = Numbers(rows * inputs, density, scale);
        OutputGradient = Numbers(rows * outputs, 0.7, scale);
    }

    /// <summary>Those of the layer come first.</summary>
    public float[] Parameters { get; }

    /// <summary>Row-major.</summary>
    public float[] Input { get; }

    /// <summary>Row-major.</summary>
    public float[] OutputGradient { get; }

    /// <summary>The bits of what comes out: output and derivative of the activation of all panels, then the gradient.</summary>
    public (int[] Output, int[] Gradient) Run(int bits, int threads, bool sparse) => (VectorWidth)bits switch
    {
        VectorWidth.Bits512 => Run<Simd512, Vector512<float>>(threads, sparse),
        VectorWidth.Bits256 => Run<Simd256, Vector256<float>>(threads, sparse),
        VectorWidth.Bits128 => Run<Simd128, Vector128<float>>(threads, sparse),
        _ => throw new ArgumentOutOfRangeException(nameof(bits), bits, "Scalars have no sparse products."),
    };

    private (int[] Output, int[] Gradient) Run<S, V>(int threads, bool sparse)
        where S : struct, ISimd<V>
        where V : struct
    {
        using var team = new WorkerTeam(threads);
        var memory = new ParameterMemory(layout.Count);
        Parameters.CopyTo(memory.Parameters.Span);
        var stage = LinearStage.Of(new LayerGroup(layer, activation, 0.1f), layout);
        var panels = Panel.Count(rows);
        var input = Panels(Input, layer.Inputs);
        var dOutput = Panels(OutputGradient, layer.Outputs);
        var output = new PanelBuffer(layer.Outputs, panels);
        var derivative = new PanelBuffer(layer.Outputs, panels);
        var update = new ParameterUpdate<S, V>(memory, new OptimizerGroup("all", layout.Slots, 0, new OptimizerOptions(), 1, null), team);
        update.Begin(0, update: false);
        if (sparse)
        {
            BySparseProducts(stage, memory.Parameters.Pointer, team, input, dOutput, output, derivative, update);
        }
        else
        {
            input.WantBlocks();
            for (var panel = 0; panel < panels; panel++)
            {
                LinearKernels<S, V>.Forward(stage, memory.Parameters.Pointer, input.Of(panel), output.Of(panel), derivative.Of(panel));
                input.FillBlocks(panel);
            }

            var tile = new PinnedFloats(layer.Outputs * Panel.Lanes);
            LinearKernels<S, V>.WeightShare(stage, dOutput, input, panels, 0, 1, tile.Pointer, update);
        }

        return ([.. Bits(output.Values.Span), .. Bits(derivative.Values.Span)], [.. Bits(memory.Gradient.Span)]);
    }

    private void BySparseProducts<S, V>(
        LinearStage stage, float* parameters, WorkerTeam team, PanelBuffer input, PanelBuffer dOutput, PanelBuffer output, PanelBuffer derivative, ParameterUpdate<S, V> update)
        where S : struct, ISimd<V>
        where V : struct
    {
        var forward = new SparseLinear<S, V>(stage, team.Size);
        team.Run(thread => forward.Load(parameters, thread, team.Size));
        var gradient = new SparseGradient<S, V>(stage, input.Panels, team.Size);
        var masks = new uint[input.Panels * stage.Inputs];
        fixed (uint* all = masks)
        {
            for (var panel = 0; panel < input.Panels; panel++)
            {
                var mask = all + (panel * stage.Inputs);
                var count = NonZeroKernel.Mark(input.Of(panel), stage.Inputs, int.MaxValue, mask);
                Assert.Equal(new Span<float>(input.Of(panel), stage.Inputs * Panel.Lanes).ToArray().Count(value => value != 0), count);
                forward.Forward(parameters, input.Of(panel), mask, count, output.Of(panel), derivative.Of(panel));
                gradient.Load(panel, dOutput.Of(panel));
            }

            var pinned = (nint)all;
            team.Run(thread => gradient.WeightShare(dOutput.Pointer, input.Pointer, (uint*)pinned, input.Panels, thread, team.Size, update));
        }
    }

    private PanelBuffer Panels(float[] values, int width)
    {
        var buffer = new PanelBuffer(width, Panel.Count(rows));
        for (var row = 0; row < rows; row++)
        {
            for (var f = 0; f < width; f++)
            {
                buffer.Of(row / Panel.Lanes)[(f * Panel.Lanes) + (row % Panel.Lanes)] = values[(row * width) + f];
            }
        }

        return buffer;
    }

    private float[] Numbers(int count, double density, double scale)
    {
        var values = new float[count];
        foreach (ref var value in values.AsSpan())
        {
            // Zeros of both signs.
            value = random.NextDouble() < density ? (float)(scale * ((2 * random.NextDouble()) - 1)) : random.Next(2) == 0 ? 0f : -0f;
        }

        return values;
    }

    private static int[] Bits(Span<float> values) => MemoryMarshal.Cast<float, int>(values).ToArray();
}
