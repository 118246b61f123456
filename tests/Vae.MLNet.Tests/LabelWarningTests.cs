using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Vae.Core.Options;
using Vae.MLNet.Tests.Support;

namespace Vae.MLNet.Tests;

/// <summary>The log warns where labels look as if another one were the normal one, in the words of the command line.</summary>
public sealed class LabelWarningTests
{
    private readonly MLContext ml = new(seed: 1);
    private readonly List<string> warnings = [];

    public LabelWarningTests() => ml.Log += (_, message) =>
    {
        if (message.Kind == ChannelMessageKind.Warning)
        {
            warnings.Add(message.RawMessage);
        }
    };

    [Fact]
    public void WithThreshold_TheMinorityTakenForNormal_IsToldWithTheAreaUnderRoc()
    {
        var (transformer, view) = Labelled();

        _ = transformer.WithThreshold(ThresholdPolicy.BestF1(), view, "IsStrange", normalLabel: "true");

        Assert.Equal(2, warnings.Count);
        Assert.Equal("Label 0, the normal one, is 30 of 300 rows; if another is normal, say so (NormalLabel).", warnings[0]);
        Assert.Matches(@"^The area under ROC is 0\.[0-4]\d{3}, below one half: the model takes the anomalies for more normal than the normal rows\. Is 0 the label of normal rows \(NormalLabel\)\?$", warnings[1]);
    }

    [Fact]
    public void WithProbability_TheMinorityTakenForNormal_IsTold()
    {
        var (transformer, view) = Labelled();

        _ = transformer.WithProbability(view, "IsStrange", normalLabel: "true");

        Assert.Equal(2, warnings.Count);
    }

    [Fact]
    public void WithThreshold_LabelsAsTheyShouldBe_SaysNothing()
    {
        var (transformer, view) = Labelled();

        _ = transformer.WithThreshold(ThresholdPolicy.BestF1(), view, "IsStrange").WithProbability(view, "Label");

        Assert.Empty(warnings);
    }

    private (VaeTransformer Transformer, IDataView View) Labelled()
    {
        var transformer = TestData.Fit(ml);
        warnings.Clear();
        return (transformer, TestData.View(ml, 300, seed: 4));
    }
}
