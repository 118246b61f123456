using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Core.Options;

namespace Vae.Core.Tests.Models;

/// <summary>The negative ELBO of rows that come by and by.</summary>
public sealed class RunningElboTests
{
    private const int Width = 3;
    private const int Count = 9001;

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(Count)]
    public void Mean_RowsInBatches_IsThatOfAllOfThemBitForBit(int batch)
    {
        var (model, rows) = Model();
        var elbo = new RunningElbo(model, samples: 2, seed: 5);
        for (var first = 0; first < Count; first += batch)
        {
            elbo.Add(rows.AsSpan(first * Width, Math.Min(batch, Count - first) * Width));
        }

        var mean = elbo.Mean();

        Assert.Equal(model.NegativeElbo(new MemoryRowSource(rows, Width), samples: 2, seed: 5), mean);
        Assert.Equal(Count, elbo.Rows);
    }

    [Fact]
    public void Mean_RowsWithoutALikelihoodAmongThem_LeavesThemOut()
    {
        var (model, rows) = Model();
        var elbo = new RunningElbo(model, samples: 1, seed: 5);
        elbo.Add([float.NaN, 1, 1]);
        elbo.Add(rows.AsSpan(0, 100 * Width));
        elbo.Add([1, float.PositiveInfinity, 1]);

        Assert.Equal(model.NegativeElbo(new MemoryRowSource(rows.AsMemory(0, 100 * Width), Width), samples: 1, seed: 5), elbo.Mean());
        Assert.Equal(100, elbo.Rows);
    }

    [Fact]
    public void Mean_NoRows_IsNaN() => Assert.Equal(double.NaN, new RunningElbo(Model().Model, samples: 1, seed: 5).Mean());

    private static (VaeModel Model, float[] Rows) Model()
    {
        var random = new Random(3);
        var rows = Enumerable.Range(0, Count * Width).Select(_ => (float)random.NextDouble()).ToArray();
        return (new VaeTrainer(new VaeOptions { Training = new() { Steps = 20 } }).Fit(new MemoryRowSource(rows.AsMemory(0, 300 * Width), Width)), rows);
    }
}
