using System.Collections.Immutable;
using Vae.Core.Data;
using Vae.Core.Likelihoods;
using Vae.Core.Options;

namespace Vae.Bench.Workloads;

/// <summary>A net that both engines train and score. <c>peers/vae_torch.py</c> builds the same two.</summary>
/// <param name="Name">Its name there and in tables.</param>
/// <param name="Width">Features a row.</param>
/// <param name="Rows">Rows of its data.</param>
/// <param name="Hidden">Widths of the encoder's hidden layers; the decoder mirrors them.</param>
/// <param name="Latent">Numbers in the code.</param>
/// <param name="BatchSize">Rows a step.</param>
/// <param name="Likelihood">What the decoder's output is compared by.</param>
internal sealed record Net(string Name, int Width, int Rows, ImmutableArray<int> Hidden, int Latent, int BatchSize, Likelihood Likelihood)
{
    /// <summary>Pictures: 784-400-(20,20)-400-784, Bernoulli.</summary>
    public static Net Img { get; } = new("img", 784, 60_000, [400], 20, 128, Likelihood.Bernoulli());

    /// <summary>A table: 30-64-32-(8,8)-32-64-30, squared error, which is a Gaussian whose 2 sigma^2 is 1.</summary>
    public static Net Tab { get; } = new("tab", 30, 200_000, [64, 32], 8, 256, Likelihood.GaussianFixed(MathF.Sqrt(0.5f)));

    /// <summary>All of them.</summary>
    public static ImmutableArray<Net> All { get; } = [Img, Tab];

    /// <summary>The net of a name.</summary>
    public static Net Named(string name) => All.First(net => net.Name == name);

    /// <summary>Floating-point operations of the products in a training step, a row: forward, weight gradients, and input gradients of all but the first layer.</summary>
    public long TrainingFlopPerRow => (2 * 3 * Multiplications(bothHeads: true)) - (2L * Width * FirstWidth);

    /// <summary>Floating-point operations of the products that encode a row to its mean code and decode that.</summary>
    public long ScoringFlopPerRow => 2 * Multiplications(bothHeads: false);

    /// <summary>The part of a loss, in nats a row, that the peer leaves out because it depends on no parameter: log(2 pi sigma^2) / 2 a feature of a Gaussian.</summary>
    public double LossConstant => Likelihood is GaussianLikelihood gaussian ? 0.5 * Width * Math.Log(2 * Math.PI * gaussian.Sigma * gaussian.Sigma) : 0;

    private int FirstWidth => Hidden.IsEmpty ? 2 * Latent : Hidden[0];

    /// <summary>Options of a run without anything that the peer does not do.</summary>
    public VaeOptions Options(int threads, TrainingOptions training, Initialization initialization = Initialization.Automatic) => new()
    {
        Network = new NetworkOptions { HiddenLayers = Hidden, LatentDimension = Latent, Initialization = initialization },
        Likelihood = Likelihood,
        Scaling = ScalingKind.None,
        Training = training with
        {
            BatchSize = BatchSize,
            Optimizer = new OptimizerOptions { LearningRate = 1e-3f },
            Schedule = new LearningRateSchedule { Decay = LearningRateDecay.Constant, WarmupSteps = 0 },
        },
        Scoring = new ScoringOptions { Kind = ScoreKind.NegativeElbo, Samples = 1, Threshold = ThresholdPolicy.Fixed(0) },
        Engine = new() { Threads = threads },
    };

    private long Multiplications(bool bothHeads)
    {
        long sum = 0;
        var inputs = Width;
        foreach (var width in Hidden)
        {
            sum += (long)inputs * width;
            inputs = width;
        }

        // The decoder's hidden layers are the encoder's in reverse, and its first and last layer mirror the mean's head and the encoder's first layer.
        return (2 * sum) + ((long)inputs * Latent * (bothHeads ? 3 : 2));
    }
}
