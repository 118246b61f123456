using System.Text.Json;
using Vae.Cli.Hosting;
using Vae.Core.Data;
using Vae.Core.Likelihoods;
using Vae.Core.Models;
using Vae.Core.Objectives;
using Vae.Core.Options;

namespace Vae.Cli.Tests;

public sealed class TrainCommandTests
{
    private static readonly string[] TrainFields =
        ["epochs", "seconds", "rowsPerSecond", "trainLoss", "validationLoss", "reconstruction", "kl", "activeUnits", "latentDimension",
            "flaggedRate", "flaggedRateLower", "flaggedRateUpper", "engine", "warnings"];

    [Fact]
    public void Train_Json_HasTheFieldsAndNoOthers()
    {
        using var folder = new TemporaryFolder();

        var run = CliRun.Of("train", "--data", Datasets.BreastCancer, "--label", "label", "--out", folder["m"], "--epochs", "3", "--validation", "0.2", "--json");

        Assert.Equal(TrainFields, run.JsonFields);
        Assert.Equal(3, run.Json.GetProperty("epochs").GetInt32());
        Assert.Equal(30, run.Json.GetProperty("latentDimension").GetInt32());
        Assert.All(["seconds", "rowsPerSecond", "trainLoss", "validationLoss", "reconstruction", "kl"],
            field => Assert.True(double.IsFinite(run.Json.GetProperty(field).GetDouble()), field));
        Assert.Equal(
            run.Json.GetProperty("trainLoss").GetDouble(),
            run.Json.GetProperty("reconstruction").GetDouble() + run.Json.GetProperty("kl").GetDouble(),
            1e-6);
        Assert.Contains("managed", run.Json.GetProperty("engine").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Train_ObjectiveFlags_ReachTheModel()
    {
        using var folder = new TemporaryFolder();

        var run = CliRun.Of(
            "train", "--data", folder.WriteTable("t.csv", 60), "--label", "label", "--out", folder["m"], "--steps", "5", "--quiet", "--likelihood", "bernoulli",
            "--objective", "iwae", "--samples", "3", "--corruption", "salt-pepper:0.2", "--binarize", "--score", "nll", "--score-samples", "4");

        Assert.True(run.ExitCode == ExitCodes.Success, run.Error);
        var options = VaeModel.Load(folder["m"]).Options;
        Assert.Equal(
            new ObjectiveOptions { Kind = ObjectiveKind.Iwae, Samples = 3, Corruption = Corruption.SaltAndPepper(0.2f), Binarization = Binarization.Dynamic },
            options.Objective);
        Assert.Equal((ScoreKind.ImportanceWeightedNll, 4), (options.Scoring.Kind, options.Scoring.Samples));
    }

    [Fact]
    public void Train_Shards_AreInTheModelAndNonsenseIsRefused()
    {
        using var folder = new TemporaryFolder();

        var run = CliRun.Of("train", "--data", folder.WriteTable("t.csv", 60), "--label", "label", "--out", folder["m"], "--epochs", "2", "--shards", "4");

        Assert.Equal((0, ""), (run.ExitCode, run.ExitCode == 0 ? "" : run.Error));
        Assert.Equal(4, VaeModel.Load(folder["m"]).Options.Training.Shards);
        Assert.Contains("--shards is 0", Refused("0"), StringComparison.Ordinal);
        Assert.Contains("--shards is 129 but --batch is 128", Refused("129"), StringComparison.Ordinal);
        Assert.Contains("--shards is 100 but there are 60 training rows", Refused("100"), StringComparison.Ordinal);
        Assert.Contains("--trim is 0.1 and --shards is 4, but", Refused("4", "--trim", "0.1"), StringComparison.Ordinal);

        string Refused(string shards, params string[] more) =>
            CliRun.Of(["train", "--data", folder["t.csv"], "--label", "label", "--out", folder["m"], "--shards", shards, .. more]).Error;
    }

    [Fact]
    public void Train_Ensemble_TrainsAsManyNetworksAndTellsOfEach()
    {
        using var folder = new TemporaryFolder();

        var run = CliRun.Of("train", "--data", folder.WriteTable("t.csv", 60), "--label", "label", "--out", folder["m"], "--epochs", "2", "--ensemble", "2");

        Assert.True(run.ExitCode == ExitCodes.Success, run.Error);
        Assert.Contains("network 1/2  epoch 1/4", run.Error, StringComparison.Ordinal);
        Assert.Contains("network 2/2  epoch 4/4", run.Error, StringComparison.Ordinal);
        Assert.Equal((2, 2), (VaeModel.Load(folder["m"]).EnsembleSize, VaeModel.Load(folder["m"]).Options.Training.EnsembleSize));
        var refused = CliRun.Of("train", "--data", folder["t.csv"], "--label", "label", "--out", folder["m"], "--ensemble", "0");
        Assert.Equal(ExitCodes.Usage, refused.ExitCode);
        Assert.Contains("--ensemble is 0", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_NoValidation_LossOfItIsNull()
    {
        using var folder = new TemporaryFolder();

        var run = CliRun.Of("train", "--data", folder.WriteTable("t.csv", 60), "--label", "label", "--out", folder["m"], "--steps", "5", "--json");

        Assert.Equal(JsonValueKind.Null, run.Json.GetProperty("validationLoss").ValueKind);
    }

    /// <summary>Both are shares of one error, neither of which can be negative: of a code of one number that was hardly trained, components are far better.</summary>
    [Fact]
    public void Train_CodeWorseThanComponents_GivesTheErrorsOfBothBesideTheMeans()
    {
        using var folder = new TemporaryFolder();

        var run = CliRun.Of("train", "--data", folder.WriteTable("t.csv", 300), "--label", "label", "--out", folder["m"], "--latent", "1", "--steps", "3");

        Assert.Matches(@"error of rebuilt rows +[0-9.]+ % of their mean's; with 1 principal components? [0-9.]+ %", run.Output);
    }

    [Fact]
    public void Train_WithoutJson_PrintsATableAndProgressBesideIt()
    {
        using var folder = new TemporaryFolder();

        var run = CliRun.Of("train", "--data", folder.WriteTable("t.csv", 60), "--label", "label", "--out", folder["m"], "--epochs", "2");

        Assert.Equal(ExitCodes.Success, run.ExitCode);
        Assert.All(["training loss", "active units", "nats a row"], words => Assert.Contains(words, run.Output, StringComparison.Ordinal));
        Assert.DoesNotContain("epoch 1/2", run.Output, StringComparison.Ordinal);
        Assert.Contains("epoch 1/2  loss ", run.Error, StringComparison.Ordinal);
        Assert.Contains("epoch 2/2  loss ", run.Error, StringComparison.Ordinal);
        Assert.Contains(" left", run.Error, StringComparison.Ordinal);
        Assert.Equal(["m", "t.csv"], folder.Files);
    }

    [Fact]
    public void Train_Quiet_PrintsNothingBesideTheResult()
    {
        using var folder = new TemporaryFolder();

        var run = CliRun.Of("train", "--data", folder.WriteTable("t.csv", 60), "--ignore", "label", "--out", folder["m"], "--steps", "300", "--quiet");

        Assert.Empty(run.Error);
    }

    [Fact]
    public void Train_OnATerminal_DrawsABar()
    {
        using var folder = new TemporaryFolder();
        using var error = new StringWriter();

        var run = CliRun.With(error, isTerminal: true,
            ["train", "--data", folder.WriteTable("t.csv", 60), "--label", "label", "--out", folder["m"], "--epochs", "2"]);

        Assert.Equal(ExitCodes.Success, run.ExitCode);
        Assert.Contains("epoch 2/2", run.Error, StringComparison.Ordinal);
        Assert.Contains("100%", run.Error, StringComparison.Ordinal);
        Assert.Contains("━", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_SameSeedTwice_WritesTheSameFile()
    {
        using var folder = new TemporaryFolder();
        var data = folder.WriteTable("t.csv", 200);
        foreach (var name in (string[])["m1", "m2"])
        {
            Assert.Equal(0, CliRun.Of("train", "--data", data, "--label", "label", "--out", folder[name], "--steps", "20", "--seed", "7").ExitCode);
        }

        Assert.Equal(File.ReadAllBytes(folder["m1"]), File.ReadAllBytes(folder["m2"]));
    }

    [Fact]
    public void Train_NormalOnly_LeavesTheAnomaliesOut()
    {
        using var folder = new TemporaryFolder();

        CliRun.Of("train", "--data", folder.WriteTable("t.csv", 200), "--label", "label", "--normal-only", "--out", folder["m"], "--steps", "5");

        var model = VaeModel.Load(folder["m"]);
        Assert.Equal(180, model.Report.TrainingRows);
        Assert.Equal((0, 0, 1), (model.Options.Scoring.CovarianceTrim, model.Options.Scoring.ReferenceTrim, model.Options.Scoring.Neighbours));
    }

    [Fact]
    public void Train_ConvolutionalFlags_ReachTheModel()
    {
        using var folder = new TemporaryFolder();
        var columns = VaeColumnsOf(folder);
        var line = $"--network convolutional --image 1x1x{columns} --channels 3,2 --kernel 5 --stride 1 --padding 2 --normalization batch --steps 3 --batch 20";

        var run = CliRun.Of(["train", "--data", folder.WriteTable("t.csv", 60), "--label", "label", "--out", folder["m"], .. line.Split(' ')]);

        Assert.True(run.ExitCode == 0, run.Error);
        var network = VaeModel.Load(folder["m"]).Options.Network;
        Assert.Equal(NetworkKind.Convolutional, network.Kind);
        Assert.Equal(new ImageShape(1, 1, columns), network.Image);
        Assert.Equal([3, 2], network.Convolutional.Channels!.Value.AsEnumerable());
        Assert.Equal((5, 1, 2), (network.Convolutional.KernelSize, network.Convolutional.Stride, network.Convolutional.Padding));
        Assert.Equal(NormalizationKind.Batch, network.Normalization);

        static int VaeColumnsOf(TemporaryFolder folder) => File.ReadLines(folder.WriteTable("columns.csv", 2)).First().Split(',').Length - 1;
    }

    [Fact]
    public void Train_EveryFlag_ReachesTheModel()
    {
        using var folder = new TemporaryFolder();
        var line = "--latent 2 --hidden 7,5 --activation gelu --dropout 0.1 --init pytorch --likelihood gaussian --sigma 0.5 --scaling standardize --epochs 2"
            + " --batch 16 --learning-rate 0.01 --schedule linear --warmup 3 --weight-decay 0.001 --clip 5 --validation 0.25 --early-stopping 4"
            + " --beta 0.5 --kl-warmup 9 --free-bits 0.01 --samples 3 --seed 11 --threads 1 --score elbo --score-samples 4 --false-positive-rate 0.05"
            + " --invalid-rows skip --memory 64";

        var run = CliRun.Of(["train", "--data", folder.WriteTable("t.csv", 200), "--label", "label", "--out", folder["m"], .. line.Split(' ')]);

        Assert.True(run.ExitCode == 0, run.Error);
        var options = VaeModel.Load(folder["m"]).Options;
        Assert.Equal([7, 5], options.Network.HiddenLayers!.Value.AsEnumerable());
        Assert.Equal(
            new NetworkOptions { LatentDimension = 2, Activation = Activation.GELU, Dropout = 0.1f, Initialization = Initialization.PyTorch },
            options.Network with { HiddenLayers = null });
        Assert.Equal(Likelihood.GaussianFixed(0.5f), options.Likelihood);
        Assert.Equal(ScalingKind.Standardize, options.Scaling);
        Assert.Equal(new() { KlWeight = 0.5f, KlWarmupSteps = 9, FreeBits = 0.01f, Samples = 3 }, options.Objective);
        Assert.Equal(
            new TrainingOptions
            {
                Epochs = 2,
                BatchSize = 16,
                Optimizer = new() { LearningRate = 0.01f, WeightDecay = 0.001f },
                Schedule = new() { Decay = LearningRateDecay.Linear, WarmupSteps = 3 },
                GradientClipNorm = 5,
                ValidationFraction = 0.25f,
                EarlyStopping = new() { Patience = 4 },
                InvalidRows = InvalidRowPolicy.Skip,
                MemoryBudgetBytes = 64 << 20,
            },
            options.Training);
        Assert.Equal(new ScoringOptions { Kind = ScoreKind.NegativeElbo, Samples = 4, Threshold = ThresholdPolicy.FalsePositiveRate(0.05) }, options.Scoring);
        Assert.Equal(1, options.Engine.Threads);
        Assert.Equal(11, options.Seed);
    }

    [SkippableFact]
    [Trait("Category", "Libtorch")]
    public void Train_EngineTorch_TrainsOnItAndSaysSo()
    {
        using var folder = new TemporaryFolder();

        var run = CliRun.Of("train", "--data", folder.WriteTable("t.csv", 200), "--label", "label", "--out", folder["m"], "--steps", "5",
            "--engine", "torch", "--device", "cpu", "--json");

        Skip.If(run.Error.Contains("cannot run on libtorch", StringComparison.Ordinal), $"Needs libtorch: {run.Error.Trim()}");
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.StartsWith("torch (TorchSharp", run.Json.GetProperty("engine").GetString(), StringComparison.Ordinal);
        Assert.Equal(new EngineOptions { Name = "torch", Device = "cpu" }, VaeModel.Load(folder["m"]).Options.Engine);
    }

    [Fact]
    public void Train_DeviceOfTheManagedEngine_NamesTheFlags()
    {
        using var folder = new TemporaryFolder();

        var run = CliRun.Of("train", "--data", folder.WriteTable("t.csv", 20), "--out", folder["m"], "--engine", "managed", "--device", "cuda");

        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Contains("--device is 'cuda' but the engine is managed", run.Error, StringComparison.Ordinal);
        Assert.Contains("set --engine to torch", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", SigmaKind.LearnedPerFeature, 1f)]
    [InlineData("--sigma learned", SigmaKind.Learned, 1f)]
    [InlineData("--sigma per-feature", SigmaKind.LearnedPerFeature, 1f)]
    [InlineData("--sigma 0.25", SigmaKind.Fixed, 0.25f)]
    public void Train_Sigma_IsANumberOrLearned(string flag, SigmaKind kind, float value)
    {
        using var folder = new TemporaryFolder();

        CliRun.Of(["train", "--data", folder.WriteTable("t.csv", 40), "--out", folder["m"], "--steps", "2", .. flag.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        var likelihood = Assert.IsType<GaussianLikelihood>(VaeModel.Load(folder["m"]).Options.Likelihood);
        Assert.Equal((kind, value), (likelihood.SigmaKind, likelihood.Sigma));
    }

    [Theory]
    [InlineData("t.csv", "", ScalingKind.Robust)]
    [InlineData("t.csv", "--likelihood bernoulli", ScalingKind.MinMax)]
    [InlineData("i.idx3", "", ScalingKind.Robust)]
    [InlineData("i.idx3", "--likelihood bernoulli", ScalingKind.None)]
    [InlineData("i.idx3", "--likelihood bernoulli --scaling min-max", ScalingKind.MinMax)]
    public void Train_ScalingNotGiven_FollowsLikelihoodAndFile(string file, string flags, ScalingKind expected)
    {
        using var folder = new TemporaryFolder();
        folder.WriteTable("t.csv", 60);
        IdxFiles.WriteImages(folder, "i.idx3", 60);

        var run = CliRun.Of(["train", "--data", folder[file], "--out", folder["m"], "--steps", "2", .. flags.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(expected, VaeModel.Load(folder["m"]).Options.Scaling);
    }

    [Fact]
    public void Train_ValidationDataAndEarlyStopping_MeasuresOnTheNormalRowsOfThatFile()
    {
        using var folder = new TemporaryFolder();

        var run = CliRun.Of("train", "--data", folder.WriteTable("t.csv", 200), "--validation-data", folder.WriteTable("v.csv", 50, seed: 2),
            "--label", "label", "--normal-only", "--early-stopping", "2", "--false-positive-rate", "0.1", "--epochs", "3", "--out", folder["m"], "--json");

        Assert.True(double.IsFinite(run.Json.GetProperty("validationLoss").GetDouble()));
        var report = VaeModel.Load(folder["m"]).Report;
        Assert.Equal((180, 45), (report.TrainingRows, report.ValidationRows));
    }

    [Fact]
    public void Train_IdxValidationData_FindsItsOwnLabels()
    {
        using var folder = new TemporaryFolder();
        var images = IdxFiles.WriteImages(folder, "train-images-idx3-ubyte", 40);
        var labels = IdxFiles.WriteLabels(folder, "train-labels-idx1-ubyte", 40);
        var others = IdxFiles.WriteImages(folder, "t10k-images-idx3-ubyte", 20);
        IdxFiles.WriteLabels(folder, "t10k-labels-idx1-ubyte", 20);

        var found = CliRun.Of("train", "--data", images, "--validation-data", others, "--label", "auto", "--normal-only", "--steps", "2", "--out", folder["m"]);
        var named = CliRun.Of("train", "--data", images, "--validation-data", others, "--label", labels, "--normal-only", "--steps", "2", "--out", folder["n"]);

        Assert.True(found.ExitCode == 0, found.Error);
        Assert.Equal(10, VaeModel.Load(folder["m"]).Report.ValidationRows);
        Assert.Equal(ExitCodes.Usage, named.ExitCode);
        Assert.Contains("give --label auto", named.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_CollapsedModel_WarnsInTheWordsOfTheFlags()
    {
        using var folder = new TemporaryFolder();

        var run = CliRun.Of("train", "--data", folder.WriteTable("t.csv", 200), "--label", "label", "--normal-only", "--out", folder["m"], "--beta", "100",
            "--steps", "600", "--json");

        Assert.Equal(0, run.Json.GetProperty("activeUnits").GetInt32());
        Assert.Contains("warning: The model has collapsed", run.Error, StringComparison.Ordinal);
        Assert.Contains("lower --beta, use --kl-warmup or --free-bits", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--label label", false)]
    [InlineData("--ignore label", false)]
    [InlineData("--seed 2", true)]
    public void Train_LabelThatIsNotNamed_Warns(string flags, bool expected)
    {
        using var folder = new TemporaryFolder();

        var run = CliRun.Of(["train", "--data", folder.WriteTable("t.csv", 20), "--out", folder["m"], "--epochs", "1", .. flags.Split(' ')]);

        Assert.Equal(expected, run.Error.Contains("warning: Column 'label' is trained on as a feature", StringComparison.Ordinal));
    }

    [Fact]
    public void Train_IdxWithLabelsFound_TrainsOnDigitZeroAlone()
    {
        using var folder = new TemporaryFolder();
        var images = IdxFiles.WriteImages(folder, "train-images-idx3-ubyte", 60);
        IdxFiles.WriteLabels(folder, "train-labels-idx1-ubyte", 60);

        var run = CliRun.Of("train", "--data", images, "--label", "auto", "--normal-only", "--likelihood", "bernoulli", "--out", folder["m"], "--steps", "5");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(30, VaeModel.Load(folder["m"]).Report.TrainingRows);
    }
}
