using System.Collections.Concurrent;
using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Core.Options;
using Vae.Core.Scoring;
using Vae.Core.Tests.Onnx.Runtimes;
using Vae.Data;
using Vae.Data.Options;

namespace Vae.Core.Tests.Scoring;

/// <summary>Real rows with values taken away at random, beside what mean imputation makes of them. Figures of several seeds are in bench/RESULTS.md.</summary>
public sealed class MissingValueQualityTests
{
    // Both questions are asked of one model.
    private static readonly ConcurrentDictionary<(string Name, double Share), (Rows Rows, VaeModel Model)> Fitted = new();

    [Theory]
    [InlineData("breast-cancer", 0.1, 0.75)]
    [InlineData("breast-cancer", 0.3, 0.8)]
    [InlineData("breast-cancer", 0.5, 0.9)]
    [InlineData("satellite", 0.1, 0.45)]
    [InlineData("satellite", 0.3, 0.5)]
    [InlineData("satellite", 0.5, 0.55)]
    public void Impute_ValuesMissingAtRandom_HasLessErrorThanTheMean(string name, double share, double most)
    {
        var (rows, model) = Fitted.GetOrAdd((name, share), Fit);
        var (imputed, filled) = (new float[rows.Test.Length], rows.MeanFilled(rows.Test));

        model.Impute(rows.Test, imputed);

        var (error, meanError) = (rows.Error(imputed), rows.Error(filled));
        Assert.True(error < most * meanError, $"{name}, {share}: root mean squared error {error:F3} of the model, {meanError:F3} of the mean, in standard deviations.");
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.3)]
    [InlineData(0.5)]
    public void Score_ValuesMissingAtRandom_TellsAnomaliesBetterThanByMeanImputedRows(double share)
    {
        var (rows, observed) = Fitted.GetOrAdd(("satellite", share), Fit);
        var filled = new VaeTrainer(Options with { MissingValues = MissingValueHandling.Invalid }).Fit(new MemoryRowSource(rows.MeanFilled(rows.Training), rows.Width));

        var (own, means) = (rows.AreaUnderRoc(observed, rows.Test), rows.AreaUnderRoc(filled, rows.MeanFilled(rows.Test)));

        Assert.True(own > means + 0.05, $"{share}: area under ROC {own:F4} by what was observed, {means:F4} by mean-imputed rows.");
        Assert.True(own > 0.8, $"{share}: area under ROC {own:F4}.");
    }

    [Fact]
    public void Impute_TrainedOnCompleteRows_GetsBetterWithEachOfThePassesTaken()
    {
        var rows = Rows.Of("satellite", 0.3);
        var model = new VaeTrainer(Options).Fit(new MemoryRowSource(rows.Complete, rows.Width));
        double Error(int passes)
        {
            var imputed = new float[rows.Test.Length];
            new VaeModel(model.Parts with { Options = model.Options with { ImputationPasses = passes } }).Impute(rows.Test, imputed);
            return rows.Error(imputed);
        }

        Assert.Equal(5, model.Options.ImputationPasses);
        Assert.True(Error(1) > Error(2) && Error(2) > Error(3) && Error(3) > Error(5), $"{Error(1):F3}, {Error(2):F3}, {Error(3):F3}, {Error(5):F3}");
    }

    private static (Rows Rows, VaeModel Model) Fit((string Name, double Share) table)
    {
        var rows = Rows.Of(table.Name, table.Share);
        return (rows, new VaeTrainer(Options).Fit(new MemoryRowSource(rows.Training, rows.Width)));
    }

    private static VaeOptions Options => new() { MissingValues = MissingValueHandling.Observed, Seed = 1, Engine = new() { Threads = 2 } };

    /// <summary>Half of the normal rows to train on, and others with anomalies to test on, all with holes.</summary>
    private sealed class Rows
    {
        private float[] truth = [];
        private bool[] isAnomaly = [];
        private double[] mean = [];
        private double[] deviation = [];

        public int Width { get; private init; }

        public float[] Complete { get; private init; } = [];

        public float[] Training { get; private init; } = [];

        public float[] Test { get; private init; } = [];

        public static Rows Of(string name, double share)
        {
            var random = new Random(11);
            var source = RowSourceFactory.Open(RepositoryFolder.PathOf("datasets", $"{name}.csv"), new RowSourceOptions { Label = "label" });
            var (width, all, labels) = (source.ColumnCount, source.ReadAll().Values.ToArray(), Labels(source));
            int[] Shuffled(bool anomalies) => [.. Enumerable.Range(0, labels.Length).Where(i => labels[i] != 0 == anomalies).OrderBy(_ => random.Next())];
            var (normal, strange) = (Shuffled(false), Shuffled(true));
            float[] Take(IEnumerable<int> rows) => [.. rows.SelectMany(row => all[(row * width)..((row + 1) * width)])];
            var half = normal.Length / 2;
            int[] tested = [.. normal[half..].Take(800), .. strange.Take(800)];
            var (complete, truth) = (Take(normal[..half].Take(2000)), Take(tested));
            var rows = new Rows
            {
                Width = width, Complete = complete, Training = Holes(complete, width, share, random), Test = Holes(truth, width, share, random),
            };
            rows.truth = truth;
            rows.isAnomaly = [.. tested.Select(row => labels[row] != 0)];
            rows.Measure();
            return rows;
        }

        public float[] MeanFilled(float[] rows) => [.. rows.Select((value, i) => float.IsNaN(value) ? (float)mean[i % Width] : value)];

        public double AreaUnderRoc(VaeModel model, float[] rows)
        {
            var scores = new float[rows.Length / Width];
            model.Score(rows, scores);
            return DetectionMetrics.AreaUnderRoc(scores, isAnomaly);
        }

        /// <summary>Root mean squared error of what was missing of the normal test rows, in standard deviations.</summary>
        public double Error(float[] imputed)
        {
            var (sum, count) = (0.0, 0);
            for (var i = 0; i < imputed.Length; i++)
            {
                if (float.IsNaN(Test[i]) && !isAnomaly[i / Width])
                {
                    sum += Math.Pow((imputed[i] - truth[i]) / deviation[i % Width], 2);
                    count++;
                }
            }

            return Math.Sqrt(sum / count);
        }

        private static float[] Labels(ILabelledRowSource source)
        {
            using var reader = source.OpenLabelledReader();
            var labels = new List<float>();
            var (block, some) = (new float[512 * source.ColumnCount], new float[512]);
            for (var read = reader.Read(block, some); read > 0; read = reader.Read(block, some))
            {
                labels.AddRange(some[..read]);
            }

            return [.. labels];
        }

        private static float[] Holes(float[] rows, int width, double share, Random random)
        {
            var holes = (float[])rows.Clone();
            for (var i = 0; i < holes.Length; i++)
            {
                // A value of each row stays.
                if (random.NextDouble() < share && i % width != i / width % width)
                {
                    holes[i] = float.NaN;
                }
            }

            return holes;
        }

        private void Measure()
        {
            double[] Column(int d) => [.. Training.Where((value, i) => i % Width == d && !float.IsNaN(value)).Select(value => (double)value)];
            mean = [.. Enumerable.Range(0, Width).Select(d => Column(d).Average())];
            deviation = [.. Enumerable.Range(0, Width).Select(d => Math.Sqrt(Column(d).Average(value => Math.Pow(value - mean[d], 2))))];
        }
    }
}
