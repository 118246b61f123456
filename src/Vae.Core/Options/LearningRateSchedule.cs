namespace Vae.Core.Options;

/// <summary>The learning rate as a function of the step.</summary>
public sealed record LearningRateSchedule
{
    /// <summary>Shape after the warm-up; default cosine.</summary>
    public LearningRateDecay Decay { get; init; } = LearningRateDecay.Cosine;

    /// <summary>Steps over which the rate first rises linearly to its full value, but at most a tenth of the run; default 50.</summary>
    public int WarmupSteps { get; init; } = 50;

    /// <summary>Factor on the learning rate at a step.</summary>
    /// <param name="step">Steps already taken, from 0.</param>
    /// <param name="totalSteps">Steps of the whole run.</param>
    /// <returns>A number in [0,1].</returns>
    public double Factor(long step, long totalSteps)
    {
        // A warm-up longer than the run would never reach the full rate: it takes at most a tenth of a short run.
        var warmup = Math.Min(WarmupSteps, totalSteps / 10);
        if (step < warmup)
        {
            return (step + 1.0) / warmup;
        }

        var progress = (step - warmup) / (double)Math.Max(1, totalSteps - warmup);
        return Decay switch
        {
            LearningRateDecay.Cosine => 0.5 * (1 + Math.Cos(Math.PI * Math.Min(1, progress))),
            LearningRateDecay.Linear => Math.Max(0, 1 - progress),
            _ => 1,
        };
    }

    internal void Validate()
    {
        Require.Defined(Decay, "Training.Schedule.Decay");
        Require.InRange(WarmupSteps, 0, int.MaxValue, "Training.Schedule.WarmupSteps");
    }
}
