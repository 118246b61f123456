using Vae.Core.Engines.Managed.Panels;

namespace Vae.Core.Engines.Managed.Layers;

/// <summary>The flat buffers of a session: parameters in the order of its layout; gradients and Adam's two moments, in which each optimiser group has a place.</summary>
/// <param name="count">Floats of the layout.</param>
/// <param name="momentCount">Floats of all groups' moments; no fewer.</param>
internal sealed class ParameterMemory(int count, int momentCount)
{
    public ParameterMemory(int count)
        : this(count, count)
    {
    }

    public int Count => count;

    public PinnedFloats Parameters { get; } = new(count);

    public PinnedFloats Gradient { get; } = new(momentCount);

    public PinnedFloats FirstMoment { get; } = new(momentCount);

    public PinnedFloats SecondMoment { get; } = new(momentCount);

    /// <summary>Copies parameters and moments out.</summary>
    public void Read(SessionState state)
    {
        Parameters.Span.CopyTo(state.Parameters);
        FirstMoment.Span.CopyTo(state.FirstMoment);
        SecondMoment.Span.CopyTo(state.SecondMoment);
    }

    /// <summary>Replaces parameters and moments.</summary>
    public void Write(SessionState state)
    {
        state.Parameters.CopyTo(Parameters.Span);
        state.FirstMoment.CopyTo(FirstMoment.Span);
        state.SecondMoment.CopyTo(SecondMoment.Span);
    }
}
