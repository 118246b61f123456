using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Core.Networks;
using Vae.Core.Options;
using Vae.Core.Reports;
using Vae.Core.Tests.Onnx.Runtimes;
using Vae.Data;
using Vae.Data.Options;

namespace Vae.Core.Tests.Models;

public sealed class VaeClassifierTrainerTests
{
    private static readonly VaeClassifierOptions Small = new()
    {
        Pretraining = VaeClassifierOptions.DefaultPretraining with
        {
            Network = new NetworkOptions { HiddenLayers = [24], LatentDimension = 3 },
            Training = new TrainingOptions { Steps = 300, Optimizer = new OptimizerOptions { LearningRate = 3e-3f } },
            Engine = new EngineOptions { Threads = 1 },
        },
        Steps = 200,
        HeadLearningRate = 0.01f,
        Engine = new EngineOptions { Threads = 1 },
    };

    private static readonly Lazy<(MemoryRowSource Train, MemoryRowSource Test)> Digits = new(() =>
    {
        var all = RowSourceFactory.Open(RepositoryFolder.PathOf("datasets", "digits.csv"), new RowSourceOptions { Label = "label" }).ReadAll();
        return (Pick(all, row => row % 4 != 0), Pick(all, row => row % 4 == 0));
    });

    /// <summary>The proof of the system: with 10 labels a class, the pretrained network is clearly better than the same network without pretraining.</summary>
    [Fact]
    public void S9_Fit_TenLabelsADigit_FineTunedBeatsTheSameNetworkFromScratch()
    {
        var (train, test) = Digits.Value;
        var options = new VaeClassifierOptions { Steps = 600, Engine = new EngineOptions { Threads = 1 } };
        options = options with
        {
            Pretraining = options.Pretraining with
            {
                Network = new NetworkOptions { HiddenLayers = [128, 64], LatentDimension = 24 },
                Training = options.Pretraining.Training with { Steps = 1500 },
                Engine = new EngineOptions { Threads = 1 },
            },
        };
        var model = new VaeTrainer(options.Pretraining).Fit(train);
        var (tuned, scratch) = (0.0, 0.0);
        for (var seed = 0; seed < 2; seed++)
        {
            var few = Few(train, 10, seed);

            tuned += Accuracy(new VaeClassifierTrainer(options with { Seed = seed }).Fit(few, model), test) / 2;
            scratch += Accuracy(new VaeClassifierTrainer(options with { Seed = seed, Pretrain = false }).Fit(few, train), test) / 2;
        }

        Assert.True(tuned > scratch + 0.01, $"Fine-tuned {tuned:P1}, from scratch {scratch:P1}.");
        Assert.InRange(tuned, 0.85, 1);
    }

    /// <summary>Convolutions with batch normalisation: as long as they are frozen their running statistics are the pretraining's, and later they are not; what is saved is the same.</summary>
    [Fact]
    public void S9_Fit_ConvolutionsWithBatchNormalization_ClassifiesDigitsAndFreezesThemWhole()
    {
        var (train, test) = Digits.Value;
        var options = new VaeClassifierOptions { Steps = 150, FrozenEpochs = 4, Engine = new EngineOptions { Threads = 1 } };
        options = options with
        {
            Pretraining = options.Pretraining with
            {
                Network = NetworkOptions.ForImages(new ImageShape(1, 8, 8)) with
                {
                    Convolutional = new ConvolutionOptions { Channels = [8, 16] },
                    HiddenLayers = [32],
                    LatentDimension = 8,
                    Normalization = NormalizationKind.Batch,
                },
                Training = options.Pretraining.Training with { Steps = 200 },
                Engine = new EngineOptions { Threads = 1 },
            },
        };
        var model = new VaeTrainer(options.Pretraining).Fit(train);
        var few = Few(train, 40, seed: 0);

        var tuned = new VaeClassifierTrainer(options).Fit(few, model);
        var frozen = new VaeClassifierTrainer(options with { EncoderLearningRate = 0 }).Fit(few, model);

        Assert.InRange(Accuracy(tuned, test), 0.9, 1);
        var from = new ParameterLayout(VaePlan.Create(model.Options, 64));
        var layout = frozen.Parts.Plan().Layout();
        var running = layout.ModelSlots.Where(slot => !slot.IsTrained).ToArray();
        Assert.NotEmpty(running);
        foreach (var slot in layout.ModelSlots)
        {
            var pretrained = from[slot.Name].Of(model.Parts.Parameters.AsSpan()).ToArray();
            Assert.Equal(pretrained, slot.Of(frozen.Parts.Parameters.AsSpan()).ToArray());
            Assert.NotEqual(pretrained, slot.Of(tuned.Parts.Parameters.AsSpan()).ToArray());
        }

        using var file = new MemoryStream();
        tuned.Save(file);
        file.Position = 0;
        var (wanted, found) = (new float[test.RowCount!.Value * 10], new float[test.RowCount.Value * 10]);
        tuned.Probabilities(test.Values.Span, wanted);
        VaeClassifier.Load(file).Probabilities(test.Values.Span, found);
        Assert.Equal(wanted, found);
    }

