using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Core.Options;
using Vae.Core.Tests.Engines.Managed;
using Vae.Torch.Tests.Support;

namespace Vae.Torch.Tests.Parity;

/// <summary>Rows of which values were not observed, on both engines.</summary>
public sealed class MissingValueTests
{
    public static TheoryData<string, string> Objectives()
    {
        var data = new TheoryData<string, string>();
        foreach (var likelihood in ModelKinds.Likelihoods)
        {
            foreach (var objective in TorchCase.Objectives.Where(objective => likelihood == "Bernoulli" || objective != "binarized"))
            {
                data.Add(likelihood, objective);
            }
        }

        return data;
    }

    [SkippableTheory]
    [MemberData(nameof(Objectives))]
    public void ComputeGradient_RowsWithHoles_EqualsTheManagedEngine(string likelihood, string objective)
    {
        Machine.NeedsLibtorch();
        var options = TorchCase.WithObjective(likelihood, objective) with { MissingValues = MissingValueHandling.Observed };
        var @case = new EngineCase(options, features: 7, rows: 33).WithHoles(0.4);
        using var managed = @case.Open();
        using var torch = @case.OpenTorch();
        var (expected, actual) = (new float[@case.Layout.Count], new float[@case.Layout.Count]);

        managed.ComputeGradient(@case.Rows, @case.Settings(), expected);
        torch.ComputeGradient(@case.Rows, @case.Settings(), actual);

        Agreement.Equal(managed.TakeLosses(), torch.TakeLosses());
        Agreement.Equal(@case.Layout, expected, actual, 1e-4, "Gradient");
    }

    [SkippableTheory]
    [InlineData("Bernoulli")]
    [InlineData("PerFeature")]
    public void Inference_RowsWithHoles_EqualsTheManagedEngine(string likelihood)
    {
        Machine.NeedsLibtorch();
        var options = TorchCase.Small(likelihood) with { MissingValues = MissingValueHandling.Observed };
        var @case = new EngineCase(options, features: 7, rows: 70).WithHoles(0.4);
        using var managed = @case.Open();
        using var torch = @case.OpenTorch();
        var (expected, actual) = (new float[70 * @case.Plan.LatentDimension], new float[70 * @case.Plan.LatentDimension]);

        managed.Inference.Encode(@case.Rows, expected, []);
        torch.Inference.Encode(@case.Rows, actual, []);

        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        Agreement.Equal(managed.Inference.NegativeElbo(@case.Rows, 2, 1, 0), torch.Inference.NegativeElbo(@case.Rows, 2, 1, 0));
        Agreement.Equal(managed.Inference.ImportanceWeightedNll(@case.Rows, 3, 1, 0), torch.Inference.ImportanceWeightedNll(@case.Rows, 3, 1, 0));
    }

    [SkippableTheory]
    [InlineData(ObjectiveKindName.Adversarial)]
    [InlineData(ObjectiveKindName.VaeGan)]
    public void Fit_DiscriminatorBesideRowsWithHoles_StaysNearTheManagedEngine(ObjectiveKindName kind)
    {
        Machine.NeedsLibtorch();
        var random = new Random(3);
        var values = Enumerable.Range(0, 300 * 6).Select(i => i % 6 != 0 && random.NextDouble() < 0.3 ? float.NaN : (float)random.NextDouble()).ToArray();
        VaeModel Fit(string engine) => new VaeTrainer(new VaeOptions
        {
            MissingValues = MissingValueHandling.Observed,
            Network = new NetworkOptions { HiddenLayers = [9], LatentDimension = 2 },
            Likelihood = Core.Likelihoods.Likelihood.GaussianFixed(),
            Objective = new() { Kind = kind == ObjectiveKindName.Adversarial ? Core.Options.ObjectiveKind.Adversarial : Core.Options.ObjectiveKind.VaeGan },
            Scoring = new() { Kind = Core.Options.ScoreKind.SquaredError },
            Training = new() { Steps = 40, BatchSize = 64 },
            Engine = new EngineOptions { Name = engine, Device = engine == "torch" ? "cpu" : null },
            Seed = 2,
        }).Fit(new MemoryRowSource(values, 6));

        var (wanted, found) = (Fit("managed").Report, Fit("torch").Report);

        Assert.Equal(1, found.Reconstruction / wanted.Reconstruction, 1e-3);
        Assert.Equal(1, found.DiscriminatorLoss!.Value / wanted.DiscriminatorLoss!.Value, 1e-3);
    }

    /// <summary>The objectives that train a discriminator.</summary>
    public enum ObjectiveKindName
    {
        Adversarial,
        VaeGan,
    }
}
