using BenchmarkDotNet.Attributes;
using Vae.Core.Engines.Managed.Layers;
using Vae.Core.Engines.Managed.Panels;

namespace Vae.Core.Benchmarks.Kernels;

/// <summary>The three products of each layer of the img and tab nets, on a batch of 128 rows (four panels) and one thread.</summary>
public unsafe class ProductBenchmarks : IMeasuredWork
{
    private const int Panels = 4;

    private LinearStage stage = null!;
    private PinnedFloats parameters = null!;
    private PinnedFloats input = null!;
    private PinnedFloats output = null!;
    private PinnedFloats blocks = null!;
    private PinnedFloats gradient = null!;
    private PinnedFloats tile = null!;

    /// <summary>Inputs and outputs of a layer.</summary>
    [Params("img 784-400", "img 400-20", "img 20-400", "img 400-784", "tab 30-64", "tab 64-32", "tab 32-8", "tab 8-32", "tab 32-64", "tab 64-30")]
    public string Layer { get; set; } = "";

    private (int Inputs, int Outputs) Shape
    {
        get
        {
            var numbers = Layer[4..].Split('-');
            return (int.Parse(numbers[0], System.Globalization.CultureInfo.InvariantCulture), int.Parse(numbers[1], System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    /// <inheritdoc/>
    public Work WorkOf(string method) => Work.Flop(2.0 * Shape.Inputs * Shape.Outputs * Panels * Panel.Lanes);

    /// <summary>Makes the layer and a batch.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var (inputs, outputs) = Shape;
        stage = new LinearStage { Inputs = inputs, Outputs = outputs, WeightOffset = 0, BiasOffset = inputs * outputs };
        parameters = Buffers.Random((inputs + 1) * outputs, seed: 1, scale: 0.1f);
        gradient = new PinnedFloats(parameters.Length);
        input = Buffers.Random(Panels * inputs * Panel.Lanes, seed: 2);
        output = Buffers.Random(Panels * outputs * Panel.Lanes, seed: 3);
        blocks = Buffers.Random((inputs + Panel.Lanes - 1) / Panel.Lanes * Panels * Panel.Lanes * Panel.Lanes, seed: 4);
        tile = new PinnedFloats(outputs * Panel.Lanes);
    }

    /// <summary>output = W input + b.</summary>
    [Benchmark]
    public void Forward()
    {
        for (var panel = 0; panel < Panels; panel++)
        {
            KernelSet.Best.Forward(
                stage, parameters.Pointer, input.Pointer + (panel * stage.Inputs * Panel.Lanes), output.Pointer + (panel * stage.Outputs * Panel.Lanes));
        }
    }

    /// <summary>dInput = W^T dOutput.</summary>
    [Benchmark]
    public void InputGradient()
    {
        for (var panel = 0; panel < Panels; panel++)
        {
            KernelSet.Best.BackwardInput(
                stage, parameters.Pointer, output.Pointer + (panel * stage.Outputs * Panel.Lanes), input.Pointer + (panel * stage.Inputs * Panel.Lanes));
        }
    }

    /// <summary>dW = dOutput input^T.</summary>
    [Benchmark]
    public void WeightGradient() =>
        KernelSet.Best.WeightGradient(stage, output.Pointer, blocks.Pointer, Panels, gradient.Pointer, tile.Pointer);
}
