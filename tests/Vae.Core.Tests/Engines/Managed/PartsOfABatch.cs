using Vae.Core.Engines;

namespace Vae.Core.Tests.Engines.Managed;

/// <summary>A batch whose gradient is put together of parts, as shards are.</summary>
/// <param name="case">The batch.</param>
/// <param name="weights">One a row; empty: every row counts once.</param>
internal sealed class PartsOfABatch(EngineCase @case, float[] weights)
{
    // Every third row, and the others.
    private static bool IsIn(int part, int row) => (row % 3 == 0 ? 0 : 1) == part;

    /// <summary>The gradient of the mean over the batch, the sums of its losses, and how many dimensions of the code have more KL than the free bits.</summary>
    public (float[] Gradient, LossTotals Losses, int Over) Run(ITrainingSession session)
    {
        var latent = @case.Plan.LatentDimension;
        var sums = new double[latent + 1];
        for (var part = 0; part < 2; part++)
        {
            var own = new double[latent + 1];
            var (rows, settings) = Of(part);
            session.SumDivergence(rows, settings, own);
            sums = [.. sums.Zip(own, (left, right) => left + right)];
        }

        double[] mean = [.. sums[..latent].Select(sum => sum / sums[latent])];
        var total = new float[@case.Layout.Count];
        for (var part = 0; part < 2; part++)
        {
            var gradient = new float[@case.Layout.Count];
            var (rows, settings) = Of(part);
            session.ComputeGradient(rows, settings with { MeanDivergence = mean }, gradient);
            var share = (float)(rows.Length / @case.Plan.InputDimension) / @case.RowCount;
            total = [.. total.Zip(gradient, (left, right) => left + (share * right))];
        }

        return (total, session.TakeLosses(), mean.Count(kl => kl > @case.Options.Objective.FreeBits));
    }

    private (float[] Rows, StepSettings Settings) Of(int part)
    {
        var picked = new RepeatedRows([.. Enumerable.Range(0, @case.RowCount).Select(row => IsIn(part, row) ? 1 : 0)]);
        return (picked.Of(@case.Rows, @case.Plan.InputDimension), @case.Settings() with
        {
            Injection = picked.Of(@case.Injection, @case.Plan.LatentDimension, @case.Plan.OutputDimension),
            Weights = picked.Of(weights, 1),
        });
    }
}
