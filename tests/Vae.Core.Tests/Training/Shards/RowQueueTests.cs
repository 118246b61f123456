using Vae.Core.Training.Shards;

namespace Vae.Core.Tests.Training.Shards;

public sealed class RowQueueTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Dequeue_AfterAnyComingAndGoing_GivesRowsInTheirOrder(int width)
    {
        var queue = new RowQueue(width);
        var random = new Random(width);
        var (came, went) = (0, 0);
        for (var round = 0; round < 200; round++)
        {
            for (var i = random.Next(30); i > 0; i--, came++)
            {
                queue.Enqueue(Enumerable.Repeat((float)came, width).ToArray(), -came);
            }

            for (var i = random.Next(Math.Min(30, queue.Count + 1)); i > 0; i--, went++)
            {
                Assert.Equal(Enumerable.Repeat((float)went, width), queue.Dequeue(out var weight).ToArray());
                Assert.Equal(-went, weight);
            }

            Assert.Equal(came - went, queue.Count);
        }
    }
}
