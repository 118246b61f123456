using Vae.Core.Processes;

namespace Vae.Core.Tests.Processes;

public sealed class AgreementTests
{
    [Fact]
    public void Together_OneFails_AllFailAndTheOthersNameIt()
    {
        var messages = ThreadGroup.Run(3, group => Assert.ThrowsAny<Exception>(() => group.Together(() => group.Rank == 1 ? throw new VaeDataException("Row 7 is bad.") : 1)).Message);

        Assert.Equal("Row 7 is bad.", messages[1]);
        Assert.All([messages[0], messages[2]], message => Assert.Equal("Process 1 of 3, on host 'host-1', ended with: Row 7 is bad.", message));
    }

    [Fact]
    public void Together_OneIsCancelled_AllAre() =>
        ThreadGroup.Run(2, group => Assert.ThrowsAny<OperationCanceledException>(() => group.Together(() => group.Rank == 1 ? throw new OperationCanceledException() : 1)));

    [Fact]
    public void Gather_OtherLengths_KeepsThem()
    {
        var all = ThreadGroup.Run(3, group => group.Gather(new byte[group.Rank * 2].Select(_ => (byte)group.Rank).ToArray()));

        Assert.All(all, found => Assert.Equal([[], [1, 1], [2, 2, 2, 2]], found));
    }

    [Fact]
    public void FromFirst_AnyBytes_ReachesAll()
    {
        var all = ThreadGroup.Run(4, group => group.FromFirst(() => [3, 1, 4]));

        Assert.All(all, bytes => Assert.Equal([3, 1, 4], bytes));
    }

    [Fact]
    public void RequireSame_Another_NamesTheProcess()
    {
        var error = Assert.Throws<ProcessGroupException>(() => ThreadGroup.Run(2, group =>
        {
            group.RequireSame("arithmetic", $"kind {group.Rank}");
            return 0;
        }));

        Assert.Contains("Process 1 of 2, on host 'host-1', has another arithmetic than process 0: 'kind 1' where that has 'kind 0'", error.Message, StringComparison.Ordinal);
    }
}
