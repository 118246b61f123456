using System.Globalization;

namespace Vae.Core.Onnx.Graphs;

/// <content>The networks of an ensemble: each with initialisers of its own, and the mean of what they say.</content>
internal sealed partial class ModelGraph
{
    /// <summary>What the names of a network's own initialisers begin with.</summary>
    public static string PrefixOf(int network) => network == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"member{network}.");

    /// <summary>A network's way to its outputs; <paramref name="Scaled"/> are the rows with what it makes of values that are missing.</summary>
    private sealed record Pass(string Scaled, string Mean, string? LogVariance, string Output, string Rebuilt);

    private List<Pass> OtherPasses(string scaled, bool sampled)
    {
        var passes = new List<Pass>();
        EachNetwork(network =>
        {
            if (network == 0)
            {
                return;
            }

            var encoded = Encoder(Refined(scaled));
            var mean = Linear(plan.Mean, encoded);
            var logVariance = sampled && plan.LogVariance is { } head ? LogVariance(head, encoded) : null;
            var output = Decoder(mean, scaled);
            var rebuilt = ToMean(output);
            passes.Add(new Pass(Filled(scaled, rebuilt), mean, logVariance, output, rebuilt));
        });
        return passes;
    }

    /// <summary>The mean of a value over the networks; the value itself where there is one.</summary>
    private string Mean(Pass[] passes, Func<Pass, string> value)
    {
        var values = new List<string>();
        EachNetwork(network => values.Add(value(passes[network])));
        return values.Count == 1 ? values[0] : graph.Node("Mean", [.. values]);
    }

    private void EachNetwork(Action<int> visit)
    {
        for (var network = 0; network < whole.EnsembleSize; network++)
        {
            (parts, prefix) = whole.EnsembleSize == 1 ? (whole, "") : (whole.Member(network), PrefixOf(network));
            visit(network);
        }

        (parts, prefix) = (whole, "");
    }
}
