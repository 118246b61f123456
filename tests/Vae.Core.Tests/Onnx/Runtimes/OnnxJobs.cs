using Vae.Core.Data;
using Vae.Core.Likelihoods;
using Vae.Core.Models;
using Vae.Core.Onnx;
using Vae.Core.Options;
using Vae.Core.Reports;
using Vae.Core.Scaling;
using Vae.Core.Scoring;
using Vae.Core.Statistics;
using Vae.Data;
using Vae.Data.Options;

namespace Vae.Core.Tests.Onnx.Runtimes;

/// <summary>Briefly trained models on real rows: tumours (30 features of very different size) and written digits (64 grey levels, for Bernoulli decoders).</summary>
internal static class OnnxJobs
{
    private const int GridRows = 48;

    public static string[] Likelihoods => ["bernoulli", "fixed", "learned", "perFeature"];

    private static readonly MemoryRowSource Tumours = Read("breast-cancer.csv", 1, int.MaxValue);

    // As many as make a model: what is compared does not depend on how well it knows digits.
    private static readonly MemoryRowSource Digits = Read("digits.csv", 1f / 16, 400);

    public static List<OnnxJob> All() => [.. Likelihoods.SelectMany(Grid), .. Forms(), .. Names(), .. Unusual(), .. Images(), .. OnnxMixedJobs.All(), .. OnnxMissingJobs.All(), .. OnnxContextJobs.All(), .. Ensembles()];

    /// <summary>Every activation, scaling and score of a likelihood.</summary>
    private static IEnumerable<OnnxJob> Grid(string likelihood)
    {
        var source = likelihood == "bernoulli" ? Digits : Tumours;
        foreach (var activation in Enum.GetValues<Activation>())
        {
            foreach (var scaling in Enum.GetValues<ScalingKind>().Where(kind => likelihood != "bernoulli" || kind is ScalingKind.None or ScalingKind.MinMax))
            {
                var model = Train(source, Options(likelihood) with
                {
                    Network = new() { HiddenLayers = [24, 12], LatentDimension = 5, Activation = activation },
                    Scaling = scaling,
                });
                foreach (var kind in Enum.GetValues<ScoreKind>())
                {
                    yield return new OnnxJob(
                        $"{likelihood}.{activation}.{scaling}.{kind}", Scoring(model, kind), new OnnxExportOptions(), WithGaps(Rows(source, GridRows), source.ColumnCount), Rows(source));
                }
            }
        }
    }

    /// <summary>Every part in both forms, on one row, a few, and all.</summary>
    private static IEnumerable<OnnxJob> Forms()
    {
        var model = Train(Tumours, Options("perFeature"));
        var rows = Rows(Tumours);
        var codes = new float[rows.Length / model.InputDimension * model.LatentDimension];
        model.Encode(rows, codes);
        foreach (var form in Enum.GetValues<OnnxForm>())
        {
            foreach (var count in new[] { 1, 5, 569 })
            {
                foreach (var part in Enum.GetValues<OnnxPart>())
                {
                    var (input, width) = part == OnnxPart.Decoder ? (codes, model.LatentDimension) : (rows, model.InputDimension);
                    yield return new OnnxJob($"form.{form}.{part}.{count}", model, new OnnxExportOptions { Form = form, Part = part }, input[..(count * width)], input);
                }
            }

            yield return new OnnxJob(
                $"form.{form}.labelled", model.WithProbability(Tumours, prevalence: 0.01), new OnnxExportOptions { Form = form, Part = OnnxPart.Scorer, Probability = "p" }, rows, rows);
            foreach (var kind in Enum.GetValues<ScoreKind>())
            {
                var some = WithGaps(Rows(Tumours, 7), model.InputDimension);
                yield return new OnnxJob($"form.{form}.{kind}", Scoring(model, kind), new OnnxExportOptions { Form = form }, some, rows);
                yield return new OnnxJob(
                    $"form.{form}.{kind}.trust",
                    Scoring(model, kind),
                    new OnnxExportOptions { Form = form, Part = OnnxPart.Scorer, Probability = "probability", Contributions = "contributions" },
                    some,
                    rows);
            }
        }
    }

