using Vae.Core.Data;
using Vae.Core.Generation;
using Vae.Core.Likelihoods;
using Vae.Core.Models;
using Vae.Core.Options;
using Vae.Core.Tests.Onnx.Runtimes;
using Vae.Data;
using Vae.Data.Options;

namespace Vae.Core.Tests.Generation;

/// <summary>What a model that was trained on pictures of digits makes looks like digits: measured against the pictures themselves.</summary>
public sealed class DigitsTests(DigitsTests.Trained trained) : IClassFixture<DigitsTests.Trained>
{
    private const int Pixels = 64;

    [Fact]
    public void S7_Sample_ModelOfDigits_GivesEveryDigitAndNoneTwice()
    {
        var samples = trained.Model.Sample(200, seed: 1).Rows.Chunk(Pixels).ToArray();

        var near = samples.Select(sample => trained.Nearest(sample)).ToArray();

        Assert.Equal(Enumerable.Range(0, 10), near.Select(found => trained.Label(found.Row)).Distinct().Order());
        for (var i = 0; i < samples.Length; i++)
        {
            Assert.All(samples[..i], other => Assert.True(Distance(samples[i], other) > 1));
        }

        // As near to a real digit as real digits are to one another, and far nearer than pictures whose pixels are each right but know nothing of one another.
        var real = Enumerable.Range(0, 200).Average(row => trained.Nearest(trained.Row(row), except: row).Distance);
        var jumbled = Jumbled(200).Average(row => trained.Nearest(row).Distance);
        var sampled = near.Average(found => found.Distance);
        Assert.True(sampled < 1.2 * real, $"a sample is {sampled} from the nearest digit, a digit {real}");
        Assert.True(sampled < 0.6 * jumbled, $"a sample is {sampled} from the nearest digit, jumbled pixels {jumbled}");
    }

    [Theory]
    [InlineData(InterpolationKind.Linear)]
    [InlineData(InterpolationKind.Spherical)]
    public void S8_Interpolate_ModelOfDigits_GoesSmoothlyFromOneToTheOther(InterpolationKind kind)
    {
        for (var pair = 0; pair < 20; pair++)
        {
            var path = trained.Model.Interpolate(trained.Row(2 * pair), trained.Row((2 * pair) + 1), 21, kind).Rows.Chunk(Pixels).ToArray();

            var whole = Distance(path[0], path[^1]);
            var steps = path.Zip(path.Skip(1), Distance).ToArray();
            Assert.True(whole > 5, $"pair {pair} is {whole} apart");
            Assert.All(steps, step => Assert.InRange(step, 1e-3, 0.35 * whole));
        }
    }

    [Fact]
    public void S8_Traverse_ModelOfDigits_ActiveUnitsChangeThePictureAndSilentOnesDoNot()
    {
        var row = trained.Row(0);
        var kl = trained.Model.Report.KlPerDimension;

        var change = Enumerable.Range(0, trained.Model.LatentDimension)
            .Select(dimension => trained.Model.Traverse(row, dimension).Rows.Chunk(Pixels).ToArray())
            .Select(path => Distance(path[0], path[^1]))
            .ToArray();

        Assert.Contains(kl, nats => nats < 0.05);
        Assert.All(Enumerable.Range(0, change.Length).Where(i => kl[i] > 0.5), i => Assert.InRange(change[i], 10, 200));
        Assert.All(Enumerable.Range(0, change.Length).Where(i => kl[i] < 0.05), i => Assert.InRange(change[i], 0, 5));
    }

    [Fact]
    public void S7_ReconstructionGrid_ModelOfDigits_RebuildsEachBetterThanAnotherDigitWould()
    {
        var grid = trained.Model.ReconstructionGrid(trained.Rows(100));

        var (originals, rebuilt) = (grid.Originals.Chunk(Pixels).ToArray(), grid.Reconstructions.Chunk(Pixels).ToArray());
        var own = originals.Zip(rebuilt, Distance).Average();
        var others = originals.Zip(rebuilt.Skip(1), Distance).Average();
        Assert.True(own < 0.6 * others, $"own {own}, another's {others}");
    }

    private static double Distance(float[] a, float[] b) => Math.Sqrt(a.Zip(b, (x, y) => ((double)x - y) * (x - y)).Sum());

    // Each pixel from a row of its own.
    private IEnumerable<float[]> Jumbled(int count)
    {
        var random = new Random(4);
        for (var i = 0; i < count; i++)
        {
            yield return [.. Enumerable.Range(0, Pixels).Select(pixel => trained.Row(random.Next(trained.Count))[pixel])];
        }
    }

    public sealed class Trained
    {
        private readonly MemoryRowSource rows;

        public Trained()
        {
            rows = RowSourceFactory.Open(RepositoryFolder.PathOf("datasets", "digits.csv"), new RowSourceOptions { Label = "label" }).ReadAll();
            Model = new VaeTrainer(new VaeOptions
            {
                Engine = new() { Threads = 1 },
                Network = new() { HiddenLayers = [256, 128], LatentDimension = 10 },
                Likelihood = Likelihood.GaussianLearned() with { Sigma = 0.2f },
                Scaling = ScalingKind.MinMax,
                Training = new() { Epochs = 150, Optimizer = new() { LearningRate = 2e-3f } },
            }).Fit(rows);
        }

        public VaeModel Model { get; }

        public int Count => (int)rows.RowCount!;

        public float[] Row(int index) => rows.Values.Slice(index * Pixels, Pixels).ToArray();

        public ReadOnlySpan<float> Rows(int count) => rows.Values.Span[..(count * Pixels)];

        public int Label(int index) => (int)rows.Labels!.Value.Span[index];

        public (int Row, double Distance) Nearest(float[] picture, int except = -1) =>
            Enumerable.Range(0, Count).Where(row => row != except).Select(row => (row, Distance(picture, Row(row)))).MinBy(found => found.Item2);
    }
}
