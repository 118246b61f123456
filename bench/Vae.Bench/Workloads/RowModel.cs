using System.Collections.Immutable;
using Vae.Core.Data;
using Vae.Core.Likelihoods;
using Vae.Core.Models;
using Vae.Core.Onnx;
using Vae.Core.Onnx.Graphs;
using Vae.Core.Options;

namespace Vae.Bench.Workloads;

/// <summary>A model and what is asked of it for one row or a few: what the commands <c>rows</c> measures in both engines.</summary>
/// <param name="Name">Its name in tables.</param>
/// <param name="What">Net and output, in words.</param>
/// <param name="Options">The model.</param>
/// <param name="Export">The graph that ONNX Runtime runs: the same output alone.</param>
internal sealed record RowModel(string Name, string What, VaeOptions Options, OnnxExportOptions Export)
{
    private static readonly ImageShape Picture = new(1, 28, 28);

    /// <summary>Numbers of a row; every model here takes pictures or the table of <see cref="Net.Tab"/>.</summary>
    public int Width => Options.Network.Image is { } image ? (int)image.Size : Name.StartsWith(Net.Tab.Name, StringComparison.Ordinal) ? Net.Tab.Width : Net.Img.Width;

    /// <summary>All of them.</summary>
    public static ImmutableArray<RowModel> All { get; } =
    [
        new("conv-rebuilt", "convolutions 1-32-64 of 28x28, rows rebuilt", Convolutional(ScoreKind.SquaredError), Only(new() { Reconstruction = "out" })),
        new("conv-latent", "the same, codes", Convolutional(ScoreKind.SquaredError), Only(new() { Latent = "out" })),
        new("conv-score", "the same, squared error", Convolutional(ScoreKind.SquaredError), Only(new() { Score = "out" })),
        new("img-elbo", "784-400-20, negative ELBO over 8 samples", Dense(Net.Img, ScoreKind.NegativeElbo), Only(new() { Score = "out" })),
        new("img-rebuilt", "784-400-20, rows rebuilt", Dense(Net.Img, ScoreKind.NegativeElbo), Only(new() { Reconstruction = "out" })),
        new("tab-elbo", "30-64-32-8, negative ELBO over 8 samples", Dense(Net.Tab, ScoreKind.NegativeElbo), Only(new() { Score = "out" })),
    ];

    private static OnnxExportOptions Only(OnnxExportOptions wanted) => wanted with
    {
        Latent = Named(wanted.Latent),
        LogVariance = null,
        Reconstruction = Named(wanted.Reconstruction),
        Score = Named(wanted.Score),
        PredictedLabel = null,
    };

    private static string? Named(string? name) => name == "out" ? name : null;

    private static VaeOptions Dense(Net net, ScoreKind kind) => net.Options(1, new TrainingOptions { Steps = 20 }) with
    {
        Scoring = new ScoringOptions { Kind = kind, Threshold = ThresholdPolicy.Fixed(0) },
    };

    private static VaeOptions Convolutional(ScoreKind kind) => new()
    {
        Network = NetworkOptions.ForImages(Picture) with { LatentDimension = 16 },
        Likelihood = Likelihood.Bernoulli(),
        Scaling = ScalingKind.None,
        Training = new TrainingOptions { Steps = 20 },
        Scoring = new ScoringOptions { Kind = kind, Threshold = ThresholdPolicy.Fixed(0) },
        Engine = new() { Threads = 1 },
    };
}
