namespace Vae.Core.Onnx.Graphs;

/// <content>The last features of a row as its context: the decoder reads them behind the code, and nothing else comes after the scored features. Models without have none of it.</content>
internal sealed partial class ModelGraph
{
    /// <summary>What is scored of rows, [rows, D].</summary>
    private string Scored(string value) => plan.ContextDimension == 0
        ? value
        : graph.Node("Slice", [value, graph.Integers(0), graph.Integers(outputs), graph.Integers(1)]);

    /// <summary>The context of rows, [rows, K].</summary>
    private string ContextOf(string value) => graph.Node("Slice", [value, graph.Integers(outputs), graph.Integers(features), graph.Integers(1)]);

    /// <summary>Values of scored features with the rows' context behind them.</summary>
    private string WithContext(string value, string scaled) => plan.ContextDimension == 0 ? value : Joined(value, ContextOf(scaled));

    /// <summary>What rows are compared with reference rows by, [rows, D]: what they are off from what the decoder makes of the code 0 in their context.</summary>
    private string Deviation(string scaled)
    {
        if (plan.ContextDimension == 0)
        {
            return scaled;
        }

        var code = graph.Node("MatMul", [ContextOf(scaled), graph.Floats(new float[plan.ContextDimension * latent], plan.ContextDimension, latent)]);
        return graph.Node("Sub", [Scored(scaled), ToMean(Decoder(code, scaled))]);
    }

    /// <summary>Codes of samples, [rows, M, L], as what the decoder reads of them: [rows * M, L + K].</summary>
    private string SampledInputs(string codes, string scaled, int samples)
    {
        if (plan.ContextDimension == 0)
        {
            return graph.Node("Reshape", [codes, graph.Integers(-1, latent)]);
        }

        var repeated = graph.Node("Tile", [Middle(ContextOf(scaled)), graph.Integers(1, samples, 1)]);
        return graph.Node("Reshape", [graph.Node("Concat", [codes, repeated], OnnxGraph.Integer("axis", 2)), graph.Integers(-1, plan.CodeDimension)]);
    }

    /// <summary>Contributions of scored features or columns, and zeros for those of the context.</summary>
    private string BesideContext(string contributions, string scaled)
    {
        if (plan.ContextDimension == 0)
        {
            return contributions;
        }

        var (first, last) = (outputs, options.ContributionsByColumn ? outputs + parts.Options.ContextColumnCount : features);
        var cut = graph.Node("Slice", [scaled, graph.Integers(first), graph.Integers(last), graph.Integers(1)]);
        return Joined(contributions, graph.Node("Mul", [cut, graph.Scalar(0)]));
    }

    /// <summary>0 for rows whose context is known, NaN for others.</summary>
    private string WithContextTaint(string taint, string raw) => plan.ContextDimension == 0 ? taint : graph.Node("Add", [taint, Taint(ContextOf(raw))]);

    private string Joined(string first, string second) => graph.Node("Concat", [first, second], OnnxGraph.Integer("axis", 1));
}
