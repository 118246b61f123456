using Vae.Core.Data;
using Vae.Core.Likelihoods;
using Vae.Core.Models;
using Vae.Core.Options;

namespace Vae.Core.Tests.Models;

public sealed class RangeCounterTests
{
    private static readonly Lazy<VaeModel> Unit = new(() => new VaeTrainer(new VaeOptions
    {
        Likelihood = new BernoulliLikelihood(),
        Scaling = ScalingKind.None,
        Network = new() { HiddenLayers = [4], LatentDimension = 1 },
        Training = new() { Epochs = 1 },
        Seed = 1,
    }).Fit(new MemoryRowSource(Enumerable.Range(0, 200).Select(i => i * 7 % 101 / 100f).ToArray(), 2, ["left", "right"])));

    [Fact]
    public void Warning_RowsInOtherUnits_CountsThemAndNamesTheColumn()
    {
        var counter = new RangeCounter(Unit.Value);

        counter.Add([0.5f, 255, 0.5f, 128]);
        counter.Add([0.5f, 0.5f, float.NaN, 0.2f]);

        Assert.Equal((4, 2, 2), (counter.Rows, counter.ValuesOutside, counter.RowsFarOutside));
        Assert.Equal(("outside-range", "right"), (counter.Warning!.Code, counter.Warning.Column));
        Assert.Contains("2 of 4 rows", counter.Warning.Message, StringComparison.Ordinal);
        Assert.Contains("right: training saw 0 to 1, here is 128", counter.Warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Warning_FewRowsFarOutOrManyALittle_IsNone()
    {
        var counter = new RangeCounter(Unit.Value);

        counter.Add([1.2f, 0.5f, 5, 0.5f]);
        counter.Add([.. Enumerable.Repeat(1.1f, 40)]);

        Assert.Equal((22, 42, 1), (counter.Rows, counter.ValuesOutside, counter.RowsFarOutside));
        Assert.Null(counter.Warning);
    }

    [Fact]
    public void NegativeElbo_RowsFarOutOfTheUnitInterval_IsWorseThanOfOrdinaryOnes()
    {
        var ordinary = Unit.Value.NegativeElbo(new MemoryRowSource(new[] { 0.5f, 0.5f }, 2));

        Assert.True(Unit.Value.NegativeElbo(new MemoryRowSource(new[] { 255f, 255f }, 2)) > ordinary);
        Assert.True(Unit.Value.ImportanceWeightedNll(new MemoryRowSource(new[] { 255f, 255f }, 2), 10) > ordinary);
    }
}
