using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Core.Options;
using Vae.Core.Scoring;

namespace Vae.Core.Tests.Scoring;

public sealed class LabelledProbabilityTests
{
    private const int Columns = 5;

    /// <summary>Labels drawn with known log-odds: the fit finds them.</summary>
    [Fact]
    public void Fit_LabelsOfKnownLogOdds_FindsThem()
    {
        const double Slope = 0.8, Intercept = -3;
        var random = new Random(4);
        var surprises = Enumerable.Range(0, 40_000).Select(_ => -Math.Log(1 - random.NextDouble())).ToArray();
        var labels = surprises.Select(s => random.NextDouble() < 1 / (1 + Math.Exp(-(Intercept + (Slope * s))))).ToArray();

        var learned = LabelledProbability.Fit(surprises, labels, null);

        Assert.Equal(Slope, learned.Slope, 0.05);
        Assert.Equal(Intercept, learned.Intercept, 0.1);
        Assert.Equal(labels.Count(label => label), learned.Anomalies);

        // At the optimum the mean probability is the mean target: calibrated in the large.
        var mean = surprises.Average(s => learned.At(Math.Exp(-s)));
        Assert.Equal(learned.Prevalence, mean, 1e-3);
    }

    [Fact]
    public void Fit_LabelsThatCanBeToldApart_StaysFinite()
    {
        var surprises = Enumerable.Range(0, 200).Select(i => i < 180 ? i / 60.0 : 5.0 + (i / 40.0)).ToArray();

        var learned = LabelledProbability.Fit(surprises, [.. surprises.Select(s => s > 9)], null);

        Assert.InRange(learned.Slope, 0.1, 100);
        Assert.InRange(learned.At(Math.Exp(-9.9)), 0.9, 1);
        Assert.InRange(learned.At(Math.Exp(-1)), 0, 0.05);
        Assert.Equal(double.NaN, learned.At(double.NaN));
    }

    [Fact]
    public void Fit_ScoresThatPointTheWrongWay_GivesEveryRowTheShareOfAnomalies()
    {
        var surprises = Enumerable.Range(0, 1000).Select(i => i / 100.0).ToArray();

        var learned = LabelledProbability.Fit(surprises, [.. surprises.Select(s => s < 2)], null);

        Assert.Equal(0, learned.Slope);
        Assert.Equal(0.2, learned.At(1), 0.01);
    }

    [Fact]
    public void Fit_OtherPrevalence_ShiftsTheOddsByTheirRatio()
    {
        var random = new Random(1);
        var surprises = Enumerable.Range(0, 500).Select(_ => 5 * random.NextDouble()).ToArray();
        bool[] labels = [.. surprises.Select(s => s + random.NextDouble() > 4)];
        var share = labels.Count(label => label) / 500.0;

        var (own, rare) = (LabelledProbability.Fit(surprises, labels, null), LabelledProbability.Fit(surprises, labels, 0.01));

        Assert.Equal(own.Slope, rare.Slope);
        Assert.Equal(Odds(own.At(0.05)) * Odds(0.01) / Odds(share), Odds(rare.At(0.05)), 1e-9);
        Assert.Equal(0.01, rare.Prevalence);
        static double Odds(double p) => p / (1 - p);
    }

    /// <summary>Of later labelled rows as many are anomalies, in each band of probability, as it says; and the saved file says the same.</summary>
    [Fact]
    public void WithProbability_LaterRows_AreAnomaliesAsOftenAsItSays()
    {
        var model = Fit();
        var learned = model.WithProbability(Labelled(3000, seed: 1));
        var later = Labelled(6000, seed: 2).ReadAll();
        var labels = later.Labels!.Value.ToArray();
        var (before, probabilities) = (new float[6000], new float[6000]);
        model.Transform(later.Values.Span, new VaeOutputs { Probabilities = before });
        learned.Transform(later.Values.Span, new VaeOutputs { Probabilities = probabilities });

        Assert.Equal(model.Threshold, learned.Threshold);
        var error = 0.0;
        for (var band = 0; band < 10; band++)
        {
            var rows = Enumerable.Range(0, 6000).Where(i => (int)Math.Min(9, 10 * probabilities[i]) == band).ToArray();
            error += rows.Length == 0 ? 0 : Math.Abs(rows.Sum(i => probabilities[i] - labels[i])) / 6000;
        }

        Assert.InRange(error, 0, 0.03);
        Assert.True(LogLoss(labels, probabilities) < 0.8 * LogLoss(labels, before), "The probability that follows from the threshold is as good.");

        using var stream = new MemoryStream();
        learned.Save(stream);
        stream.Position = 0;
        var loaded = VaeModel.Load(stream);
        Assert.Equal(learned.LabelledProbability, loaded.LabelledProbability);
        Assert.Equal(learned.Probability(3.5f), loaded.Probability(3.5f));
        Assert.Equal(learned.Probability(3.5f), learned.WithThreshold(1f).Probability(3.5f));
    }

    [Fact]
    public void WithProbability_BadInput_SaysWhat()
    {
        var model = Fit();
        var (rows, width) = (Labelled(20, seed: 1).ReadAll().Values, Columns);

        Assert.Contains("have none", Assert.Throws<ArgumentException>(() => model.WithProbability(new MemoryRowSource(rows, width))).Message, StringComparison.Ordinal);
        Assert.Contains("same label, normal", Assert.Throws<VaeDataException>(() => model.WithProbability(new MemoryRowSource(rows, width, labels: new float[20]))).Message, StringComparison.Ordinal);
        Assert.Contains("prevalence is 0", Assert.Throws<ArgumentException>(() => model.WithProbability(Labelled(20, 1), 0)).Message, StringComparison.Ordinal);
    }

    private static double LogLoss(float[] labels, float[] probabilities) =>
        -labels.Zip(probabilities, (label, p) => Math.Log(label != 0 ? p : 1 - p)).Average();

    private static VaeModel Fit() => new VaeTrainer(new VaeOptions
    {
        Network = new NetworkOptions { HiddenLayers = [12], LatentDimension = 2 },
        Training = new TrainingOptions { Steps = 150 },
    }).Fit(new NormalRowsSource(Labelled(1500, seed: 0)).ReadAll());

    /// <summary>Rows around a line, and every eighth in the mean drawn wider, so that some can hardly be told from normal ones.</summary>
    private static MemoryRowSource Labelled(int count, int seed)
    {
        var random = new Random(seed);
        var (rows, labels) = (new float[count * Columns], new float[count]);
        for (var i = 0; i < count; i++)
        {
            labels[i] = i == 0 || random.NextDouble() < 0.125 ? 1 : 0;
            var z = Normal();
            for (var d = 0; d < Columns; d++)
            {
                rows[(i * Columns) + d] = (float)((z * (d + 1)) + (Normal() * (labels[i] != 0 ? 2.2 : 0.7)));
            }
        }

        return new MemoryRowSource(rows, Columns, labels: labels);

        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
    }
}
