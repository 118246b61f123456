using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Vae.Core.Data;
using Vae.Core.Likelihoods;
using Vae.Core.Networks;
using Vae.Core.Objectives;
using Vae.Core.Onnx;
using Vae.Core.Onnx.ModelFiles;
using Vae.Core.Options;
using Vae.Core.Parts;
using Vae.Core.Reports;
using Vae.Core.Scaling;
using Vae.Core.Statistics;

namespace Vae.Core.Tests.Onnx;

/// <summary>A model that was never trained, of any options, and how it is written.</summary>
/// <param name="Options">Its options.</param>
/// <param name="Features">Features a row.</param>
/// <param name="HasNames">Whether the features have names.</param>
/// <param name="HasWhitening">Whether it holds a whitening although its score may not need one.</param>
/// <param name="Export">Form and names of the file.</param>
/// <param name="Draw">Seed of its numbers.</param>
internal sealed record RandomModel(VaeOptions Options, int Features, bool HasNames, bool HasWhitening, OnnxExportOptions Export, int Draw)
{
    public static Gen<RandomModel> Generator =>
        from plain in OptionsGenerator
        from features in Gen.Choose(1, 6)
        from isImage in Gen.Elements(true, false, false)
        from kernel in Gen.Choose(1, 2)
        let options = !isImage ? plain : plain with
        {
            Network = plain.Network with
            {
                Kind = NetworkKind.Convolutional,
                Image = new ImageShape(1, 1, features),
                Convolutional = new ConvolutionOptions { Channels = [2, 1], KernelSize = (2 * kernel) - 1 },
            },
        }
        from hasNames in Gen.Elements(true, false)
        from hasWhitening in Gen.Elements(true, false)
        from export in ExportGenerator
        from draw in Gen.Choose(0, int.MaxValue)
        from hasColumns in Gen.Elements(true, false)
        let mixed = hasColumns && options.Objective.Corruption is null or MaskingCorruption ? options with { Columns = Schema(features, draw) } : options
        select new RandomModel(mixed, features, hasNames, hasWhitening, export, draw);

    /// <summary>Columns of so many features in all.</summary>
    private static TableSchema Schema(int features, int draw)
    {
        var random = new Random(draw);
        var columns = new List<TableColumn>();
        for (var left = features; left > 0; left -= columns[^1].Width)
        {
            var kind = random.GetItems(Enum.GetValues<ColumnKind>(), 1)[0];
            string[] levels = [.. Enumerable.Range(0, random.Next(1, left + 1)).Select(i => $"größe \"{i}\",\n")];
            columns.Add(new TableColumn($"spalte {left}", kind, kind == ColumnKind.Categorical ? [.. levels] : default));
        }

        return new TableSchema([.. columns]);
    }

    private static Gen<VaeOptions> OptionsGenerator =>
        from widths in Gen.ArrayOf(Gen.Choose(1, 5), 2)
        from depth in Gen.Choose(0, 2)
        from latent in Gen.Choose(1, 4)
        from activation in Gen.Elements(Enum.GetValues<Activation>())
        from slope in Gen.Choose(0, 1000)
        from dropout in Gen.Elements(0f, 0f, 0.1f, 0.5f)
        from likelihood in Gen.Elements<Likelihood>(
            Likelihood.Bernoulli(), Likelihood.GaussianFixed(1f / 3), Likelihood.GaussianLearned(), Likelihood.GaussianLearnedPerFeature(0.01f))
        from scaling in Gen.Elements(Enum.GetValues<ScalingKind>())
        from kind in Gen.Elements(Enum.GetValues<ScoreKind>())
        from samples in Gen.Choose(1, 4)
        from threshold in Gen.Elements<ThresholdPolicy>(ThresholdPolicy.Fixed(2), ThresholdPolicy.Contamination(0.3), ThresholdPolicy.Quantile(0.5))
        from objective in Gen.Elements(
            new ObjectiveOptions(),
            new ObjectiveOptions { KlWeight = 0.5f, Corruption = Corruption.Gaussian(1f / 3) },
            new ObjectiveOptions { Kind = ObjectiveKind.Iwae, Samples = 5 },
            new ObjectiveOptions { Kind = ObjectiveKind.Autoencoder, Corruption = Corruption.Masking(0.25f) },
            new ObjectiveOptions { Kind = ObjectiveKind.Autoencoder, Corruption = new SaltAndPepperCorruption(0.1f) { Low = -1, High = 3 } })
        from seed in Gen.Choose(int.MinValue, int.MaxValue)
        from normalization in Gen.Elements(Enum.GetValues<NormalizationKind>())
        select new VaeOptions
        {
            Network = new()
            {
                HiddenLayers = [.. widths.Take(depth)], LatentDimension = latent, Activation = activation, LeakySlope = slope / 1000f, Dropout = dropout,
                Normalization = normalization,
            },
            Likelihood = likelihood,
            Objective = objective,
            Scaling = scaling,
            Scoring = new() { Kind = objective.Kind == ObjectiveKind.Autoencoder && kind.NeedsVariance() ? ScoreKind.SquaredError : kind, Samples = samples, Threshold = threshold },
            Seed = seed,
        };

