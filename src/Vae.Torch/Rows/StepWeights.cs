using Vae.Torch.Tensors;

namespace Vae.Torch.Rows;

/// <summary>How much each row of a step counts in losses, gradients and the statistics of batches.</summary>
/// <param name="values">[rows], single precision, on the device.</param>
/// <param name="sum">Their sum.</param>
internal sealed class StepWeights(Tensor values, double sum)
{
    /// <summary>The sum over the rows.</summary>
    public double Sum => sum;

    /// <summary>The sum over rows that stand there several times.</summary>
    /// <param name="rows">Rows of all blocks.</param>
    public double SumOver(long rows) => sum * (rows / values.shape[0]);

    /// <summary>The weights on the session's device.</summary>
    /// <param name="weights">One a row, finite, 0 or more; empty: every row counts once.</param>
    /// <param name="context">The session's.</param>
    /// <returns>Null where every row counts once.</returns>
    public static StepWeights? Of(ReadOnlySpan<float> weights, ComputeContext context)
    {
        if (weights.IsEmpty)
        {
            return null;
        }

        var sum = 0.0;
        foreach (var weight in weights)
        {
            sum += weight;
        }

        return new StepWeights(HostMemory.FromFloats(weights, weights.Length).Send(context), sum);
    }

    /// <summary>Those of rows that are picked from others.</summary>
    /// <param name="weights">One of each of the others; empty: every row counts once.</param>
    /// <param name="rowIndices">Which rows.</param>
    /// <param name="context">The session's.</param>
    public static StepWeights? Of(ReadOnlySpan<float> weights, ReadOnlySpan<int> rowIndices, ComputeContext context)
    {
        var picked = new float[weights.IsEmpty ? 0 : rowIndices.Length];
        for (var row = 0; row < picked.Length; row++)
        {
            picked[row] = weights[rowIndices[row]];
        }

        return Of(picked, context);
    }

    /// <summary>The weights of rows that stand there several times, block behind block.</summary>
    /// <param name="rows">Rows of all blocks.</param>
    /// <returns>[rows].</returns>
    public Tensor Repeated(long rows) => rows == values.shape[0] ? values : values.repeat(rows / values.shape[0]);

    /// <summary>The sum of numbers of rows, each times the weight of its row.</summary>
    /// <param name="numbers">[blocks, rows], or [blocks * rows].</param>
    /// <param name="weights">Null: every row counts once.</param>
    public static Tensor SumOf(Tensor numbers, StepWeights? weights) =>
        weights is null ? numbers.sum() : numbers.mul(weights.Repeated(numbers.shape[^1])).sum();

    /// <summary>Rows of numbers, each times the weight of its row.</summary>
    /// <param name="numbers">[rows, width].</param>
    /// <param name="weights">Null: every row counts once.</param>
    public static Tensor Rows(Tensor numbers, StepWeights? weights) => weights is null ? numbers : numbers.mul(weights.Repeated(numbers.shape[0]).unsqueeze(1));
}
