namespace Vae.Core.Engines;

/// <summary>What differs from step to step of a classifier.</summary>
/// <param name="Step">Number of the step, from 0; selects the dropout masks.</param>
/// <param name="HeadRate">Learning rate of the head.</param>
/// <param name="EncoderRate">Learning rate of the encoder.</param>
/// <param name="TrainsEncoder">Whether the encoder is trained; where not, it runs as after training, without dropout, and keeps its running statistics.</param>
internal readonly record struct ClassifierStep(long Step, float HeadRate, float EncoderRate, bool TrainsEncoder)
{
    /// <summary>Dropout masks given from outside: one for each dropout layer of the encoder, then the head's; null: the engine draws its own.</summary>
    public StepInjection? Injection { get; init; }

    /// <summary>Weight of each row that is given by value, as in <see cref="IClassifierSession.UseRows"/>; empty: every row counts once.</summary>
    public ReadOnlyMemory<float> Weights { get; init; }
}
