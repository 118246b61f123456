using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Standin.Tests;

public sealed class ContextTests
{
    [Fact]
    public void Info_OnAChannel_ReachesTheLog()
    {
        var ml = new MLContext(seed: 0);
        var seen = new List<LoggingEventArgs>();
        ml.Log += (_, message) => seen.Add(message);

        using (IChannel channel = ((IHostEnvironment)ml).Register("Vae").Start("Training"))
        {
            channel.Info(MessageSensitivity.None, "epoch {0}", 3);
            channel.Warning(MessageSensitivity.None, "collapsed");
        }

        LoggingEventArgs info = Assert.Single(seen, message => message.RawMessage == "epoch 3");
        Assert.Equal(ChannelMessageKind.Info, info.Kind);
        Assert.Contains("Vae; Training", info.Source, StringComparison.Ordinal);
        Assert.Contains(seen, message => message.Kind == ChannelMessageKind.Warning && message.RawMessage == "collapsed");
    }

    [Fact]
    public void Register_SameSeedTwice_GivesTheSameNumbers()
    {
        int First(int? seed) => ((IHostEnvironment)new MLContext(seed)).Register("Vae").Rand.Next();

        Assert.Equal(First(5), First(5));
        Assert.NotEqual(First(5), First(6));
    }

    [Fact]
    public void Options_SetAndTaken_AreTheSame()
    {
        var ml = new MLContext();
        ml.SetOption("name", 5);

        Assert.True(ml.TryGetOption("name", out int value));
        Assert.Equal(5, value);
        Assert.False(ml.TryGetOption("other", out int _));
        Assert.True(ml.RemoveOption("name"));
        Assert.Equal(0, ml.GetOptionOrDefault<int>("name"));
    }

    [Theory]
    [InlineData(new float[] { 1, 2, 3, 4 }, 1.0)]
    [InlineData(new float[] { 4, 3, 2, 1 }, 0.0)]
    [InlineData(new float[] { 1, 3, 2, 4 }, 0.75)]
    [InlineData(new float[] { 1, 2, 2, 2 }, 0.75)]
    public void Evaluate_TwoNormalsThenTwoAnomalies_GivesTheAreaUnderTheCurve(float[] scores, double area)
    {
        var ml = new MLContext(seed: 0);
        IDataView data = ml.Data.LoadFromEnumerable(scores.Select((score, i) => new Scored { Label = i < 2 ? 0 : 1, Score = score, PredictedLabel = score > 2 }).ToList());

        AnomalyDetectionMetrics metrics = ml.AnomalyDetection.Evaluate(data);

        Assert.Equal(area, metrics.AreaUnderRocCurve, 10);
    }

    [Fact]
    public void Evaluate_FalsePositiveCount_IsHowManyNormalsMayScoreHigher()
    {
        var ml = new MLContext(seed: 0);
        IDataView data = ml.Data.LoadFromEnumerable("1011001000".Select((label, i) => new Scored { Label = label - '0', Score = 10 - i }).ToList());

        Assert.Equal(0.75, ml.AnomalyDetection.Evaluate(data, falsePositiveCount: 1).DetectionRateAtFalsePositiveCount, 10);
        Assert.Equal(1.0, ml.AnomalyDetection.Evaluate(data, falsePositiveCount: 3).DetectionRateAtFalsePositiveCount, 10);
    }

    [Fact]
    public void Evaluate_BooleanLabel_Throws()
    {
        var ml = new MLContext(seed: 0);
        IDataView data = ml.Data.LoadFromEnumerable([new Scored()]);

        Assert.ThrowsAny<ArgumentException>(() => ml.AnomalyDetection.Evaluate(data, labelColumnName: "PredictedLabel"));
    }

    private sealed class Scored
    {
        public float Label { get; set; }

        public float Score { get; set; }

        public bool PredictedLabel { get; set; }
    }
}