    [Fact]
    public void Fit_RowsWithoutLabel_ArePretrainedOnOnly()
    {
        var rows = Blobs(300, labelled: 30);

        var classifier = new VaeClassifierTrainer(Small).Fit(rows);

        Assert.Equal(300, classifier.Report.Pretraining!.TrainingRows);
        Assert.Equal(30, classifier.Report.TrainingRows);
        Assert.Equal(270, classifier.Report.UnusedRows);
        Assert.Equal(["2", "5", "7"], classifier.ClassNames);
        Assert.Equal([10, 10, 10], classifier.Report.RowsPerClass.ToArray());
        Assert.InRange(Accuracy(classifier, Blobs(150, labelled: 150)), 0.95, 1);
    }

    [Fact]
    public void Fit_SameSeedTwice_GivesTheSameProbabilities()
    {
        var rows = Blobs(120, labelled: 60);
        var test = Blobs(40, 40).Values.Span;
        var (first, second, other) = (new float[120], new float[120], new float[120]);

        new VaeClassifierTrainer(Small).Fit(rows).Probabilities(test, first);
        new VaeClassifierTrainer(Small with { Engine = new EngineOptions { Threads = 2 } }).Fit(rows).Probabilities(test, second);
        new VaeClassifierTrainer(Small with { Seed = 1 }).Fit(rows).Probabilities(test, other);

        Assert.Equal(first, second);
        Assert.NotEqual(first, other);
    }

    [Fact]
    public void Fit_FrozenToTheEnd_KeepsTheEncoder()
    {
        var rows = Blobs(120, labelled: 60);
        var model = new VaeTrainer(Small.Pretraining).Fit(rows);

        var classifier = new VaeClassifierTrainer(Small with { EncoderLearningRate = 0 }).Fit(rows, model);

        var layout = classifier.Parts.Plan().Layout();
        var weight = layout["encoder.0.weight"];
        Assert.Equal(
            new ParameterLayout(VaePlan.Create(model.Options, 2))["encoder.0.weight"].Of(model.Parts.Parameters.AsSpan()).ToArray(),
            weight.Of(classifier.Parts.Parameters.AsSpan()).ToArray());
        Assert.All(classifier.Report.History, epoch => Assert.Equal(0, epoch.EncoderLearningRate));
    }

    [Fact]
    public void Fit_EarlyStopping_KeepsTheBestEpochOfHeldOutRows()
    {
        var options = Small with
        {
            Epochs = 200,
            FrozenEpochs = 2,
            ValidationFraction = 0.3f,
            EarlyStopping = new EarlyStoppingOptions { Patience = 3 },
            HeadLearningRate = 0.2f,
            Schedule = new LearningRateSchedule { Decay = LearningRateDecay.Constant },
        };

        var report = new VaeClassifierTrainer(options).Fit(Blobs(90, labelled: 90, noise: 3)).Report;

        Assert.Equal(StopReason.EarlyStopped, report.StopReason);
        Assert.Equal((63, 27), (report.TrainingRows, report.ValidationRows));
        Assert.Equal(report.History.Min(epoch => epoch.ValidationLoss), report.ValidationLoss);
        Assert.Equal(report.BestEpoch + 3, report.Epochs);
        Assert.Equal([0.0, 0.0], report.History.Take(2).Select(epoch => epoch.EncoderLearningRate));
        Assert.NotEqual(0, report.History[2].EncoderLearningRate);
    }

