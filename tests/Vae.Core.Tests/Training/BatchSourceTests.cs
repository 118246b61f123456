using Vae.Core.Data;
using Vae.Core.Scaling;
using Vae.Core.Training;

namespace Vae.Core.Tests.Training;

/// <summary>Each epoch takes each row exactly once, whether rows lie in memory or are streamed through a shuffle buffer.</summary>
public sealed class BatchSourceTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 10)]
    [InlineData(100, 10)]
    [InlineData(101, 10)]
    public void Resident_EachEpoch_TakesEachRowOnce(int rows, int batchSize)
    {
        using var batches = new ResidentBatches(rows, batchSize, 3);
        var session = new FakeSession(1, 1);

        var sizes = Epoch(batches, session, 0);

        Assert.Equal(rows, batches.RowCount);
        Assert.Equal(Enumerable.Range(0, rows), session.Indices.SelectMany(batch => batch).Order());
        Assert.All(sizes.SkipLast(1), size => Assert.Equal(batchSize, size));
    }

    [Theory]
    [InlineData(2, 10, 10)]
    [InlineData(100, 10, 10)]
    [InlineData(101, 40, 10)]
    [InlineData(1000, 64, 33)]
    [InlineData(300, 300, 64)]
    public void Streamed_EachEpoch_TakesEachRowOnceInFullBatches(int rows, int bufferRows, int batchSize)
    {
        using var batches = Streamed(rows, bufferRows, batchSize);
        var session = new FakeSession(2, 1);

        var first = Epoch(batches, session, 0);
        var second = Epoch(batches, session, 1);

        (List<int> Sizes, IEnumerable<float[]> Taken)[] epochs = [(first, session.Rows.Take(first.Count)), (second, session.Rows.Skip(first.Count))];
        foreach (var (sizes, taken) in epochs)
        {
            Assert.Equal(Enumerable.Range(0, rows), Numbers(taken).Order());
            Assert.All(sizes.SkipLast(1), size => Assert.Equal(batchSize, size));
        }
    }

    [Fact]
    public void Streamed_Rows_AreWholeAndScaled()
    {
        using var batches = Streamed(200, 50, 16);
        var session = new FakeSession(2, 1);

        Epoch(batches, session, 0);

        // The first column counts rows, the second is its double; both are scaled by one half.
        Assert.All(session.Rows.SelectMany(batch => batch.Chunk(2)), row => Assert.Equal(row[0] * 2, row[1]));
        Assert.Equal(99.5f, session.Rows.SelectMany(batch => batch.Chunk(2)).Max(row => row[0]));
    }

    [Fact]
    public void Streamed_SameEpochTwice_GivesTheSameBatches()
    {
        using var batches = Streamed(500, 100, 32);
        var (first, second, other) = (new FakeSession(2, 1), new FakeSession(2, 1), new FakeSession(2, 1));

        Epoch(batches, first, 4);
        Epoch(batches, second, 4);
        Epoch(batches, other, 5);

        Assert.Equal(first.Rows, second.Rows);
        Assert.NotEqual(first.Rows, other.Rows);
    }

    [Fact]
    public void Streamed_BufferOfAQuarter_MixesRowsOverItsLength()
    {
        using var batches = Streamed(2000, 500, 20);
        var session = new FakeSession(2, 1);

        Epoch(batches, session, 0);

        var order = Numbers(session.Rows).ToArray();
        var moved = order.Select((number, place) => Math.Abs(number - place)).Average();
        Assert.InRange(moved, 100, 700);
    }

    [Fact]
    public void Streamed_EpochCutShort_StartsTheNextFromTheFirstRow()
    {
        using var batches = Streamed(300, 60, 32);
        var session = new FakeSession(2, 1);
        batches.BeginEpoch(0);
        batches.Step(session, default);
        session.Rows.Clear();

        Epoch(batches, session, 1);

        Assert.Equal(Enumerable.Range(0, 300), Numbers(session.Rows).Order());
    }

    private static List<int> Epoch(IBatchSource batches, FakeSession session, int epoch)
    {
        var sizes = new List<int>();
        batches.BeginEpoch(epoch);
        int size;
        while ((size = batches.Step(session, default)) > 0)
        {
            sizes.Add(size);
        }

        Assert.Equal(0, batches.Step(session, default));
        return sizes;
    }

    private static IEnumerable<int> Numbers(IEnumerable<float[]> batches) =>
        batches.SelectMany(batch => batch.Chunk(2)).Select(row => (int)(row[0] * 2));

    private static StreamedBatches Streamed(int rows, int bufferRows, int batchSize)
    {
        var values = Enumerable.Range(0, rows).SelectMany(i => (float[])[i, 2 * i]).ToArray();
        var scaler = FeatureScaler.FromParts(ScalingKind.Standardize, [0, 0], [0.5f, 0.5f], float.PositiveInfinity);
        return new StreamedBatches(new MemoryRowSource(values, 2), scaler, rows, bufferRows, batchSize, 3);
    }
}
