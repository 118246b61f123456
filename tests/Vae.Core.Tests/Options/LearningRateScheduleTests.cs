using Vae.Core.Options;

namespace Vae.Core.Tests.Options;

public sealed class LearningRateScheduleTests
{
    [Theory]
    [InlineData(0, 1.0 / 50)]
    [InlineData(24, 0.5)]
    [InlineData(49, 1)]
    [InlineData(50, 1)]
    [InlineData(525, 0.5)]
    [InlineData(1000, 0)]
    public void Factor_Default_WarmsUpOver50StepsAndFallsInHalfACosine(long step, double expected) =>
        Assert.Equal(expected, new LearningRateSchedule().Factor(step, 1000), 1e-12);

    [Theory]
    [InlineData(LearningRateDecay.Constant, 600, 1)]
    [InlineData(LearningRateDecay.Linear, 550, 0.5)]
    [InlineData(LearningRateDecay.Linear, 775, 0.25)]
    [InlineData(LearningRateDecay.Cosine, 325, 0.8535533905932737)]
    public void Factor_AfterTheWarmup_FollowsTheDecay(LearningRateDecay decay, long step, double expected) =>
        Assert.Equal(expected, new LearningRateSchedule { Decay = decay, WarmupSteps = 100 }.Factor(step, 1000), 1e-12);

    [Fact]
    public void Factor_RunShorterThanTheWarmup_ReachesTheFullRateAfterATenth()
    {
        var factors = Enumerable.Range(0, 40).Select(step => new LearningRateSchedule().Factor(step, 40)).ToArray();

        Assert.Equal([0.25, 0.5, 0.75, 1], factors[..4]);
        Assert.Equal(1, factors.Max());
    }

    [Fact]
    public void Factor_OneStep_IsTheFullRate() => Assert.Equal(1, new LearningRateSchedule().Factor(0, 1));

    [Fact]
    public void Factor_EveryStep_LiesAbove0AndUpTo1()
    {
        foreach (var decay in Enum.GetValues<LearningRateDecay>())
        {
            var schedule = new LearningRateSchedule { Decay = decay, WarmupSteps = 7 };
            Assert.All(Enumerable.Range(0, 200), step => Assert.InRange(schedule.Factor(step, 200), 1e-9, 1));
        }
    }
}
