using Vae.Core.Data;
using Vae.Core.Likelihoods;
using Vae.Core.Models;
using Vae.Core.Onnx;
using Vae.Core.Options;
using Vae.Core.Tests.Context;
using Vae.Core.Tests.Engines.Managed;

namespace Vae.Core.Tests.Onnx.Runtimes;

/// <summary>Briefly trained models with a context, with columns of several kinds and without, on rows with holes and without.</summary>
internal static class OnnxContextJobs
{
    private const int TrainingRows = 300;

    public static IEnumerable<OnnxJob> All()
    {
        foreach (var (name, likelihood, isMixed, missing, networks) in Models())
        {
            var (model, given, rows) = Train(likelihood, isMixed, missing, networks);
            var some = given[..(40 * model.InputDimension)];
            some[2 * model.InputDimension] = float.NaN;
            some[(5 * model.InputDimension) + 1] = float.NegativeInfinity;
            some[(7 * model.InputDimension) - 1] = float.NaN;
            foreach (var kind in Enum.GetValues<ScoreKind>())
            {
                var scoring = OnnxJobs.Scoring(model, kind, rows);
                var trust = new OnnxExportOptions { Contributions = "contributions", Probability = "probability", Imputed = missing == MissingValueHandling.Observed ? "imputed" : null };
                yield return new OnnxJob($"context.{name}.{kind}.batch", scoring, trust, some, rows);
                if (isMixed)
                {
                    yield return new OnnxJob(
                        $"context.{name}.{kind}.columns", scoring, new OnnxExportOptions { Part = OnnxPart.Scorer, Contributions = "contributions", ContributionsByColumn = true }, some, rows);
                }

                if (name == "perFeature")
                {
                    yield return new OnnxJob($"context.{name}.{kind}.row", scoring, trust with { Form = OnnxForm.Row }, some[..(9 * model.InputDimension)], rows);
                }
            }

            yield return new OnnxJob($"context.{name}.encoder", model, new OnnxExportOptions { Part = OnnxPart.Encoder }, some, rows);
        }
    }

    private static IEnumerable<(string Name, Likelihood Likelihood, bool IsMixed, MissingValueHandling Missing, int Networks)> Models()
    {
        yield return ("perFeature", Likelihood.GaussianLearnedPerFeature(), false, MissingValueHandling.Invalid, 1);
        yield return ("learned", Likelihood.GaussianLearned(), true, MissingValueHandling.Observed, 1);
        yield return ("fixed", Likelihood.GaussianFixed(0.7f), false, MissingValueHandling.Observed, 2);
        yield return ("bernoulli", Likelihood.Bernoulli(), true, MissingValueHandling.Invalid, 1);
    }

    private static (VaeModel Model, float[] Rows, float[] Complete) Train(Likelihood likelihood, bool isMixed, MissingValueHandling missing, int networks)
    {
        var random = new Random(27);
        var width = ContextRows.Width(isMixed);
        var rows = new float[TrainingRows * width];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = (float)Math.Exp(2 * random.NextDouble());
        }

        MixedRows.Discretise(isMixed ? ContextRows.Mixed : null, rows, random);
        var complete = (float[])rows.Clone();
        for (var row = 0; missing == MissingValueHandling.Observed && row < TrainingRows; row += 3)
        {
            rows[row * width] = float.NaN;
        }

        var options = ContextRows.Small("PerFeature", isMixed) with
        {
            Likelihood = likelihood,
            MissingValues = missing,
            ImputationPasses = missing == MissingValueHandling.Observed ? 2 : null,
            Network = new() { HiddenLayers = [24, 12], LatentDimension = 3 },
            Scaling = likelihood is BernoulliLikelihood ? ScalingKind.MinMax : ScalingKind.Robust,
            Training = new() { Steps = 40, EnsembleSize = networks, Optimizer = new() { LearningRate = 1e-3f } },
            Scoring = new() { Samples = 3 },
            Engine = new() { Threads = 1 },
        };
        return (new VaeTrainer(options).Fit(new MemoryRowSource(rows, width)), rows, complete);
    }
}
