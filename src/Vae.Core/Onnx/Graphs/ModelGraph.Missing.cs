using Vae.Core.Onnx.Messages;

namespace Vae.Core.Onnx.Graphs;

/// <content>
/// Values that were not observed. In the rows that scores are made of stands what the decoder makes of them, so that nothing becomes NaN on the way; what they would add to a score is then left out by the
/// mask of columns, and distances are brought to those of complete rows.
/// </content>
internal sealed partial class ModelGraph
{
    /// <summary>Whether each value is missing, [rows, D]; null where none can be.</summary>
    private string? missing;

    /// <summary>The same of each column, [rows, C].</summary>
    private string? missingColumns;

    /// <summary>Columns of each row that were observed, [rows, 1].</summary>
    private string? observedColumns;

    /// <summary>Scales rows, relative to the origin, and tells of each, by 0 or NaN, whether it has outputs.</summary>
    private (string Scaled, string Taint) Observe(string raw)
    {
        if (!plan.AllowsMissing)
        {
            var invalid = Taint(raw);
            return (HoldInRange(Scale(Held(raw))), invalid);
        }

        missing = graph.Node("IsNaN", [raw]);
        missingColumns = plan.Map is { } map
            ? graph.Node("Gather", [missing, graph.Integers([.. Enumerable.Range(0, map.Columns).Select(c => (long)map.StartOf(c))])], OnnxGraph.Integer("axis", 1))
            : Scored(missing);
        observedColumns = Sum(graph.Node("Cast", [graph.Node("Not", [missingColumns])], OnnxGraph.Integer("to", (long)ElementType.ElementFloat)), axis: 1);
        var numbers = graph.Node("Where", [missing, graph.Scalar(0), raw]);

        // 0 / 0 is NaN where nothing was observed.
        return (graph.Node("Where", [missing, graph.Scalar(0), HoldInRange(Scale(Held(numbers)))]), WithContextTaint(graph.Node("Div", [Taint(numbers), observedColumns]), raw));
    }

    /// <summary>What the encoder sees in its last pass: 0 in the first where a value is missing, then what the decoder made of it.</summary>
    private string Refined(string scaled)
    {
        var seen = scaled;
        for (var pass = 1; missing is not null && pass < (parts.Options.ImputationPasses ?? 1); pass++)
        {
            seen = Filled(scaled, ToMean(Decoder(Linear(plan.Mean, Encoder(seen)), scaled)));
        }

        return seen;
    }

    /// <summary>Rows with other values where they are missing; the rows themselves where nothing can be.</summary>
    private string Filled(string scaled, string filling) => missing is null ? scaled : graph.Node("Where", [missing, WithContext(filling, scaled), scaled]);

    /// <summary>Numbers of columns, [rows, C], 0 where the column was not observed.</summary>
    private string Observed(string value) => missingColumns is null ? value : graph.Node("Where", [missingColumns, graph.Scalar(0), value]);

    /// <summary>The same of the losses of samples, [rows, M, C].</summary>
    private string ObservedLosses(string losses, bool sampled) => missingColumns is null
        ? losses
        : graph.Node("Where", [sampled ? Middle(missingColumns) : missingColumns, graph.Scalar(0), losses]);

    /// <summary>Brings a sum of squares over what was observed, or its parts, to that of a complete row.</summary>
    /// <param name="value">[rows, 1] or [rows, C].</param>
    /// <param name="terms">Squares of a complete row.</param>
    private string Compared(string value, int terms)
    {
        if (observedColumns is null)
        {
            return value;
        }

        var there = terms == ColumnWidth ? observedColumns : graph.Node("Add", [observedColumns, graph.Scalar(terms - ColumnWidth)]);
        return graph.Node("Mul", [value, graph.Node("Div", [graph.Scalar(terms), there])]);
    }

    /// <summary>Observed values as they are, bit for bit, and the others from the reconstruction; NaN altogether for a row that has no outputs.</summary>
    private string Imputed(string raw, string reconstruction, string taint) =>
        graph.Node("Where", [graph.Node("IsNaN", [taint]), Widened(taint, IsWide), graph.Node("Where", [missing!, reconstruction, raw])]);
}
