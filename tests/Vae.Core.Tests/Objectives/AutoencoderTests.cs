using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Core.Networks;
using Vae.Core.Objectives;
using Vae.Core.Onnx;
using Vae.Core.Options;
using Vae.Core.Tests.Scoring;

namespace Vae.Core.Tests.Objectives;

/// <summary>What a plain autoencoder has, and what it says of what it has not.</summary>
public sealed class AutoencoderTests
{
    private static readonly VaeModel Model = RandomModel.Make(
        new() { Network = new() { HiddenLayers = [9], LatentDimension = 3 }, Objective = new() { Kind = ObjectiveKind.Autoencoder } }, 6);

    [Fact]
    public void S1_Create_Autoencoder_HasNoLogVarianceHead()
    {
        var plan = VaePlan.Create(Model.Options, 6);

        Assert.Null(plan.LogVariance);
        Assert.Equal(
            ["encoder.0.weight", "encoder.0.bias", "mean.weight", "mean.bias", "decoder.0.weight", "decoder.0.bias", "decoder.2.weight", "decoder.2.bias", "log_sigma"],
            new ParameterLayout(plan).Slots.Select(slot => slot.Name));
    }

    [Theory]
    [InlineData(ScoreKind.ReconstructionProbability)]
    [InlineData(ScoreKind.NegativeElbo)]
    [InlineData(ScoreKind.ImportanceWeightedNll)]
    public void S1_Score_KindThatNeedsAVariance_IsRefused(ScoreKind kind) => Refuses(
        $"The score {kind} needs the distribution q(z|x) of a variational model, but this one was trained with Objective.Kind = Autoencoder",
        () => Model.Score(new float[12], kind, new float[2]));

    [Fact]
    public void S1_Transform_LogVariance_IsRefused() => Refuses(
        "A log-variance needs the distribution q(z|x)", () => Model.Transform(new float[12], new VaeOutputs { LogVariance = new float[6] }));

    [Fact]
    public void S1_Evaluate_Bounds_AreRefused()
    {
        var rows = new MemoryRowSource(new float[12], 6);
        Refuses("The negative ELBO needs", () => Model.NegativeElbo(rows));
        Refuses("The importance-weighted NLL needs", () => Model.ImportanceWeightedNll(rows));
    }

    [Theory]
    [InlineData(ScoreKind.WhitenedDistance)]
    [InlineData(ScoreKind.SquaredError)]
    [InlineData(ScoreKind.ReconstructionLogLikelihood)]
    public void S1_Load_AutoencoderThatWasSaved_IsTheSame(ScoreKind kind)
    {
        var model = RandomModel.Make(
            Model.Options with { Objective = new() { Kind = ObjectiveKind.Autoencoder, Corruption = Corruption.Masking(0.2f) }, Scoring = new() { Kind = kind } }, 6);
        using var stream = new MemoryStream();
        model.Save(stream);
        stream.Position = 0;

        var loaded = VaeModel.Load(stream);
        var rows = RandomModel.Rows(model, 50);
        var (scores, again) = (new float[50], new float[50]);
        model.Score(rows, scores);
        loaded.Score(rows, again);

        Assert.Equal(scores, again);
        Assert.Equal(model.Options.Objective, loaded.Options.Objective);
    }

    [Fact]
    public void S1_Export_EncoderWithoutANameForTheCode_SaysThatThereIsNoOutput() => Assert.StartsWith(
        "A plain autoencoder has no log-variance, and its latent code has no name",
        Assert.Throws<ArgumentException>(() => Model.Export(Stream.Null, new OnnxExportOptions { Part = OnnxPart.Encoder, Latent = null })).Message,
        StringComparison.Ordinal);

    private static void Refuses(string start, Action action)
    {
        var message = Assert.Throws<InvalidOperationException>(action).Message;
        Assert.StartsWith(start, message, StringComparison.Ordinal);
        Assert.EndsWith("use its codes, reconstructions and errors, or train a variational model.", message, StringComparison.Ordinal);
    }
}
