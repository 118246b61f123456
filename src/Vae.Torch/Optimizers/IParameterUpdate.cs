using Vae.Core.Engines;

namespace Vae.Torch.Optimizers;

/// <summary>Adam over the flat parameters; the numbers are those of the managed engine.</summary>
internal interface IParameterUpdate : IDisposable
{
    /// <summary>Steps taken, for the bias correction.</summary>
    long Steps { get; set; }

    /// <summary>Takes a step down these gradients, one a trained parameter in the layout's order, and raises log sigma to its floor.</summary>
    void Apply(IList<Tensor> gradients, in StepSettings settings);

    /// <summary>Copies the running means of the gradient and of its square out.</summary>
    void Read(Span<float> firstMoment, Span<float> secondMoment);

    /// <summary>Replaces them.</summary>
    void Write(ReadOnlySpan<float> firstMoment, ReadOnlySpan<float> secondMoment);
}