    private static IEnumerable<OnnxJob> Names()
    {
        var model = Train(Tumours, Options("learned"));
        var odd = new OnnxExportOptions
        {
            Features = "Größe der Zelle",
            Latent = "z 1/2",
            LogVariance = "log σ²",
            Reconstruction = "再構成",
            Score = "\"score\"",
            PredictedLabel = "/Gemm",
            LatentSlotNames = [.. Enumerable.Range(0, model.LatentDimension).Select(i => $"z {i}")],
            ReconstructionSlotNames = [.. model.FeatureNames!],
        };
        var rows = Rows(Tumours, 9);
        foreach (var form in Enum.GetValues<OnnxForm>())
        {
            yield return new OnnxJob($"names.{form}.odd", model, odd with { Form = form }, rows, Rows(Tumours));
            foreach (var part in new[] { OnnxPart.Encoder, OnnxPart.Scorer })
            {
                yield return new OnnxJob($"names.{form}.{part}", model, odd with { Form = form, Part = part }, rows, Rows(Tumours));
            }

            var none = odd with { Form = form, LogVariance = null, Reconstruction = null };
            yield return new OnnxJob($"names.{form}.few", model, none, rows, Rows(Tumours));
            yield return new OnnxJob($"names.{form}.score", model, none with { Latent = null, PredictedLabel = null }, rows, Rows(Tumours));
            yield return new OnnxJob($"names.{form}.label", Scoring(model, ScoreKind.NegativeElbo), none with { Latent = null, Score = null }, rows, Rows(Tumours));
        }
    }

    /// <summary>Networks and scalers at the edges of what there can be.</summary>
    private static IEnumerable<OnnxJob> Unusual()
    {
        foreach (var form in Enum.GetValues<OnnxForm>())
        {
            var linear = Train(Tumours, Options("perFeature") with { Network = new() { HiddenLayers = [], LatentDimension = 1 } });
            var dropout = Train(Tumours, Options("fixed") with { Network = new() { HiddenLayers = [16, 8, 4], LatentDimension = 2, Dropout = 0.2f } });
            var autoencoder = Train(Tumours, Options("learned") with { Objective = new() { Kind = ObjectiveKind.Autoencoder } });
            var parts = linear.Parts;
            var n = parts.InputDimension + 1;
            var diagonal = new VaeModel(parts with { Whitening = new Whitening(new float[n], [.. Enumerable.Repeat(0.5f, n)]) });
            var offset = parts.Scaler.Offset.ToArray();
            var factor = parts.Scaler.Factor.ToArray();
            (offset[0], factor[0]) = (3e31f, 1e-30f);
            var wide = new VaeModel(parts with { Scaler = FeatureScaler.FromParts(ScalingKind.Robust, offset, factor, 10) });
            var far = Rows(Tumours);
            for (var i = 0; i < far.Length; i += parts.InputDimension)
            {
                far[i] = 3e31f + (far[i] * 1e29f);
            }

            var options = new OnnxExportOptions { Form = form };
            yield return new OnnxJob($"unusual.{form}.linear", linear, options, Rows(Tumours, 20), Rows(Tumours));
            yield return new OnnxJob($"unusual.{form}.dropout", dropout, options, Rows(Tumours, 20), Rows(Tumours));
            yield return new OnnxJob($"unusual.{form}.autoencoder", autoencoder, options, Rows(Tumours, 20), Rows(Tumours));
            yield return new OnnxJob($"unusual.{form}.diagonal", diagonal, options, Rows(Tumours, 20), Rows(Tumours));
            yield return new OnnxJob($"unusual.{form}.wide", wide, options, far[..(20 * parts.InputDimension)], far);
        }
    }

    /// <summary>Convolutional networks with every normalisation, on square pictures and on odd ones, and dense networks with each.</summary>
    private static IEnumerable<OnnxJob> Images()
    {
        foreach (var normalization in Enum.GetValues<NormalizationKind>())
        {
            var digits = Train(Digits, Options("bernoulli") with
            {
                Network = NetworkOptions.ForImages(new ImageShape(1, 8, 8)) with
                {
                    Convolutional = new() { Channels = [6, 9] }, HiddenLayers = [14], LatentDimension = 5, Normalization = normalization,
                },
            });
            yield return new OnnxJob($"image.{normalization}.digits", digits, new OnnxExportOptions(), Rows(Digits, 40), Rows(Digits));
            var odd = Train(Tumours, Options("perFeature") with
            {
                Network = NetworkOptions.ForImages(new ImageShape(2, 3, 5)) with
                {
                    Convolutional = new() { Channels = [5, 4, 3], KernelSize = 4, Stride = 3, Padding = 2 },
                    HiddenLayers = [],
                    LatentDimension = 3,
                    Normalization = normalization,
                    Activation = Activation.GELU,
                    Dropout = 0.1f,
                },
            });
            yield return new OnnxJob($"image.{normalization}.odd", odd, new OnnxExportOptions(), Rows(Tumours, 40), Rows(Tumours));
            yield return new OnnxJob(
                $"image.{normalization}.elbo", Scoring(odd, ScoreKind.NegativeElbo), new OnnxExportOptions { Form = OnnxForm.Row }, Rows(Tumours, 5), Rows(Tumours));
            var dense = Train(Tumours, Options("fixed") with
            {
                Network = new() { HiddenLayers = [12, 7], LatentDimension = 4, Normalization = normalization, Activation = Activation.SiLU },
            });
            yield return new OnnxJob($"image.{normalization}.dense", dense, new OnnxExportOptions(), Rows(Tumours, 40), Rows(Tumours));
        }
    }

