using System.Runtime.Intrinsics;
using Vae.Core.Engines;
using Vae.Core.Engines.Managed.Layers;
using Vae.Core.Engines.Managed.Panels;
using Vae.Core.Likelihoods;
using Vae.Core.Networks;
using Vae.Core.Options;
using Vae.Core.Simd;
using Vae.Core.Tests.Oracles;

namespace Vae.Core.Tests.Engines.Managed.Layers;

/// <summary>
/// One network on a batch of normal numbers, run by a layer stack and by the reference. The loss is a fixed weighting of the outputs, so that every
/// output has a gradient of its own.
/// </summary>
internal sealed unsafe class StackCase
{
    private readonly int samples;

    public StackCase(NetworkPlan network, int rows, int seed, int samples = 1)
    {
        (Network, this.samples, RowCount) = (network, samples, rows);
        var inputs = network.Layers[0].Inputs;
        var outputs = network.Layers[^1].Outputs;
        Layout = new ParameterLayout(new VaePlan(
            inputs, 1, network, new LinearLayer("mean", outputs, 1), new LinearLayer("log_variance", outputs, 1), new NetworkPlan([]), Likelihood.Bernoulli()));
        Random = new Random(seed);
        Parameters = Normals(Layout.Count, 0.4);
        foreach (var slot in Layout.Slots.Where(slot => slot.Name.EndsWith("running_var", StringComparison.Ordinal)))
        {
            foreach (ref var value in slot.Of(Parameters.AsSpan()))
            {
                value = 0.5f + Math.Abs(value);
            }
        }

        Input = Normals(rows * samples * inputs, 1);
        Weights = Normals(rows * samples * outputs, 1);
    }

    public NetworkPlan Network { get; }

    public ParameterLayout Layout { get; }

    public float[] Parameters { get; }

    public int RowCount { get; }

    /// <summary>[rows * samples, inputs], sample after sample.</summary>
    public float[] Input { get; }

    /// <summary>Derivative of the loss by each output.</summary>
    public float[] Weights { get; }

    private Random Random { get; }

    /// <summary>What a stack makes of the case.</summary>
    /// <param name="Output">Row-major.</param>
    /// <param name="InputGradient">Row-major.</param>
    /// <param name="Gradient">In the order of the layout.</param>
    /// <param name="Parameters">Parameters afterwards: running statistics may have moved.</param>
    internal sealed record Outcome(float[] Output, float[] InputGradient, float[] Gradient, float[] Parameters);

    public Outcome Run(int bits, int threads = 1, bool moveStatistics = false) => (VectorWidth)bits switch
    {
        VectorWidth.Bits512 => Run<Simd512, Vector512<float>>(threads, moveStatistics),
        VectorWidth.Bits256 => Run<Simd256, Vector256<float>>(threads, moveStatistics),
        VectorWidth.Bits128 => Run<Simd128, Vector128<float>>(threads, moveStatistics),
        _ => Run<SimdScalar, float>(threads, moveStatistics),
    };

    /// <summary>Output outside training, row-major.</summary>
    public float[] Infer(int bits) => (VectorWidth)bits switch
    {
        VectorWidth.Bits512 => Infer<Simd512, Vector512<float>>(),
        VectorWidth.Bits256 => Infer<Simd256, Vector256<float>>(),
        VectorWidth.Bits128 => Infer<Simd128, Vector128<float>>(),
        _ => Infer<SimdScalar, float>(),
    };

    public double[][] Reference(double[] parameters, double[] input, bool training) =>
        new ReferenceNetwork(Layout).Run(Network, parameters, [.. input.Chunk(Network.Layers[0].Inputs)], training);

    public double Loss(double[] parameters, double[] input) =>
        Reference(parameters, input, training: true).SelectMany(row => row).Zip(Weights, (output, weight) => output * weight).Sum();

    public static double[] InDouble(float[] values) => [.. values.Select(value => (double)value)];

    private float[] Normals(int count, double scale) => [.. Enumerable.Range(0, count).Select(_ => (float)(
        scale * Math.Sqrt(-2 * Math.Log(1 - Random.NextDouble())) * Math.Cos(2 * Math.PI * Random.NextDouble())))];

