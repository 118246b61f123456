using Vae.Core.Engines;
using Vae.Core.Objectives;
using Vae.Core.Options;
using Vae.Core.Tests.Engines.Managed;

namespace Vae.Torch.Tests.Support;

/// <summary>Runs a case of the managed engine's tests on the torch engine.</summary>
internal static class TorchCase
{
    public static ITrainingSession OpenTorch(this EngineCase @case, string device = "cpu", int threads = 1, EnginePrecision precision = EnginePrecision.Float32)
    {
        var engine = new EngineOptions { Name = EngineOptions.TorchName, Device = device, Precision = precision };
        var session = ((ITrainingEngine)new TorchEngine()).Open(@case.Setup(threads) with { Engine = engine });
        session.WriteState(@case.Start());
        return session;
    }

    /// <summary>The torch engine's gradient of the mean objective and the sums of its losses.</summary>
    public static (float[] Gradient, LossTotals Losses) RunTorch(this EngineCase @case, string device = "cpu")
    {
        using var session = @case.OpenTorch(device);
        var gradient = new float[@case.Layout.Count];
        session.ComputeGradient(@case.Rows, @case.Settings(), gradient);
        return (gradient, session.TakeLosses());
    }

    public static SessionState Start(this EngineCase @case)
    {
        var state = new SessionState(@case.Layout.Count);
        @case.Parameters.CopyTo(state.Parameters, 0);
        return state;
    }

    public static SessionState State(this ITrainingSession session, EngineCase @case)
    {
        var state = new SessionState(@case.Layout.Count);
        session.ReadState(state);
        return state;
    }

    /// <summary>A small model of a kind.</summary>
    public static VaeOptions Small(string likelihood, Activation activation = Activation.Tanh, int samples = 1, bool dropout = false, float freeBits = 0) => new()
    {
        Network = new NetworkOptions
        {
            HiddenLayers = [13, 6],
            LatentDimension = 3,
            Activation = activation,
            LeakySlope = 0.1f,
            Dropout = dropout ? 0.3f : 0,
        },
        Likelihood = ModelKinds.Likelihood(likelihood),
        Objective = new ObjectiveOptions { Samples = samples, FreeBits = freeBits },
        Seed = 17 + samples,
    };

    /// <summary>Names of objectives beyond the plain ELBO.</summary>
    public static readonly string[] Objectives = ["autoencoder", "iwae 1", "iwae 5", "gaussian noise", "masked", "salt and pepper", "binarized"];

    /// <summary>A small model with one of them.</summary>
    public static VaeOptions WithObjective(string likelihood, string objective) => Small(likelihood) with
    {
        Scoring = new ScoringOptions { Kind = ScoreKind.SquaredError },
        Objective = objective switch
        {
            "autoencoder" => new ObjectiveOptions { Kind = ObjectiveKind.Autoencoder },
            "iwae 1" => new ObjectiveOptions { Kind = ObjectiveKind.Iwae },
            "iwae 5" => new ObjectiveOptions { Kind = ObjectiveKind.Iwae, Samples = 5 },
            "gaussian noise" => new ObjectiveOptions { Corruption = Corruption.Gaussian() },
            "masked" => new ObjectiveOptions { Corruption = Corruption.Masking() },
            "salt and pepper" => new ObjectiveOptions { Corruption = Corruption.SaltAndPepper() },
            _ => new ObjectiveOptions { Binarization = Binarization.Dynamic, Corruption = Corruption.Gaussian() },
        },
    };

    /// <summary>A small model of pictures of 2 channels, 7 by 6.</summary>
    public static VaeOptions Picture(string likelihood, NormalizationKind normalization, int samples, bool dropout) => new()
    {
        Network = new NetworkOptions
        {
            Kind = NetworkKind.Convolutional,
            Image = new ImageShape(2, 7, 6),
            Convolutional = new ConvolutionOptions { Channels = [4, 5] },
            Normalization = normalization,
            HiddenLayers = [9],
            LatentDimension = 3,
            Activation = Activation.Tanh,
            Dropout = dropout ? 0.3f : 0,
        },
        Likelihood = ModelKinds.Likelihood(likelihood),
        Objective = new ObjectiveOptions { Samples = samples },
        Seed = 21,
    };
}
