using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Core.Options;
using Vae.Core.Tests.Scoring;

namespace Vae.Core.Tests.Models;

public sealed class VaeModelTests
{
    private const int Features = 7;
    private const int Latent = 3;

    private static readonly VaeModel Model = RandomModel.Make(
        new VaeOptions { Network = new NetworkOptions { HiddenLayers = [12, 9], LatentDimension = Latent }, Engine = new() { Threads = 2 } }, Features);

    [Fact]
    public void AllMethods_FromEightThreadsAtOnce_GiveWhatOneThreadGets()
    {
        const int Count = 700;
        var rows = RandomModel.Rows(Model, Count);
        var kinds = Enum.GetValues<ScoreKind>();
        var expected = kinds.ToDictionary(kind => kind, kind => Scores(rows, kind));
        var (latent, rebuilt) = (new float[Count * Latent], new float[Count * Features]);
        Model.Encode(rows, latent);
        Model.Reconstruct(rows, rebuilt);
        var elbo = Model.NegativeElbo(new MemoryRowSource(rows, Features), 2, 5);
        var failures = new System.Collections.Concurrent.ConcurrentBag<string>();

        var threads = Enumerable.Range(0, 8).Select(number => new Thread(() => Load(number))).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());

        Assert.Empty(failures);

        void Load(int number)
        {
            try
            {
                var random = new Random(number);
                for (var call = 0; call < 60; call++)
                {
                    // Sizes on both sides of a panel and of the number from which a call is spread over threads.
                    var count = random.Next(4) switch { 0 => 1, 1 => random.Next(2, 40), 2 => random.Next(40, 300), _ => random.Next(300, 600) };
                    var first = random.Next(Count - count);
                    var part = rows.AsSpan(first * Features, count * Features);
                    var kind = kinds[random.Next(kinds.Length)];
                    var (scores, codes, back) = (new float[count], new float[count * Latent], new float[count * Features]);
                    Model.Score(part, kind, scores);
                    Model.Encode(part, codes);
                    Model.Reconstruct(part, back);
                    Check(scores.AsSpan().SequenceEqual(expected[kind].AsSpan(first, count)), $"{kind} of {count} rows");
                    Check(codes.AsSpan().SequenceEqual(latent.AsSpan(first * Latent, count * Latent)), $"codes of {count} rows");
                    Check(
                        back.AsSpan().SequenceEqual(rebuilt.AsSpan(first * Features, count * Features)),
                        $"reconstruction of {count} rows");
                    Check(call % 20 != 0 || Model.NegativeElbo(new MemoryRowSource(rows, Features), 2, 5) == elbo, "negative ELBO");
                }
            }
            catch (Exception exception)
            {
                failures.Add(exception.ToString());
            }
        }

