using System.Globalization;
using Vae.Bench.Reporting;
using Vae.Core.Data;
using Vae.Core.Likelihoods;
using Vae.Core.Models;
using Vae.Core.Options;
using Vae.Core.Pictures;
using Vae.Core.Reports;
using Vae.Core.Scoring;

namespace Vae.Bench.Generative;

/// <summary>Pictures drawn by variational autoencoders and VAE-GANs of the same networks, against real ones.</summary>
internal static class Sharpness
{
    private const int Drawn = 1000;

    /// <summary>Trains both and measures what they draw.</summary>
    /// <param name="name">Name of the data.</param>
    /// <param name="training">Rows in [0, 1].</param>
    /// <param name="test">Rows that neither has seen.</param>
    /// <param name="network">Encoder and decoder; the picture's shape in it.</param>
    /// <param name="epochs">Passes over the rows.</param>
    /// <param name="seed">Seed.</param>
    /// <param name="engine">Engine and threads.</param>
    /// <param name="sheets">Where sheets of 100 drawn pictures go, or null.</param>
    public static string Table(
        string name, MemoryRowSource training, float[] test, NetworkOptions network, int epochs, int seed, EngineOptions engine, string? sheets)
    {
        var shape = network.Image!;
        var real = test[..(Math.Min(Drawn, test.Length / (int)shape.Size) * (int)shape.Size)];
        var table = new MarkdownTable("model", "gradient, drawn / real", "MMD to test pictures", "-log p(x|z)", "KL", "active", "discriminator: lowest, highest", "rollbacks", "seconds");
        foreach (var kind in new[] { ObjectiveKind.Elbo, ObjectiveKind.VaeGan })
        {
            var model = Fit(training, network, kind, epochs, seed, engine);
            var drawn = model.Sample(real.Length / (int)shape.Size, seed: 3).Rows;
            var told = model.Report.History.Where(epoch => epoch.DiscriminatorLoss is not null).Select(epoch => epoch.DiscriminatorLoss!.Value).ToArray();
            table.Add(
                kind == ObjectiveKind.Elbo ? "VAE" : "VAE-GAN",
                Text($"{Gradient(drawn, shape) / Gradient(real, shape):F3}"),
                Text($"{MaximumMeanDiscrepancy.Compare(real, drawn, (int)shape.Size, divisions: 99).Statistic:E1}"),
                Text($"{model.Report.Reconstruction:F1}"),
                Text($"{model.Report.Kl:F1}"),
                Text($"{model.Report.ActiveUnits}"),
                told.Length == 0 ? "-" : Text($"{told.Min():F3}, {told.Max():F3}"),
                Text($"{model.Report.Rollbacks}"),
                Text($"{model.Report.Seconds:F0}"));
            if (sheets is not null)
            {
                PictureSheet.Draw(drawn.AsSpan(0, Math.Min(drawn.Length, 100 * (int)shape.Size)), shape).SavePng(Path.Combine(sheets, $"{kind}.png"));
            }
        }

        return Text($"{name}, {training.RowCount} rows, {network.Kind} networks, {epochs} epochs, seed {seed}. Gradient: mean sum of absolute differences of neighbouring pixels, ")
            + "1 where drawn pictures are as sharp as real ones.\n\n" + table;
    }

    private static VaeModel Fit(MemoryRowSource rows, NetworkOptions network, ObjectiveKind kind, int epochs, int seed, EngineOptions engine) => new VaeTrainer(new VaeOptions
    {
        Network = network,
        Likelihood = Likelihood.Bernoulli(),
        Scaling = ScalingKind.None,
        Objective = new() { Kind = kind },
        Training = new() { Epochs = epochs, BatchSize = 64, Optimizer = new() { LearningRate = 1e-3f } },
        Scoring = new() { Kind = ScoreKind.SquaredError },
        Engine = engine,
        Seed = seed,
    }).Fit(rows, new Lines());

    private static double Gradient(float[] rows, ImageShape shape)
    {
        var (size, sum) = ((int)shape.Size, 0.0);
        for (var i = 0; i < rows.Length; i++)
        {
            var (x, y) = (i % size % shape.Width, i % size / shape.Width % shape.Height);
            sum += x + 1 < shape.Width ? Math.Abs(rows[i + 1] - rows[i]) : 0;
            sum += y + 1 < shape.Height ? Math.Abs(rows[i + shape.Width] - rows[i]) : 0;
        }

        return sum / (rows.Length / size);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>A line an epoch.</summary>
    private sealed class Lines : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.IsEpochEnd)
            {
                Console.WriteLine(Text(
                    $"  epoch {value.Epoch} of {value.TotalEpochs}: loss {value.Loss:F2}, -log p(x|z) {value.Reconstruction:F2}, KL {value.Kl:F2}, discriminator {value.DiscriminatorLoss:F3}"));
            }
        }
    }
}
