using Vae.Core.Engines;
using Vae.Core.Engines.Managed;
using Vae.Core.Likelihoods;
using Vae.Core.Networks;
using Vae.Core.Objectives;
using Vae.Core.Options;
using Vae.Core.Simd;
using Vae.Core.Tests.Oracles;

namespace Vae.Core.Tests.Engines.Managed;

/// <summary>One model with parameters, rows and noise, to be run by an engine and by the reference.</summary>
internal sealed class EngineCase
{
    private readonly Random random;

    /// <param name="options">The model; <see cref="VaeOptions.Seed"/> seeds everything here.</param>
    /// <param name="features">D.</param>
    /// <param name="rows">Rows of the batch.</param>
    public EngineCase(VaeOptions options, int features, int rows)
    {
        options.Validate();
        Options = options;
        random = new Random(options.Seed);
        Plan = VaePlan.Create(options, features, trainingRows: 50);
        Layout = new ParameterLayout(Plan);
        Parameters = new float[Layout.Count];
        ParameterInitializer.Fill(Plan, Layout, options.Network, options.Seed, Parameters);
        foreach (var slot in Layout.Slots.Where(slot => !slot.Decays))
        {
            // Biases and log sigmas start at one number: spread out, each has a gradient of its own.
            foreach (ref var value in slot.Of(Parameters.AsSpan()))
            {
                value += (float)((random.NextDouble() - 0.5) * 0.4);
            }
        }

        Rows = new float[rows * features];
        for (var i = 0; i < Rows.Length; i++)
        {
            Rows[i] = options.Likelihood is BernoulliLikelihood ? (float)random.NextDouble() : Normal();
        }

        MixedRows.Discretise(options.Columns, Rows, random);

        Injection = new StepInjection
        {
            Noise = [.. Enumerable.Range(0, options.Objective.Samples * rows * Plan.LatentDimension).Select(_ => Normal())],
            DropoutMasks = [.. Masks(rows)],
            CorruptionNoise = RowNoise(options.Objective.Corruption is not null, options.Objective.Corruption is GaussianCorruption),
            BinarizationNoise = RowNoise(options.Objective.Binarization != Binarization.None, isNormal: false),
        };
    }

    /// <summary>Takes this share of the values away, at random places; the first row stays complete, and each keeps a value.</summary>
    public EngineCase WithHoles(double share)
    {
        var features = Plan.InputDimension;
        for (var i = features; i < Rows.Length; i++)
        {
            if (i % features != i / features % features && i % features < Plan.OutputDimension && random.NextDouble() < share)
            {
                Rows[i] = float.NaN;
            }
        }

        return this;
    }

    public VaeOptions Options { get; }

    public VaePlan Plan { get; }

    public ParameterLayout Layout { get; }

    public float[] Parameters { get; }

    public float[] Rows { get; }

    public StepInjection Injection { get; }

    public int RowCount => Rows.Length / Plan.InputDimension;

    public float KlWeight => Options.Objective.KlWeight;

    public ReferenceNoise Noise => new(Options.Objective.Samples, RowCount, Plan.LatentDimension, Injection);

    public ReferenceVae Reference => new(Plan, Layout);

    public double[] ParametersInDouble => [.. Parameters.Select(value => (double)value)];

    public double[][] RowsInDouble => [.. Rows.Chunk(Plan.InputDimension).Select(row => row.Select(value => (double)value).ToArray())];

    public TrainingSetup Setup(int threads) => TrainingSetup.Of(Options, Plan, Math.Max(RowCount, 1)) with { Threads = threads };

    public ITrainingSession Open(int threads = 1, VectorWidth? width = null, TimeProvider? clock = null)
    {
        var session = new ManagedEngine(width).Open(Setup(threads) with { Clock = clock ?? TimeProvider.System });
        var state = new SessionState(Layout.Count);
        Parameters.CopyTo(state.Parameters, 0);
        session.WriteState(state);
        return session;
    }

    public StepSettings Settings(long step = 0) => new(step, 0.01f, KlWeight) { Injection = Injection };

    public ReferenceLosses ReferenceLosses(double[] parameters) =>
        Reference.Evaluate(parameters, RowsInDouble, Setup(1).Objective, KlWeight, Noise);

    /// <summary>The engine's gradient of the mean objective and the sums of its losses.</summary>
    public (float[] Gradient, LossTotals Losses) Run(int threads = 1, VectorWidth? width = null)
    {
        using var session = Open(threads, width);
        var gradient = new float[Layout.Count];
        session.ComputeGradient(Rows, Settings(), gradient);
        return (gradient, session.TakeLosses());
    }

    private float[] RowNoise(bool isDrawn, bool isNormal) =>
        isDrawn ? [.. Enumerable.Range(0, RowCount * Plan.OutputDimension).Select(_ => isNormal ? Normal() : (float)random.NextDouble())] : [];

    private IEnumerable<float[]> Masks(int rows)
    {
        var encoder = Plan.Encoder.Layers.OfType<DropoutLayer>().Select(layer => (layer, 1));
        var decoder = Plan.Decoder.Layers.OfType<DropoutLayer>().Select(layer => (layer, Options.Objective.Samples));
        foreach (var (layer, samples) in encoder.Concat(decoder))
        {
            var keep = 1 / (1 - layer.Rate);
            yield return [.. Enumerable.Range(0, samples * rows * layer.Size).Select(_ => random.NextDouble() < layer.Rate ? 0 : keep)];
        }
    }

    private float Normal() =>
        (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
}
