using Vae.Core.Engines;
using Vae.Core.Engines.Managed;
using Vae.Core.Likelihoods;
using Vae.Core.Networks;
using Vae.Core.Objectives;
using Vae.Core.Options;
using Vae.Core.Tests.Oracles;

namespace Vae.Core.Tests.Engines.Managed.Adversarial;

/// <summary>A model with a discriminator, its parameters, rows and randomness, to be run by an engine and by the reference.</summary>
internal sealed class AdversarialCase
{
    private readonly Random random;

    public AdversarialCase(VaeOptions options, int features, int rows)
    {
        options.Validate();
        Options = options;
        random = new Random(options.Seed);
        Setup = TrainingSetup.Of(options, VaePlan.Create(options, features), rows) with { Threads = 1 };
        Parameters = Setup.Start(options.Network).Parameters;
        foreach (var slot in Setup.Layout.Slots.Where(slot => slot.IsTrained && !slot.Decays))
        {
            foreach (ref var value in slot.Of(Parameters.AsSpan()))
            {
                value += (float)((random.NextDouble() - 0.5) * 0.4);
            }
        }

        var isBernoulli = options.Likelihood is BernoulliLikelihood;
        var latent = Setup.Plan.LatentDimension;
        Rows = [.. Enumerable.Range(0, rows * features).Select(_ => isBernoulli ? (float)random.NextDouble() : Normal())];
        MixedRows.Discretise(options.Columns, Rows, random);
        Labels = options.Objective.Adversarial is { UseLabels: true, Prior: GaussianMixturePrior mixture }
            ? [.. Enumerable.Range(0, rows).Select(_ => random.Next(-1, mixture.Components))]
            : [];
        Injection = new StepInjection
        {
            Noise = [.. Enumerable.Range(0, (options.Objective.Kind == ObjectiveKind.Adversarial ? 2 : 1) * rows * latent).Select(_ => Normal())],
            PriorCodes = [.. Enumerable.Range(0, rows * latent).Select(_ => 2 * Normal())],
            CorruptionNoise = options.Objective.Corruption is null ? [] : [.. Rows.Select(_ => Normal())],
        };
    }

    public VaeOptions Options { get; }

    public TrainingSetup Setup { get; }

    public float[] Parameters { get; }

    public float[] Rows { get; }

    public int[] Labels { get; }

    public StepInjection Injection { get; }

    public int RowCount => Rows.Length / Setup.Plan.InputDimension;

    public ReferenceAdversarial Reference => new(
        Setup, [.. Rows.Chunk(Setup.Plan.InputDimension).Select(row => row.Select(value => (double)value).ToArray())], Injection, Labels);

    public StepSettings Settings => new(0, Options.Training.Optimizer.LearningRate, Options.Objective.KlWeight) { Injection = Injection, Labels = Labels };

    public ITrainingSession Open(float[]? parameters = null)
    {
        ITrainingSession session = new ManagedEngine().Open(Setup);
        var state = Setup.NewState();
        (parameters ?? Parameters).CopyTo(state.Parameters, 0);
        session.WriteState(state);
        return session;
    }

    /// <summary>The gradient of each group, where the group has its moments.</summary>
    public (float[] Gradient, LossTotals Losses) Gradient(float[]? parameters = null)
    {
        using var session = Open(parameters);
        var gradient = new float[OptimizerGroup.MomentCount(Setup.Groups, Setup.Layout)];
        session.ComputeGradient(Rows, Settings, gradient);
        return (gradient, session.TakeLosses());
    }

    /// <summary>Compares a group's gradient with finite differences of what it minimises.</summary>
    public void AssertGradient(float[] gradient, int group, Func<double[], double> loss)
    {
        var parameters = Parameters.Select(value => (double)value).ToArray();
        var (claimed, shift) = (Setup.Groups[group], Setup.Groups[group].MomentOffset - Setup.Groups[group].Offset);
        foreach (var slot in claimed.Slots)
        {
            var wanted = Enumerable.Range(slot.Offset, slot.Count).Select(place => FiniteDifferences.At(parameters, place, loss)).ToArray();
            var allowed = (GradientAssert.Tolerance * wanted.Max(Math.Abs)) + 2e-7;
            for (var i = 0; i < wanted.Length; i++)
            {
                Assert.True(
                    Math.Abs(gradient[slot.Offset + shift + i] - wanted[i]) <= allowed,
                    $"{claimed.Name}: {slot.Name}[{i}]: the engine's gradient is {gradient[slot.Offset + shift + i]:G9}, by finite differences {wanted[i]:G9}, allowed {allowed:G3}.");
            }
        }
    }

    /// <summary>A small adversarial autoencoder.</summary>
    public static VaeOptions Autoencoder(string likelihood, bool gaussianEncoder, bool labels, bool corruption) => Small(likelihood, new ObjectiveOptions
    {
        Kind = ObjectiveKind.Adversarial,
        Corruption = corruption ? Corruption.Gaussian() : null,
        Adversarial = new AdversarialOptions
        {
            Prior = Prior.Circle(5, 2, 0.3f),
            GaussianEncoder = gaussianEncoder,
            UseLabels = labels,
            DiscriminatorLayers = [7, 5],
            GeneratorOptimizer = new OptimizerOptions { LearningRate = 4e-3f, Beta1 = 0.5f },
        },
    });

    /// <summary>A small VAE-GAN.</summary>
    public static VaeOptions VaeGan(string likelihood, float klWeight, float gamma) => Small(likelihood, new ObjectiveOptions
    {
        Kind = ObjectiveKind.VaeGan,
        KlWeight = klWeight,
        Adversarial = new AdversarialOptions { ReconstructionWeight = gamma, FeatureSigma = 0.7f, RestingLoss = 0, DiscriminatorLayers = [7, 5] },
    });

    private static VaeOptions Small(string likelihood, ObjectiveOptions objective) => new()
    {
        Network = new NetworkOptions { HiddenLayers = [6, 5], LatentDimension = 2, Activation = Activation.Tanh },
        Likelihood = ModelKinds.Likelihood(likelihood),
        Objective = objective,
        Scoring = new ScoringOptions { Kind = ScoreKind.SquaredError },
        Seed = 23,
    };

    private float Normal() =>
        (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
}