    [Fact]
    public void Fit_ClassNames_NumberTheClassesAndNameThem()
    {
        var rows = new MemoryRowSource(Blobs(60, 60).Values, 2, labels: Enumerable.Range(0, 60).Select(row => (float)(row % 3)).ToArray());

        var classifier = new VaeClassifierTrainer(Small).Fit(rows, ["red", "green", "blue", "never seen"]);

        Assert.Equal(4, classifier.ClassCount);
        Assert.Contains("'never seen'", Assert.Single(classifier.Report.Warnings), StringComparison.Ordinal);
        Assert.Contains(
            "names are given for 2 classes",
            Assert.Throws<VaeDataException>(() => new VaeClassifierTrainer(Small).Fit(rows, ["red", "green"])).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Classify_RowsWithNaN_HaveNoClass()
    {
        var classifier = new VaeClassifierTrainer(Small).Fit(Blobs(60, 60));
        var (classes, probabilities) = (new int[3], new float[9]);
        float[] rows = [4, 0, float.NaN, 1, float.PositiveInfinity, 0];

        classifier.Classify(rows, classes);
        classifier.Probabilities(rows, probabilities);

        Assert.Equal([VaeClassifier.NoClass, VaeClassifier.NoClass], classes[1..]);
        Assert.NotEqual(VaeClassifier.NoClass, classes[0]);
        Assert.Equal(1, probabilities[..3].Sum(), 5);
        Assert.All(probabilities[3..], value => Assert.True(float.IsNaN(value)));
    }

    [Fact]
    public void Fit_RowsThatCannotBeLearnt_SaysWhatIsMissing()
    {
        var trainer = new VaeClassifierTrainer(Small);

        Refused("no labels", () => trainer.Fit(new MemoryRowSource(new float[8], 2)));
        Refused("at least 2 apart", () => trainer.Fit(new MemoryRowSource(new float[8], 2, labels: new float[] { 1, 1, 1, float.NaN })));
        Refused("unlabelled rows have 3", () => trainer.Fit(Blobs(60, 60), new MemoryRowSource(new float[9], 3)));
    }

    [Theory]
    [InlineData("HeadLearningRate")]
    [InlineData("Dropout")]
    [InlineData("EarlyStopping")]
    [InlineData("Features")]
    public void Constructor_OptionThatCannotBe_NamesIt(string option)
    {
        var options = option switch
        {
            "HeadLearningRate" => Small with { HeadLearningRate = float.NaN },
            "Dropout" => Small with { Dropout = 1 },
            "EarlyStopping" => Small with { EarlyStopping = new EarlyStoppingOptions() },
            _ => Small with { Features = FeatureKind.MeanAndLogVariance },
        };

        Assert.Contains(option, Assert.Throws<ArgumentException>(() => new VaeClassifierTrainer(options)).Message, StringComparison.Ordinal);
    }

    /// <summary>Three clouds in a plane, labelled 2, 5 and 7; the first rows have labels, the others NaN.</summary>
    internal static MemoryRowSource Blobs(int count, int labelled, double noise = 0.5)
    {
        var random = new Random(count);
        var (rows, labels) = (new float[count * 2], new float[count]);
        for (var i = 0; i < count; i++)
        {
            var angle = i % 3 * 2 * Math.PI / 3;
            rows[2 * i] = (float)((4 * Math.Cos(angle)) + (noise * (random.NextDouble() - 0.5) * 4));
            rows[(2 * i) + 1] = (float)((4 * Math.Sin(angle)) + (noise * (random.NextDouble() - 0.5) * 4));
            labels[i] = i < labelled ? new[] { 2f, 5f, 7f }[i % 3] : float.NaN;
        }

        return new MemoryRowSource(rows, 2, labels: labels);
    }

    private static void Refused(string word, Action fit) =>
        Assert.Contains(word, Assert.Throws<VaeDataException>(fit).Message, StringComparison.Ordinal);

    private static double Accuracy(VaeClassifier classifier, MemoryRowSource rows)
    {
        var classes = new int[(int)rows.RowCount!];
        classifier.Classify(rows.Values.Span, classes);
        var labels = rows.Labels!.Value.ToArray();
        return classes.Where((predicted, row) => float.Parse(classifier.ClassNames[predicted], System.Globalization.CultureInfo.InvariantCulture) == labels[row]).Count() / (double)classes.Length;
    }

    private static MemoryRowSource Few(MemoryRowSource rows, int perClass, int seed)
    {
        var order = Enumerable.Range(0, (int)rows.RowCount!).ToArray();
        new Random(seed).Shuffle(order);
        var kept = order.GroupBy(row => rows.Labels!.Value.Span[row]).SelectMany(members => members.Take(perClass)).ToHashSet();
        return Pick(rows, kept.Contains);
    }

    private static MemoryRowSource Pick(MemoryRowSource rows, Func<int, bool> keep)
    {
        var kept = Enumerable.Range(0, (int)rows.RowCount!).Where(keep).ToArray();
        return new MemoryRowSource(
            kept.SelectMany(row => rows.Values.Slice(row * rows.ColumnCount, rows.ColumnCount).ToArray()).ToArray(),
            rows.ColumnCount,
            labels: kept.Select(row => rows.Labels!.Value.Span[row]).ToArray());
    }
}
