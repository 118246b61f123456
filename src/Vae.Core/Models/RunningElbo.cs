using Vae.Core.Data;
using Vae.Core.Engines;

namespace Vae.Core.Models;

/// <summary>
/// <see cref="VaeModel.NegativeElbo(IRowSource, int, int, CancellationToken)"/> of rows that come by and by, so that who reads them for something else need not read them again: the same figure, bit for bit. Rows that have no
/// likelihood are left out. Not safe to use from several threads at once.
/// </summary>
/// <param name="model">The model, which has a code of its own for each row.</param>
/// <param name="samples">Samples of the code a row.</param>
/// <param name="seed">Seed of the noise.</param>
internal sealed class RunningElbo(VaeModel model, int samples, int seed)
{
    private readonly float[] block = new float[model.EvaluationBlock * model.InputDimension];
    private int filled;
    private LossTotals totals;

    /// <summary>Rows that have a likelihood.</summary>
    public long Rows => totals.Rows + (filled / model.InputDimension);

    /// <summary>Adds rows.</summary>
    /// <param name="rows">Row-major, relative to the model's origin.</param>
    public void Add(ReadOnlySpan<float> rows)
    {
        var width = model.InputDimension;
        for (var start = 0; start < rows.Length; start += width)
        {
            var row = rows.Slice(start, width);
            if (!model.HasOutputs(row))
            {
                continue;
            }

            row.CopyTo(block.AsSpan(filled));
            filled += width;
            if (filled == block.Length)
            {
                Count();
            }
        }
    }

    /// <summary>Nats a row, of the rows so far; NaN without any.</summary>
    public double Mean()
    {
        if (filled > 0)
        {
            Count();
        }

        return totals.Rows > 0 ? totals.Objective / totals.Rows : double.NaN;
    }

    private void Count()
    {
        totals += model.BlockElbo(block.AsSpan(0, filled), samples, seed, totals.Rows);
        filled = 0;
    }
}
