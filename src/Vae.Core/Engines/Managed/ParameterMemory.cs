namespace Vae.Core.Engines.Managed;

/// <summary>The flat buffers of a session, all in the order of its layout: parameters, their gradient, and Adam's two moments.</summary>
internal sealed class ParameterMemory(int count)
{
    public int Count => count;

    public PinnedFloats Parameters { get; } = new(count);

    public PinnedFloats Gradient { get; } = new(count);

    public PinnedFloats FirstMoment { get; } = new(count);

    public PinnedFloats SecondMoment { get; } = new(count);

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
