using System.Globalization;
using Vae.Core.Models;
using Vae.Core.Options;
using Vae.Core.Scoring;
using Vae.Core.Tests.Data;
using Xunit.Abstractions;

namespace Vae.Core.Tests.Scoring;

/// <summary>What columns of text are worth: attacks in the NSL-KDD test file, by models of the normal rows of its training file.</summary>
public sealed class NetworkConnectionTests(ITestOutputHelper output)
{
    private const int TrainingRows = 5000;
    private const int TestRows = 8000;

    [SkippableFact]
    public void Score_NormalConnectionsWithText_FindsMoreAttacksThanNumbersAlone()
    {
        Skip.IfNot(NetworkConnections.AreThere, NetworkConnections.Absent);

        var (mixed, numbers) = (AreaUnderRoc(mixed: true, seed: 0), AreaUnderRoc(mixed: false, seed: 0));

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"mixed {mixed:F4}, numbers alone {numbers:F4}"));
        Assert.True(mixed > numbers, $"mixed {mixed}, numbers alone {numbers}");
        Assert.InRange(mixed, 0.9, 1);
    }

    private static double AreaUnderRoc(bool mixed, int seed)
    {
        var training = NetworkConnections.NormalRows(TrainingRows, mixed);
        var test = NetworkConnections.TestRows(TestRows, training, mixed);
        var model = new VaeTrainer(new VaeOptions { Engine = new() { Threads = 1 }, Seed = seed }).Fit(training);
        var scores = new float[test.RowCount!.Value];
        model.Score(test.Values.Span, scores);
        return DetectionMetrics.AreaUnderRoc(scores, test.Labels!.Value.Span.ToArray().Select(label => label != 0).ToArray());
    }
}
