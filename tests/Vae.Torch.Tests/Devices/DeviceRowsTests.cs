using Vae.Core.Options;
using Vae.Torch.Devices;
using Vae.Torch.Rows;
using Vae.Torch.Tensors;
using Vae.Torch.Tests.Support;

namespace Vae.Torch.Tests.Devices;

/// <summary>Rows that lie on a device as a whole; the processor is a device too.</summary>
public sealed class DeviceRowsTests
{
    [SkippableTheory]
    [InlineData(0, 3)]
    [InlineData(2, 4)]
    public void Take_SliceOfTheAnnouncedOrder_GivesThoseRows(int start, int count)
    {
        Machine.NeedsLibtorch();
        int[] order = [5, 1, 4, 4, 0, 3];
        using var rows = Make();

        rows.AnnounceOrder(order);
        using var taken = rows.Take(order.AsSpan(start, count));

        Assert.Equal(order[start..(start + count)].SelectMany(row => new[] { row * 10f, (row * 10f) + 1 }), taken.data<float>().ToArray());
    }

    [SkippableFact]
    public void Take_OtherIndices_GivesThoseRows()
    {
        Machine.NeedsLibtorch();
        using var rows = Make();

        rows.AnnounceOrder(new[] { 0, 1, 2 });
        using var taken = rows.Take([4, 2]);

        Assert.Equal([40, 41, 20, 21], taken.data<float>().ToArray());
    }

    private static DeviceRows Make()
    {
        var context = new ComputeContext(new DeviceChoice(null, "of a test"), EnginePrecision.Float32, 1, 0);
        var values = Enumerable.Range(0, 6).SelectMany(row => new[] { row * 10f, (row * 10f) + 1 }).ToArray();
        return DeviceRows.TryCreate(context, values, 2)!;
    }
}