    private static Gen<OnnxExportOptions> ExportGenerator =>
        from form in Gen.Elements(Enum.GetValues<OnnxForm>())
        from features in Gen.Elements("features", "Größe der Zelle", "/constant", "x")
        from latent in Gen.Elements("latent", "z 1", null)
        from variance in Gen.Elements("log_variance", "/Gemm", null)
        from reconstruction in Gen.Elements("reconstruction", "再構成", null)
        from label in Gen.Elements("predicted_label", "\"yes\"", null)
        select new OnnxExportOptions
        {
            Form = form, Features = features, Latent = latent, LogVariance = variance, Reconstruction = reconstruction, PredictedLabel = label,
        };

    /// <summary>The model's parts; numbers at the edges of what a float holds are among them.</summary>
    public ModelParts Parts
    {
        get
        {
            var random = new Random(Draw);
            var plan = VaePlan.Create(Options, Features);
            var n = plan.ResidualDimension + plan.LatentDimension;
            float[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => random.Next(12) switch
            {
                0 => float.Epsilon,
                1 => -0f,
                2 => float.MaxValue,
                3 => -1e-30f,
                _ => (float)(random.NextDouble() - 0.5),
            })];
            return new ModelParts(
                Options,
                Features,
                Numbers(new ParameterLayout(plan).Count),
                Options.Scaling == ScalingKind.None
                    ? FeatureScaler.Identity(Features, Options.Columns)
                    : FeatureScaler.FromParts(Options.Scaling, Numbers(Features), [.. Numbers(Features).Select(value => Math.Abs(value) + float.Epsilon)], random.Next(2) == 0 ? 10f : float.PositiveInfinity, Options.Columns),
                HasWhitening || Options.Scoring.NeedsWhitening ? new Whitening(Numbers(n), Numbers(random.Next(2) == 0 ? n : n * n)) : null,
                random.Next(8) switch { 0 => float.PositiveInfinity, 1 => float.NegativeInfinity, _ => (float)random.NextDouble() },
                Options.Columns is { } columns ? columns.FeatureNames : HasNames ? [.. Enumerable.Range(0, Features).Select(i => string.Create(CultureInfo.InvariantCulture, $"größe \"{i}\",\n"))] : default,
                Report(random, plan.LatentDimension))
            {
                References = HasWhitening || Options.Scoring.Kind == ScoreKind.ReferenceDistance
                    ? References(random.Next(2) == 0 ? random.Next(1, 7) : random.Next(32, 70))
                    : null,
            };

            ReferenceRows References(int count)
            {
                var (all, every) = (new ReferenceScale(1, 1f / 3), ReferenceRows.Coarse(count, Options.Scoring.CoarseReferences));
                return new ReferenceRows(Numbers(count * Features), Features, float.Epsilon, every == 0 ? [all] : [all, new ReferenceScale(every, 1f / 7)]);
            }
        }
    }

    public byte[] Bytes => Write(Parts);

    public byte[] Write(ModelParts parts)
    {
        using var stream = new MemoryStream();
        OnnxModelWriter.Write(parts, Export, stream);
        return stream.ToArray();
    }

    private static TrainingReport Report(Random random, int latent) => new()
    {
        Engine = "managed",
        StopReason = random.GetItems(Enum.GetValues<StopReason>(), 1)[0],
        Epochs = random.Next(),
        Steps = random.NextInt64(),
        BestEpoch = 1,
        TrainingRows = random.NextInt64(),
        ValidationRows = 0,
        SkippedRows = 0,
        Seconds = random.NextDouble(),
        RowsPerSecond = double.PositiveInfinity,
        TrainingLoss = random.NextDouble() * 1e300,
        Reconstruction = double.NaN,
        Kl = -0.0,
        ValidationLoss = random.Next(2) == 0 ? null : random.NextDouble(),
        KlPerDimension = [.. Enumerable.Range(0, latent).Select(_ => random.NextDouble())],
        ActiveUnits = random.Next(latent + 1),
        Rollbacks = 0,
        History = [new EpochReport(1, random.NextDouble(), double.Epsilon, 1, null, 1, 0.002)],
        Warnings = random.Next(2) == 0 ? [] : ["Etwas, das \"man\" wissen sollte."],
    };
}
