using System.Collections.Immutable;
using Vae.Core.Options;

namespace Vae.Core.Networks;

/// <summary>One layer as data: what it computes and the shape of its input and output. An engine turns it into arithmetic.</summary>
/// <param name="Inputs">Numbers a row going in.</param>
/// <param name="Outputs">Numbers a row coming out.</param>
internal abstract record LayerPlan(int Inputs, int Outputs)
{
    /// <summary>Its parameters, in PyTorch's order.</summary>
    public virtual IReadOnlyList<ParameterSpec> Parameters => [];
}

/// <summary>A parameter that a layer has, before it has a place.</summary>
/// <param name="Name">PyTorch's name.</param>
/// <param name="Kind">How training treats it.</param>
/// <param name="Shape">Sizes, outermost first.</param>
internal sealed record ParameterSpec(string Name, ParameterKind Kind, params int[] Shape);

/// <summary>y = W x + b. Parameters <c>{Name}.weight</c> [Outputs, Inputs] and <c>{Name}.bias</c> [Outputs], PyTorch's layout.</summary>
/// <param name="Name">Prefix of the parameters' names.</param>
/// <param name="Inputs">Numbers a row going in.</param>
/// <param name="Outputs">Numbers a row coming out.</param>
internal sealed record LinearLayer(string Name, int Inputs, int Outputs) : LayerPlan(Inputs, Outputs)
{
    public string WeightName => Name + ".weight";

    public string BiasName => Name + ".bias";

    public override IReadOnlyList<ParameterSpec> Parameters =>
        [new(WeightName, ParameterKind.Weight, Outputs, Inputs), new(BiasName, ParameterKind.Bias, Outputs)];
}

/// <summary>A non-linearity applied to each number.</summary>
/// <param name="Kind">Which one.</param>
/// <param name="Slope">Slope below 0 of the leaky ReLU.</param>
/// <param name="Size">Numbers a row.</param>
internal sealed record ActivationLayer(Activation Kind, float Slope, int Size) : LayerPlan(Size, Size);

/// <summary>Sets a random share of numbers to 0 in training and scales the rest by 1 / (1 - Rate); nothing otherwise.</summary>
/// <param name="Rate">The share.</param>
/// <param name="Size">Numbers a row.</param>
internal sealed record DropoutLayer(float Rate, int Size) : LayerPlan(Size, Size);

/// <summary>
/// Reads the same numbers, in the same order, as another shape: PyTorch's Flatten and Unflatten. No arithmetic; it holds their place in the numbering.
/// </summary>
/// <param name="Shape">Sizes of a row that comes out: [size], or [channels, height, width].</param>
/// <param name="Size">Numbers a row.</param>
internal sealed record ReshapeLayer(ImmutableArray<int> Shape, int Size) : LayerPlan(Size, Size);

/// <summary>Layers in the order in which they are applied.</summary>
/// <param name="Layers">The layers; each one's inputs equal the outputs of the one before.</param>
internal sealed record NetworkPlan(ImmutableArray<LayerPlan> Layers);