    /// <summary>Three networks whose mean score counts, under every score, with everything that follows from it.</summary>
    private static IEnumerable<OnnxJob> Ensembles()
    {
        var model = Train(Tumours, Options("perFeature") with { Training = new TrainingOptions { EnsembleSize = 3 } });
        foreach (var form in Enum.GetValues<OnnxForm>())
        {
            foreach (var kind in Enum.GetValues<ScoreKind>())
            {
                var options = new OnnxExportOptions { Form = form, Probability = "probability", Contributions = "contributions" };
                yield return new OnnxJob($"ensemble.{form}.{kind}", Scoring(model, kind), options, WithGaps(Rows(Tumours, 7), model.InputDimension), Rows(Tumours));
            }
        }

        var images = Train(Digits, Options("bernoulli") with
        {
            Training = new TrainingOptions { EnsembleSize = 2 },
            Network = NetworkOptions.ForImages(new ImageShape(1, 8, 8)) with
            {
                Convolutional = new() { Channels = [6] }, HiddenLayers = [14], LatentDimension = 5, Normalization = NormalizationKind.Batch,
            },
        });
        yield return new OnnxJob("ensemble.image", images, new OnnxExportOptions(), Rows(Digits, 40), Rows(Digits));
    }

    private static VaeOptions Options(string likelihood) => new()
    {
        Likelihood = likelihood switch
        {
            "bernoulli" => Likelihood.Bernoulli(),
            "fixed" => Likelihood.GaussianFixed(0.7f),
            "learned" => Likelihood.GaussianLearned(),
            _ => Likelihood.GaussianLearnedPerFeature(),
        },
        Network = new() { HiddenLayers = [24, 12], LatentDimension = 5 },
        Scaling = likelihood == "bernoulli" ? ScalingKind.None : ScalingKind.Robust,
        Scoring = new() { ReferenceRows = 64 },
        Engine = new() { Threads = 1 },
        Seed = 7,
    };

    private static VaeModel Train(MemoryRowSource source, VaeOptions options) => new VaeTrainer(options with
    {
        // Raw tumours reach into the thousands: there only small steps stay finite.
        Training = options.Training with
        {
            Steps = 25, BatchSize = 64, Optimizer = new() { LearningRate = options.Scaling == ScalingKind.None ? 1e-4f : 2e-3f },
        },
    }).Fit(source);

    /// <summary>The same model under another score, with a threshold that flags about a tenth.</summary>
    private static VaeModel Scoring(VaeModel model, ScoreKind kind) =>
        Scoring(model, kind, model.InputDimension == Tumours.ColumnCount ? Rows(Tumours) : Rows(Digits));

    /// <inheritdoc cref="Scoring(VaeModel, ScoreKind)"/>
    internal static VaeModel Scoring(VaeModel model, ScoreKind kind, float[] rows)
    {
        var options = model.Options with { Scoring = model.Options.Scoring with { Kind = kind } };
        var scores = new float[rows.Length / model.InputDimension];
        model.Score(rows, kind, scores);
        Array.Sort(scores);
        return new VaeModel(model.Parts with
        {
            Options = options,
            Threshold = scores[^(scores.Length / 10)],
            Calibration = model.Parts.Calibration! with { Scores = ScoreDistribution.TryFit(scores, ScoreOrigin.Given)! },
        });
    }

    /// <summary>The third row with a missing value, the sixth with an infinity.</summary>
    internal static float[] WithGaps(float[] rows, int width)
    {
        rows[(2 * width) + 3] = float.NaN;
        rows[(5 * width) + width - 1] = float.NegativeInfinity;
        return rows;
    }

    private static float[] Rows(MemoryRowSource source, int most = 569)
    {
        var rows = source.Values.Span;
        return rows[..(Math.Min(most, rows.Length / source.ColumnCount) * source.ColumnCount)].ToArray();
    }

    private static MemoryRowSource Read(string name, float factor, int most)
    {
        var all = RowSourceFactory.Open(RepositoryFolder.PathOf("datasets", name), new RowSourceOptions { Label = "label" }).ReadAll();
        var values = all.Values.ToArray();
        for (var i = 0; i < values.Length; i++)
        {
            values[i] *= factor;
        }

        most = Math.Min(most, values.Length / all.ColumnCount);
        return new MemoryRowSource(values.AsMemory(0, most * all.ColumnCount), all.ColumnCount, all.ColumnNames, all.Labels!.Value[..most]);
    }
}