        void Check(bool holds, string what)
        {
            if (!holds)
            {
                failures.Add(what);
            }
        }
    }

    [Fact]
    public void Properties_Always_TellTheModel()
    {
        Assert.Equal((Features, Latent, 3f), (Model.InputDimension, Model.LatentDimension, Model.Threshold));
        Assert.Null(Model.FeatureNames);
        Assert.Equal(ScalingKind.Standardize, Model.Scaler.Kind);
    }

    [Fact]
    public void Fit_SourceWithNames_KeepsThem()
    {
        var options = new VaeOptions { Training = new() { Steps = 2 } };

        var model = new Core.Models.VaeTrainer(options).Fit(new MemoryRowSource(new float[] { 1, 2, 3, 4, 5, 7 }, 2, ["left", "right"]));

        Assert.Equal(["left", "right"], model.FeatureNames);
    }

    [Fact]
    public void AllMethods_NoRows_DoNothing()
    {
        Model.Score([], []);
        Model.Encode([], []);
        Model.Reconstruct([], []);
        Model.Decode([], []);
        Model.Transform([], default);
    }

    [Fact]
    public void Score_NoWholeNumberOfRows_SaysHowWideTheyAre()
    {
        var error = Assert.Throws<ArgumentException>(() => Model.Score(new float[15], new float[2]));

        Assert.StartsWith(
            "15 values are not a whole number of rows of 7 values; this model was trained on rows of that width.", error.Message, StringComparison.Ordinal);
        Assert.Equal("rows", error.ParamName);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Score_OutputOfAnotherLength_SaysHowMuchIsNeeded(int length)
    {
        var error = Assert.Throws<ArgumentException>(() => Model.Score(new float[14], new float[length]));

        Assert.StartsWith(
            $"The output has room for {length} values but 2 rows need 2; pass a span of that length.",
            error.Message,
            StringComparison.Ordinal);
        Assert.Equal("outputs.Scores", error.ParamName);
    }

    [Fact]
    public void EachMethod_EmptyOutputForRows_IsRefused()
    {
        var rows = new float[14];

        Assert.All(
            [
                Assert.Throws<ArgumentException>(() => Model.Score(rows, [])),
                Assert.Throws<ArgumentException>(() => Model.Encode(rows, [])),
                Assert.Throws<ArgumentException>(() => Model.Reconstruct(rows, [])),
            ],
            error => Assert.Equal("The output is empty but there are 14 input values; pass a span with room for the result.", error.Message));
    }

    [Fact]
    public void Transform_EachOutputOfAWrongLength_IsNamed()
    {
        var rows = new float[14];

        Assert.Equal(
            "outputs.Latent",
            Assert.Throws<ArgumentException>(() => Model.Transform(rows, new VaeOutputs { Latent = new float[5] })).ParamName);
        Assert.Equal(
            "outputs.LogVariance",
            Assert.Throws<ArgumentException>(() => Model.Transform(rows, new VaeOutputs { LogVariance = new float[7] })).ParamName);
        Assert.Equal(
            "outputs.Reconstruction",
            Assert.Throws<ArgumentException>(() => Model.Transform(rows, new VaeOutputs { Reconstruction = new float[13] })).ParamName);
    }

    [Fact]
    public void Decode_LengthsThatDoNotFit_AreNamed()
    {
        Assert.Contains(
            "7 values are not a whole number of codes of 3",
            Assert.Throws<ArgumentException>(() => Model.Decode(new float[7], new float[14])).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "2 rows need 14",
            Assert.Throws<ArgumentException>(() => Model.Decode(new float[6], new float[13])).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Score_ReferenceDistanceOfAModelWithout_SaysWhatToTrain()
    {
        var options = Model.Options with { Scoring = new ScoringOptions { Kind = ScoreKind.WhitenedDistance } };
        var model = new VaeModel(Model.Parts with { Options = options, References = null });

        var error = Assert.Throws<InvalidOperationException>(() => model.Score(new float[7], ScoreKind.ReferenceDistance, new float[1]));

        Assert.Equal(
            "This model was trained for WhitenedDistance and holds no reference rows for ReferenceDistance; train it with Scoring.Kind = ReferenceDistance.",
            error.Message);
        model.Score(new float[7], new float[1]);
    }

    [Fact]
    public void Score_WhitenedDistanceOfAModelWithout_SaysWhatToTrain()
    {
        var options = Model.Options with { Scoring = new ScoringOptions { Kind = ScoreKind.SquaredError } };
        var model = new VaeModel(Model.Parts with { Options = options, Whitening = null });

        var error = Assert.Throws<InvalidOperationException>(() => model.Score(new float[7], ScoreKind.WhitenedDistance, new float[1]));

        Assert.Equal(
            "This model was trained for SquaredError and holds no covariance for WhitenedDistance; train it with Scoring.Kind = WhitenedDistance.", error.Message);
        model.Score(new float[7], new float[1]);
    }

    [Fact]
    public void NegativeElbo_RowsThatDoNotFit_FailWithWords()
    {
        var broken = Enumerable.Repeat(1f, 21).ToArray();
        broken[15] = float.NaN;

        var width = Assert.Throws<VaeDataException>(() => Model.NegativeElbo(new MemoryRowSource(new float[8], 4)));
        var none = Assert.Throws<VaeDataException>(() => Model.NegativeElbo(new MemoryRowSource(default, 7)));
        var invalid = Assert.Throws<VaeDataException>(() => Model.NegativeElbo(new MemoryRowSource(broken, 7)));

        Assert.StartsWith("The rows have 4 columns but this model was trained on 7", width.Message, StringComparison.Ordinal);
        Assert.Equal("There are no rows to evaluate; give at least one.", none.Message);
        Assert.StartsWith("Row 2 (counted from 0) holds NaN in column 2", invalid.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Model.NegativeElbo(new MemoryRowSource(new float[7], 7), samples: 0));
        Assert.Throws<ArgumentNullException>(() => Model.NegativeElbo(null!));
    }

    [Fact]
    public void NegativeElbo_Cancelled_Throws()
    {
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(
            () => Model.NegativeElbo(new MemoryRowSource(new float[7], 7), cancellationToken: cancellation.Token));
    }

    [Fact]
    public void Score_OneRow_AllocatesNothing()
    {
        var row = RandomModel.Rows(Model, 1);
        var score = new float[1];
        Model.Score(row, score);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 100; i++)
        {
            Model.Score(row, score);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static float[] Scores(float[] rows, ScoreKind kind)
    {
        var scores = new float[rows.Length / Features];
        Model.Score(rows, kind, scores);
        return scores;
    }
}
