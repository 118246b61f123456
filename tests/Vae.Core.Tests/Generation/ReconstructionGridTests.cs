using Vae.Core.Models;
using Vae.Core.Options;
using Vae.Core.Tests.Scoring;

namespace Vae.Core.Tests.Generation;

public sealed class ReconstructionGridTests
{
    private const int Features = 7;

    private static readonly VaeModel Model = RandomModel.Make(
        new VaeOptions { Network = new NetworkOptions { HiddenLayers = [12, 9], LatentDimension = 3 }, Engine = new() { Threads = 2 } }, Features);

    [Fact]
    public void S7_ReconstructionGrid_FullLines_PutEachReconstructionBelowItsOriginal()
    {
        var rows = RandomModel.Rows(Model, 6);
        var rebuilt = new float[rows.Length];
        Model.Reconstruct(rows, rebuilt);

        var grid = Model.ReconstructionGrid(rows, columns: 3);

        Assert.Equal((6, 3, 4), (grid.Count, grid.Columns, grid.Lines));
        Assert.Equal(rows, grid.Originals);
        Assert.Equal(rebuilt, grid.Reconstructions);
        const int Line = 3 * Features;
        Assert.Equal([.. rows[..Line], .. rebuilt[..Line], .. rows[Line..], .. rebuilt[Line..]], grid.Tiles);
    }

    [Fact]
    public void S7_ReconstructionGrid_LastLineNotFull_HoldsNaNInItsEmptyPlaces()
    {
        var grid = Model.ReconstructionGrid(RandomModel.Rows(Model, 4), columns: 3);

        Assert.Equal((3, 4), (grid.Columns, grid.Lines));
        var tiles = grid.Tiles.Chunk(Features).ToArray();
        Assert.Equal([7, 8, 10, 11], Enumerable.Range(0, 12).Where(i => tiles[i].All(float.IsNaN)));
        Assert.Equal(grid.Originals[^Features..], tiles[6]);
        Assert.Equal(grid.Reconstructions[^Features..], tiles[9]);
        Assert.Equal(2, Model.ReconstructionGrid(RandomModel.Rows(Model, 2)).Columns);
    }

    [Fact]
    public void S7_ReconstructionGrid_BadInput_IsNamed()
    {
        Says("8 values are not a whole number of rows of 7", () => Model.ReconstructionGrid(new float[8]));
        Says("The number of rows is 0 but must lie between 1 and", () => Model.ReconstructionGrid([]));
        Says("columns is 0 but must lie between 1 and", () => Model.ReconstructionGrid(new float[7], 0));
        var broken = new float[14];
        broken[9] = float.NaN;
        Assert.StartsWith(
            "Row 1 (counted from 0) holds NaN in column 3", Assert.Throws<VaeDataException>(() => Model.ReconstructionGrid(broken)).Message, StringComparison.Ordinal);
    }

    private static void Says(string words, Action action) =>
        Assert.Contains(words, Assert.ThrowsAny<ArgumentException>(action).Message, StringComparison.Ordinal);
}
