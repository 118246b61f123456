using Vae.Core.Data;
using Vae.Core.Generation;
using Vae.Core.Likelihoods;
using Vae.Core.Models;
using Vae.Core.Options;
using Vae.Core.Scoring;
using Vae.Core.Tests.Engines.Managed;
using Vae.Core.Tests.Onnx.Runtimes;
using Vae.Data;
using Vae.Data.Options;

namespace Vae.Core.Tests.Context;

/// <summary>Written digits (1,797 of 64 grey levels) in the context of what they are said to be.</summary>
public sealed class DigitsInContextTests
{
    private const int Pixels = 64;
    private const int Training = 1200;

    private static readonly Lazy<(float[] Rows, int[] Classes)> Digits = new(Read);

    private static readonly Lazy<VaeModel> Model = new(() => new VaeTrainer(new VaeOptions
    {
        Engine = new() { Threads = 1 },
        Columns = new TableSchema([.. Enumerable.Range(0, Pixels).Select(i => TableColumn.Numeric($"pixel{i}")), MixedRows.Levels("digit", 10)]),
        ContextColumnCount = 1,
        Scaling = ScalingKind.MinMax,
        Likelihood = Likelihood.Bernoulli(),
        Network = new() { HiddenLayers = [128, 64], LatentDimension = 8 },
        Training = new() { Steps = 1500 },
        Seed = 4,
    }).Fit(new MemoryRowSource(Labelled(0, Training, number => Digits.Value.Classes[number]), Pixels + 10)));

    /// <summary>A three that is said to be an eight is an ordinary picture of an ordinary class: only together are they wrong.</summary>
    [Fact]
    public void Score_DigitSaidToBeAnother_IsStrange()
    {
        var count = Digits.Value.Classes.Length - Training;
        bool[] isWrong = [.. Enumerable.Range(0, count).Select(i => i % 3 == 0)];
        var rows = Labelled(Training, count, number => (Digits.Value.Classes[number] + (isWrong[number - Training] ? 1 + (number % 9) : 0)) % 10);
        var (scores, blind) = (new float[count], new float[count]);
        Model.Value.Score(rows, scores);
        new VaeTrainer(new VaeOptions { Engine = new() { Threads = 1 }, Scaling = ScalingKind.MinMax, Training = new() { Steps = 300 }, Seed = 4 })
            .Fit(new MemoryRowSource(Digits.Value.Rows.AsMemory(0, Training * Pixels), Pixels)).Score(Digits.Value.Rows.AsSpan(Training * Pixels), blind);

        var (told, alone) = (DetectionMetrics.AreaUnderRoc(scores, isWrong), DetectionMetrics.AreaUnderRoc(blind, isWrong));

        Assert.True(told > 0.93, $"in its context {told}");
        Assert.InRange(alone, 0.4, 0.6);
    }

    [Fact]
    public void Sample_EachDigit_LooksLikeIt()
    {
        var (rows, classes) = Digits.Value;
        var means = Enumerable.Range(0, 10).Select(digit => Enumerable.Range(0, Pixels).Select(pixel =>
            Enumerable.Range(0, classes.Length).Where(i => classes[i] == digit).Average(i => rows[(i * Pixels) + pixel])).ToArray()).ToArray();
        var right = 0;
        for (var digit = 0; digit < 10; digit++)
        {
            var context = new float[10];
            context[digit] = 1;
            var made = Model.Value.Sample(50, seed: digit, new SamplingOptions { Context = [.. context] });
            right += Enumerable.Range(0, 50).Count(i => Enumerable.Range(0, 10).MinBy(other => Distance(made.Row(i)[..Pixels], means[other])) == digit);
        }

        Assert.True(right >= 475, $"{right} of 500 are nearest to the mean of their own digit");
    }

    private static double Distance(ReadOnlySpan<float> row, float[] mean)
    {
        var sum = 0.0;
        for (var i = 0; i < row.Length; i++)
        {
            sum += (row[i] - mean[i]) * (row[i] - mean[i]);
        }

        return sum;
    }

    private static float[] Labelled(int first, int count, Func<int, int> digit)
    {
        var labelled = new float[count * (Pixels + 10)];
        for (var i = 0; i < count; i++)
        {
            Digits.Value.Rows.AsSpan((first + i) * Pixels, Pixels).CopyTo(labelled.AsSpan(i * (Pixels + 10)));
            labelled[(i * (Pixels + 10)) + Pixels + digit(first + i)] = 1;
        }

        return labelled;
    }

    private static (float[] Rows, int[] Classes) Read()
    {
        var source = new CsvRowSource(RepositoryFolder.PathOf("datasets", "digits.csv"), new CsvOptions { LabelColumn = "label" });
        var (rows, labels) = (new float[2000 * Pixels], new float[2000]);
        using var reader = source.OpenLabelledReader();
        var count = 0;
        int read;
        while ((read = reader.Read(rows.AsSpan(count * Pixels), labels.AsSpan(count))) > 0)
        {
            count += read;
        }

        return (rows[..(count * Pixels)], [.. labels[..count].Select(label => (int)label)]);
    }
}
