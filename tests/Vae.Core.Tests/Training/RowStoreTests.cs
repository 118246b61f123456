using System.Runtime.InteropServices;
using Vae.Core.Training;

namespace Vae.Core.Tests.Training;

public sealed class RowStoreTests
{
    private const int Width = 1024;

    [Fact]
    public void Add_RowsAsExpected_NeverMove()
    {
        var store = new RowStore(Width, mostRows: 100_000, expectedRows: 500);
        store.Add(new float[Width]);
        var first = Place(store);

        Fill(store, 500);

        Assert.Same(first, Place(store));
    }

    [Fact]
    public void Add_ManyRowsThatNobodyExpected_MovesOnceToWhereAllHaveRoom()
    {
        var store = new RowStore(Width, mostRows: 40_000, expectedRows: 0);
        Fill(store, (1 << 24) / Width);
        Fill(store, store.Count + 1);
        var large = Place(store);

        Fill(store, 40_001);

        Assert.Same(large, Place(store));
        Assert.Equal(40_001, store.Count);
        Assert.Equal([0, 16_384, 40_000], new[] { 0, 16_384, 40_000 }.Select(row => (int)store.Memory.Span[row * Width]));
    }

    private static void Fill(RowStore store, int rows)
    {
        var row = new float[Width];
        while (store.Count < rows)
        {
            row[0] = store.Count;
            store.Add(row);
        }
    }

    private static float[] Place(RowStore store)
    {
        Assert.True(MemoryMarshal.TryGetArray(store.Memory, out var place));
        return place.Array!;
    }
}
