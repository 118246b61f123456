using Vae.Core.Engines;

namespace Vae.Core.Tests.Training;

/// <summary>
/// A session without arithmetic, for exact control of what the training loop sees. Its first parameter counts the steps that its
/// state has seen; its second is what the test wants.
/// </summary>
internal sealed class FakeSession(int features, int latent) : ITrainingSession, IInference
{
    private float stepsInState;
    private LossTotals totals;

    /// <summary>Loss a row of a step, by the number of the call from 0.</summary>
    public Func<int, double> Loss { get; set; } = _ => 10;

    /// <summary>Negative ELBO of the held-out rows, by the steps in the state.</summary>
    public Func<int, double> Validation { get; set; } = _ => 5;

    /// <summary>Called after each step with the number of the call from 0.</summary>
    public Action<int> AfterStep { get; set; } = _ => { };

    /// <summary>Value of the second parameter in the state, by the steps in it.</summary>
    public Func<int, float> Parameter { get; set; } = _ => 1;

    public List<StepSettings> Settings { get; } = [];

    public List<int[]> Indices { get; } = [];

    public List<float[]> Rows { get; } = [];

    public List<long> StepsWritten { get; } = [];

    public string Description => "fake";

    public IInference Inference => this;

    public void UseRows(ReadOnlyMemory<float> rows)
    {
    }

    /// <summary>The weights that were set, and those of each step on rows by value.</summary>
    public List<float[]> Weights { get; } = [];

    public void UseWeights(ReadOnlyMemory<float> weights) => Weights.Add(weights.ToArray());

    public void Step(ReadOnlySpan<int> rowIndices, in StepSettings settings)
    {
        Indices.Add(rowIndices.ToArray());
        Take(rowIndices.Length, settings);
    }

    public void Step(ReadOnlySpan<float> rows, in StepSettings settings)
    {
        Rows.Add(rows.ToArray());
        Weights.Add(settings.Weights.ToArray());
        Take(rows.Length / features, settings);
    }

    public LossTotals ReadLosses() => totals;

    public LossTotals TakeLosses()
    {
        var taken = totals;
        totals = default;
        return taken;
    }

    public void ComputeGradient(ReadOnlySpan<float> rows, in StepSettings settings, Span<float> gradient)
    {
        Rows.Add(rows.ToArray());
        Weights.Add(settings.Weights.ToArray());
        gradient.Clear();
    }

    public void Apply(ReadOnlySpan<float> gradient, in StepSettings settings) => Settings.Add(settings);

    public void ReadState(SessionState state)
    {
        state.Parameters[0] = stepsInState;
        state.Parameters[1] = Parameter((int)stepsInState);
        state.OptimizerStep = (long)stepsInState;
        state.Losses = totals;
    }

    public void WriteState(SessionState state)
    {
        StepsWritten.Add(state.OptimizerStep);
        stepsInState = state.Parameters[0];
        totals = state.Losses;
    }

    public void Encode(ReadOnlySpan<float> rows, Span<float> mean, Span<float> logVariance)
    {
        for (var i = 0; i < mean.Length; i++)
        {
            mean[i] = i / latent % 2;
        }

        logVariance.Clear();
    }

    public LossTotals NegativeElbo(ReadOnlySpan<float> rows, int samples, int seed, long firstRow, ReadOnlySpan<float> weights = default)
    {
        var count = rows.Length / features;
        var loss = Validation((int)stepsInState);
        return new LossTotals(count, loss * count, loss * count, 0);
    }

    public LossTotals ImportanceWeightedNll(ReadOnlySpan<float> rows, int samples, int seed, long firstRow, ReadOnlySpan<float> weights = default) =>
        NegativeElbo(rows, samples, seed, firstRow, weights);

    public void Dispose()
    {
    }

    private void Take(int rows, in StepSettings settings)
    {
        var call = Settings.Count;
        Settings.Add(settings);
        stepsInState++;
        var loss = Loss(call);
        totals += new LossTotals(rows, loss * rows, 0.75 * loss * rows, 0.25 * loss * rows);
        AfterStep(call);
    }
}
