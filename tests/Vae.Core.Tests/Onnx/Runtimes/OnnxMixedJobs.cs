using Vae.Core.Data;
using Vae.Core.Likelihoods;
using Vae.Core.Models;
using Vae.Core.Onnx;
using Vae.Core.Options;
using Vae.Core.Tests.Engines.Managed;

namespace Vae.Core.Tests.Onnx.Runtimes;

/// <summary>Briefly trained models of columns of several kinds.</summary>
internal static class OnnxMixedJobs
{
    private const int TrainingRows = 300;

    public static IEnumerable<OnnxJob> All()
    {
        foreach (var (name, likelihood, schema) in Models())
        {
            var (model, rows) = Train(likelihood, schema);
            var some = OnnxJobs.WithGaps(rows[..(40 * schema.Width)], schema.Width);
            foreach (var kind in Enum.GetValues<ScoreKind>())
            {
                var scoring = OnnxJobs.Scoring(model, kind, rows);
                var trust = new OnnxExportOptions { Contributions = "contributions" };
                yield return new OnnxJob($"mixed.{name}.{kind}.batch", scoring, trust, some, rows);
                yield return new OnnxJob(
                    $"mixed.{name}.{kind}.columns",
                    scoring,
                    trust with { Part = OnnxPart.Scorer, ContributionsByColumn = true, ContributionSlotNames = [.. schema.Columns.Select(column => column.Name)] },
                    some,
                    rows);
                if (name == "perFeature")
                {
                    yield return new OnnxJob($"mixed.{name}.{kind}.row", scoring, new OnnxExportOptions { Form = OnnxForm.Row }, some[..(7 * schema.Width)], rows);
                }
            }
        }
    }

    private static IEnumerable<(string Name, Likelihood Likelihood, TableSchema Schema)> Models()
    {
        yield return ("perFeature", Likelihood.GaussianLearnedPerFeature(), MixedRows.Schema);
        yield return ("learned", Likelihood.GaussianLearned(), MixedRows.Schema);
        yield return ("fixed", Likelihood.GaussianFixed(0.7f), MixedRows.Schema);
        yield return ("bernoulli", Likelihood.Bernoulli(), MixedRows.Schema);

        // More features than the expectation has a full covariance for.
        yield return ("wide", Likelihood.GaussianLearnedPerFeature(), new TableSchema(TableColumn.Numeric("a"), MixedRows.Levels("many", 520), TableColumn.Count("c")));
    }

    private static (VaeModel Model, float[] Rows) Train(Likelihood likelihood, TableSchema schema)
    {
        var random = new Random(21);
        var rows = new float[TrainingRows * schema.Width];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = (float)Math.Exp(3 * random.NextDouble());
        }

        MixedRows.Discretise(schema, rows, random);
        var isBernoulli = likelihood is BernoulliLikelihood;
        var options = new VaeOptions
        {
            Columns = schema,
            Likelihood = likelihood,
            Network = new() { HiddenLayers = [24, 12], LatentDimension = 3 },
            Scaling = isBernoulli ? ScalingKind.MinMax : likelihood is GaussianLikelihood { SigmaKind: SigmaKind.Fixed } ? ScalingKind.None : ScalingKind.Robust,
            Training = new() { Steps = 40, Optimizer = new() { LearningRate = 1e-3f } },
            Scoring = new() { Samples = 3 },
            Engine = new() { Threads = 1 },
            Seed = 3,
        };
        return (new VaeTrainer(options).Fit(new MemoryRowSource(rows, schema.Width)), rows);
    }
}
