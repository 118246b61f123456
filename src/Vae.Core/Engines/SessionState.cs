namespace Vae.Core.Engines;

/// <summary>Everything that training changes: a session continued from it takes the very steps that the first would have taken.</summary>
internal sealed class SessionState
{
    /// <param name="parameterCount">Floats of the layout.</param>
    public SessionState(int parameterCount)
        : this(parameterCount, parameterCount, 1)
    {
    }

    /// <param name="parameterCount">Floats of the layout.</param>
    /// <param name="momentCount">Floats of the moments of all optimisers.</param>
    /// <param name="groupCount">Optimisers.</param>
    public SessionState(int parameterCount, int momentCount, int groupCount)
    {
        Parameters = new float[parameterCount];
        FirstMoment = new float[momentCount];
        SecondMoment = new float[momentCount];
        OptimizerSteps = new long[groupCount];
    }

    /// <summary>Parameters in the order of the layout.</summary>
    public float[] Parameters { get; }

    /// <summary>Adam's running mean of the gradient; where a group's begins, <see cref="OptimizerGroup.MomentOffset"/> says.</summary>
    public float[] FirstMoment { get; }

    /// <summary>Adam's running mean of the squared gradient, likewise.</summary>
    public float[] SecondMoment { get; }

    /// <summary>Steps that each group has taken with this optimiser state, for the bias correction.</summary>
    public long[] OptimizerSteps { get; }

    /// <summary>Losses of the rows since they were taken the last time.</summary>
    public LossTotals Losses { get; set; }

    /// <summary>Steps of the first group.</summary>
    public long OptimizerStep
    {
        get => OptimizerSteps[0];
        set => OptimizerSteps[0] = value;
    }
}
