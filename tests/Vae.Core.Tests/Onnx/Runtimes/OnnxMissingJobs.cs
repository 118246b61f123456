using Vae.Core.Data;
using Vae.Core.Likelihoods;
using Vae.Core.Models;
using Vae.Core.Onnx;
using Vae.Core.Options;
using Vae.Core.Tests.Engines.Managed;

namespace Vae.Core.Tests.Onnx.Runtimes;

/// <summary>Models briefly trained on rows of which values were not observed, and such rows to run them on.</summary>
internal static class OnnxMissingJobs
{
    private const int TrainingRows = 300;

    public static IEnumerable<OnnxJob> All()
    {
        foreach (var (name, likelihood, schema, passes, networks) in Models())
        {
            var (model, rows, complete) = Train(likelihood, schema, passes, networks);
            var some = rows[..(40 * schema.Width)];
            some.AsSpan(schema.Width, schema.Width).Fill(float.NaN);
            some[(2 * schema.Width) + 1] = float.NegativeInfinity;
            foreach (var kind in Enum.GetValues<ScoreKind>())
            {
                var scoring = OnnxJobs.Scoring(model, kind, complete);
                var trust = new OnnxExportOptions { Contributions = "contributions", Probability = "probability", Imputed = "imputed" };
                yield return new OnnxJob($"missing.{name}.{kind}.batch", scoring, trust, some, complete);
                if (name is "perFeature" or "mixed")
                {
                    yield return new OnnxJob($"missing.{name}.{kind}.row", scoring, trust with { Form = OnnxForm.Row }, some[..(9 * schema.Width)], complete);
                }

                if (name == "perFeature")
                {
                    yield return new OnnxJob($"missing.{name}.{kind}.scorer", scoring, new OnnxExportOptions { Part = OnnxPart.Scorer }, some, complete);
                }
            }
        }
    }

    private static IEnumerable<(string Name, Likelihood Likelihood, TableSchema Schema, int Passes, int Networks)> Models()
    {
        var numbers = TableSchema.Numeric(["a", "b", "c", "d", "e", "f", "g"]);
        yield return ("perFeature", Likelihood.GaussianLearnedPerFeature(), numbers, 2, 1);
        yield return ("learned", Likelihood.GaussianLearned(), numbers, 1, 1);
        yield return ("bernoulli", Likelihood.Bernoulli(), numbers, 3, 1);
        yield return ("mixed", Likelihood.GaussianLearnedPerFeature(), MixedRows.Schema, 2, 1);
        yield return ("ensemble", Likelihood.GaussianLearnedPerFeature(), numbers, 2, 2);
    }

    private static (VaeModel Model, float[] Rows, float[] Complete) Train(Likelihood likelihood, TableSchema schema, int passes, int networks)
    {
        var random = new Random(23);
        var complete = new float[TrainingRows * schema.Width];
        for (var i = 0; i < complete.Length; i++)
        {
            complete[i] = (float)Math.Exp(2 * random.NextDouble()) + (i % schema.Width == 0 ? 0 : 0.5f * complete[i - 1]);
        }

        MixedRows.Discretise(schema, complete, random);
        var rows = (float[])complete.Clone();
        for (var row = 0; row < TrainingRows; row++)
        {
            for (var c = 1; c < schema.Columns.Length; c++)
            {
                if (random.NextDouble() < 0.3)
                {
                    rows.AsSpan((row * schema.Width) + schema.Offset(c), schema.Columns[c].Width).Fill(float.NaN);
                }
            }
        }

        var options = new VaeOptions
        {
            Columns = schema,
            MissingValues = MissingValueHandling.Observed,
            ImputationPasses = passes,
            Likelihood = likelihood,
            Network = new() { HiddenLayers = [24, 12], LatentDimension = 3 },
            Scaling = likelihood is BernoulliLikelihood ? ScalingKind.MinMax : ScalingKind.Robust,
            Training = new() { Steps = 40, EnsembleSize = networks, Optimizer = new() { LearningRate = 1e-3f } },
            Scoring = new() { Samples = 3 },
            Engine = new() { Threads = 1 },
            Seed = 3,
        };
        return (new VaeTrainer(options).Fit(new MemoryRowSource(rows, schema.Width)), rows, complete);
    }
}
