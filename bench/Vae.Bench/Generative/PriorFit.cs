using System.Globalization;
using Vae.Bench.Reporting;
using Vae.Core.Data;
using Vae.Core.Likelihoods;
using Vae.Core.Models;
using Vae.Core.Objectives;
using Vae.Core.Options;
using Vae.Core.Scoring;

namespace Vae.Bench.Generative;

/// <summary>How well the codes of adversarial autoencoders, all rows' together, are distributed as their prior.</summary>
internal static class PriorFit
{
    private static readonly int[] Sizes = [500, 1000, 2000];

    /// <summary>Trains one model a seed and compares random codes of training rows with draws from the prior.</summary>
    /// <param name="name">Name of the data.</param>
    /// <param name="rows">Rows in [0, 1].</param>
    /// <param name="epochs">Passes over them.</param>
    /// <param name="seeds">Models of each prior.</param>
    /// <param name="engine">Engine and threads.</param>
    public static string Table(string name, MemoryRowSource rows, int epochs, int seeds, EngineOptions engine)
    {
        var table = new MarkdownTable(
            ["prior", "seed", "reconstruction", "discriminator", "right", .. Sizes.Select(size => $"MMD, p ({size} codes)"), "untrained MMD (1000)", "least mode"]);
        foreach (var prior in new Prior[] { Prior.Circle(), Prior.StandardNormal() })
        {
            for (var seed = 0; seed < seeds; seed++)
            {
                var (untrained, trained) = (Fit(rows, prior, 1, seed, engine), Fit(rows, prior, epochs, seed, engine));
                var codes = Codes(trained, rows);
                table.Add(
                [
                    prior is GaussianMixturePrior mixture ? $"{mixture.Components} Gaussians on a circle" : "N(0, I)",
                    Text($"{seed}"),
                    Text($"{trained.Report.Reconstruction:F1}"),
                    Text($"{trained.Report.DiscriminatorLoss:F3}"),
                    Text($"{trained.Report.DiscriminatorAccuracy:P0}"),
                    .. Sizes.Select(size => Compare(trained, codes, size)),
                    Text($"{Test(untrained, Codes(untrained, rows), 1000).Statistic:E1}"),
                    LeastMode(prior, codes),
                ]);
            }
        }

        return Text($"{name}, {rows.RowCount} rows, two latent dimensions, {epochs} epochs. MMD squared, unbiased, Gaussian kernel of median width; p from 199 divisions; ")
            + "least mode: smallest share of codes that are nearest to one of the means (10 % each in the prior).\n\n" + table;
    }

    private static VaeModel Fit(MemoryRowSource rows, Prior prior, int epochs, int seed, EngineOptions engine) => new VaeTrainer(new VaeOptions
    {
        Network = new() { HiddenLayers = [128, 64], LatentDimension = 2 },
        Likelihood = Likelihood.Bernoulli(),
        Scaling = ScalingKind.None,
        Objective = new() { Kind = ObjectiveKind.Adversarial, Adversarial = new() { Prior = prior } },
        Training = new() { Epochs = epochs, BatchSize = 64, Optimizer = new() { LearningRate = 1e-3f } },
        Scoring = new() { Kind = ScoreKind.SquaredError },
        Engine = engine,
        Seed = seed,
    }).Fit(rows);

    /// <summary>Codes of the rows in an order of chance.</summary>
    private static float[][] Codes(VaeModel model, MemoryRowSource rows)
    {
        var codes = new float[rows.RowCount!.Value * 2];
        model.Encode(rows.Values.Span, codes);
        var all = codes.Chunk(2).ToArray();
        new Random(1).Shuffle(all);
        return all;
    }

    private static string Compare(VaeModel model, float[][] codes, int size)
    {
        if (codes.Length < size)
        {
            return "-";
        }

        var test = Test(model, codes, size);
        return Text($"{test.Statistic:E1}, {test.PValue:F3}");
    }

    private static MaximumMeanDiscrepancy Test(VaeModel model, float[][] codes, int size) => MaximumMeanDiscrepancy.Compare(
        [.. codes.Take(size).SelectMany(code => code)], model.Sample(size, seed: 5).Codes, 2, divisions: 199);

    private static string LeastMode(Prior prior, float[][] codes)
    {
        if (prior is not GaussianMixturePrior mixture)
        {
            return "-";
        }

        var counts = new int[mixture.Components];
        foreach (var code in codes)
        {
            counts[Enumerable.Range(0, counts.Length).MinBy(k => Math.Pow(code[0] - mixture.Means[k][0], 2) + Math.Pow(code[1] - mixture.Means[k][1], 2))]++;
        }

        return Text($"{(double)counts.Min() / codes.Length:P1}");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