    private Outcome Run<S, V>(int threads, bool moveStatistics)
        where S : struct, ISimd<V>
        where V : struct
    {
        using var team = new WorkerTeam(threads);
        var memory = new ParameterMemory(Layout.Count);
        Parameters.CopyTo(memory.Parameters.Span);
        var context = new StepContext(memory.Parameters, threads, seed: 0);
        var panels = Panel.Count(RowCount) * samples;
        var input = new PanelBuffer(Network.Layers[0].Inputs, panels);
        var inputGradient = new PanelBuffer(input.Features, panels);
        var run = new StackRun<S, V>(new LayerStack<S, V>(Network, Layout), context, input, inputGradient, samples);
        var program = new PanelProgram(team);
        run.AddForward(program);
        program.Each(panel =>
        {
            for (var sample = 0; sample < samples; sample++)
            {
                ToPanel(Weights, run.Output.Features, panel, sample, run.OutputGradient!);
            }
        });
        run.AddBackward(program);
        context.Begin(RowCount, new StepSettings(0, 0, 0), moveStatistics);
        for (var panel = 0; panel < context.Panels; panel++)
        {
            for (var sample = 0; sample < samples; sample++)
            {
                ToPanel(Input, input.Features, panel, sample, input);
                input.FillBlocks((panel * samples) + sample);
            }
        }

        program.Run(context.Panels);
        var update = new ParameterUpdate<S, V>(memory, new OptimizerGroup("all", Layout.Slots, 0, new OptimizerOptions(), 1, null), team);
        update.Begin(0, update: false);
        team.Run(thread => run.WeightGradient(thread, update));
        return new Outcome(FromPanels(run.Output), FromPanels(inputGradient), memory.Gradient.Span.ToArray(), memory.Parameters.Span.ToArray());
    }

    private float[] Infer<S, V>()
        where S : struct, ISimd<V>
        where V : struct
    {
        var stack = new LayerStack<S, V>(Network, Layout);
        var parameters = new PinnedFloats(Layout.Count);
        Parameters.CopyTo(parameters.Span);
        var panels = Panel.Count(RowCount) * samples;
        var input = new PanelBuffer(Network.Layers[0].Inputs, panels);
        var output = new PanelBuffer(Network.Layers[^1].Outputs, panels);
        var (first, second) = (new PinnedFloats((long)stack.Widest * Panel.Lanes), new PinnedFloats((long)stack.Widest * Panel.Lanes));
        for (var at = 0; at < panels; at++)
        {
            ToPanel(Input, input.Features, at / samples, at % samples, input);
            var result = stack.Forward(parameters.Pointer, input.Of(at), first.Pointer, second.Pointer);
            new Span<float>(result, output.Features * Panel.Lanes).CopyTo(new Span<float>(output.Of(at), output.Features * Panel.Lanes));
        }

        return FromPanels(output);
    }

    private void ToPanel(float[] values, int width, int panel, int sample, PanelBuffer buffer)
    {
        var target = buffer.Of((panel * samples) + sample);
        new Span<float>(target, width * Panel.Lanes).Clear();
        for (var lane = 0; lane < Panel.Lanes && (panel * Panel.Lanes) + lane < RowCount; lane++)
        {
            var row = (sample * RowCount) + (panel * Panel.Lanes) + lane;
            for (var f = 0; f < width; f++)
            {
                target[(f * Panel.Lanes) + lane] = values[(row * width) + f];
            }
        }
    }

    private float[] FromPanels(PanelBuffer buffer)
    {
        var values = new float[RowCount * samples * buffer.Features];
        for (var row = 0; row < RowCount * samples; row++)
        {
            var (sample, index) = Math.DivRem(row, RowCount);
            for (var f = 0; f < buffer.Features; f++)
            {
                values[(row * buffer.Features) + f] = buffer.Of((index / Panel.Lanes * samples) + sample)[(f * Panel.Lanes) + (index % Panel.Lanes)];
            }
        }

        return values;
    }
}
