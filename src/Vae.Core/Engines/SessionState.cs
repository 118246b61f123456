namespace Vae.Core.Engines;

/// <summary>Everything that training changes: a session continued from it takes the very steps that the first would have taken.</summary>
internal sealed class SessionState(int parameterCount)
{
    /// <summary>Parameters in the order of the layout.</summary>
    public float[] Parameters { get; } = new float[parameterCount];

    /// <summary>Adam's running mean of the gradient.</summary>
    public float[] FirstMoment { get; } = new float[parameterCount];

    /// <summary>Adam's running mean of the squared gradient.</summary>
    public float[] SecondMoment { get; } = new float[parameterCount];

    /// <summary>Steps taken with this optimiser state, for the bias correction.</summary>
    public long OptimizerStep { get; set; }

    /// <summary>The same of the parameters beside the model's own (a classifier's head, discriminators), which have an optimiser of their own.</summary>
    public long AuxiliaryStep { get; set; }
}
