using Vae.Core.Processes;

namespace Vae.Core.Tests.Processes;

public sealed class ShardNodeTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(7)]
    [InlineData(12)]
    [InlineData(64)]
    public void Combine_HoweverShardsAreDivided_AddsInOneOrder(int shards)
    {
        var expected = Combined(shards, 1);

        for (var processes = 2; processes <= shards; processes++)
        {
            Assert.Equal(expected, Combined(shards, processes));
        }
    }

    [Fact]
    public void Combine_Six_AddsPairsFirst() => Assert.Equal("(((0+1)+(2+3))+(4+5))", Combined(6, 1));

    private static string Combined(int shards, int processes)
    {
        var known = new Dictionary<ShardNode, string>();
        for (var rank = 0; rank < processes; rank++)
        {
            foreach (var node in ShardNode.Cover(shards * rank / processes, shards * (rank + 1) / processes))
            {
                known[node] = Inner(node);
            }
        }

        return ShardNode.Combine(shards, known.GetValueOrDefault, (left, right) => $"({left}+{right})");

        static string Inner(ShardNode node) => node.Size == 1 ? $"{node.First}" : $"({Inner(node.Left)}+{Inner(node.Right)})";
    }
}
