using System.Globalization;
using Vae.Cli.Hosting;
using Vae.Core.Models;
using Vae.Core.Objectives;
using Vae.Core.Options;

namespace Vae.Cli.Tests;

/// <summary><c>vae train</c> with a discriminator: adversarial autoencoders and VAE-GANs.</summary>
public sealed class AdversarialTrainingTests
{
    [Fact]
    public void Train_AdversarialToACircle_TrainsTwoDimensionsTowardsIt()
    {
        using var folder = new TemporaryFolder();

        var run = CliRun.Of(
            "train", "--data", folder.WriteTable("t.csv", 60), "--label", "label", "--out", folder["m"], "--epochs", "3", "--likelihood", "bernoulli",
            "--objective", "adversarial", "--prior", "circle5:3:0.4", "--score", "squared-error", "--instance-noise", "0.3");

        Assert.True(run.ExitCode == ExitCodes.Success, run.Error);
        Assert.Contains("discriminator", run.Output + run.Error, StringComparison.Ordinal);
        var model = VaeModel.Load(folder["m"]);
        Assert.Equal((2, Prior.Circle(5, 3, 0.4f)), (model.LatentDimension, (GaussianMixturePrior)model.Prior));
        Assert.Equal(0.3f, model.Options.Objective.Adversarial.InstanceNoise);
    }

    [Fact]
    public void S10_Train_UseLabels_BringsEachClassToItsGaussian()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(1);
        var lines = Enumerable.Range(0, 200).Select(i => string.Create(
            CultureInfo.InvariantCulture, $"{random.NextDouble() + (i % 2 * 5):F4},{random.NextDouble() - (i % 2 * 5):F4},{i % 2}"));
        var data = folder.Write("t.csv", "a,b,class\n" + string.Join('\n', lines));

        var run = CliRun.Of(
            "train", "--data", data, "--label", "class", "--out", folder["m"], "--objective", "adversarial", "--prior", "circle2", "--use-labels", "--steps", "600", "--quiet");

        Assert.True(run.ExitCode == ExitCodes.Success, run.Error);
        var model = VaeModel.Load(folder["m"]);
        Assert.True(model.Options.Objective.Adversarial.UseLabels);
        var codes = new float[4];
        model.Encode([0.5f, 0.5f, 5.5f, -4.5f], codes);
        Assert.True(codes[0] > 1 && codes[2] < -1, string.Join(' ', codes));
    }

    /// <summary>Labels that are classes have no normal one, of which there could be few.</summary>
    [Fact]
    public void Train_UseLabels_SaysNothingOfANormalLabel()
    {
        using var folder = new TemporaryFolder();
        string[] command = ["train", "--data", Datasets.Digits, "--label", "label", "--out", folder["m"], "--objective", "adversarial", "--prior", "circle10", "--latent", "2", "--steps", "3", "--quiet"];

        var classes = CliRun.Of([.. command, "--use-labels"]);

        Assert.DoesNotContain("the normal one", classes.Error, StringComparison.Ordinal);
        Assert.Contains("the normal one", CliRun.Of(command).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--use-labels", "--objective", "adversarial", "--label", "label", "but --prior has none")]
    [InlineData("--use-labels", "--objective", "adversarial", "--prior", "circle2", "but none are named; add --label")]
    [InlineData("--use-labels", "--objective", "adversarial", "--prior", "circle2", "--label", "label", "--normal-only", "leave out one of them")]
    public void S10_Train_UseLabelsWithoutWhatItNeeds_SaysWhat(params string[] words)
    {
        using var folder = new TemporaryFolder();

        var run = CliRun.Of(["train", "--data", folder.WriteTable("t.csv", 60), "--out", folder["m"], .. words[..^1]]);

        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Contains(words[^1], run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_VaeGan_NeedsNoMoreThanItsName()
    {
        using var folder = new TemporaryFolder();

        var run = CliRun.Of(
            "train", "--data", folder.WriteTable("t.csv", 60), "--label", "label", "--out", folder["m"], "--steps", "5", "--quiet", "--objective", "vae-gan");

        Assert.True(run.ExitCode == ExitCodes.Success, run.Error);
        Assert.Equal(ObjectiveKind.VaeGan, VaeModel.Load(folder["m"]).Options.Objective.Kind);
    }

    [Theory]
    [InlineData("--prior", "circle10", "--objective adversarial")]
    [InlineData("--instance-noise", "1", "--instance-noise belongs to --objective adversarial or vae-gan")]
    [InlineData("--objective", "vae-gan", "--instance-noise", "-1", "--instance-noise is -1")]
    [InlineData("--objective", "adversarial", "--prior", "ring", "is no prior")]
    public void Train_PriorThatMakesNoSense_SaysSo(params string[] words)
    {
        using var folder = new TemporaryFolder();

        var run = CliRun.Of(["train", "--data", folder.WriteTable("t.csv", 60), "--label", "label", "--out", folder["m"], "--steps", "5", .. words[..^1]]);

        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Contains(words[^1], run.Error, StringComparison.Ordinal);
    }
}
