using SkiaSharp;
using Vae.Core.Options;
using Vae.Core.Pictures;
using Vae.Plots.Tests.Support;

namespace Vae.Plots.Tests;

public sealed class PictureFiguresTests(Trained trained) : IClassFixture<Trained>
{
    private static readonly ImageShape Shape = new(1, 4, 4);

    [Fact]
    public void Sheet_OfRows_HasTheirPixelsOneByOne()
    {
        var rows = trained.Pictures.AsSpan(0, 6 * 16);
        var wanted = PictureSheet.Draw(rows, Shape, new SheetOptions { Columns = 3, Background = 255 });
        var figure = PictureFigures.Sheet(rows, Shape, new PictureFigureOptions { Columns = 3, LineLabels = ["one", "two"], ColumnLabels = ["a", "b", "c"] });
        using var pixels = figure.Pixels();
        var (left, top) = Find(pixels, wanted);

        Assert.True(left > 0, "The sheet is nowhere in the picture.");
        Assert.Equal(["one", "two"], figure.LeftTicks());
        Assert.Equal(["a", "b", "c"], figure.BottomTicks());
        Assert.InRange(top, 30, 60);
    }

    [Fact]
    public void Reconstructions_OfRows_StandBelowThem()
    {
        var rows = trained.Pictures.AsSpan(0, 5 * 16);
        var wanted = PictureSheet.Draw(trained.OfPictures.ReconstructionGrid(rows).Tiles, Shape, new SheetOptions { Columns = 5, Background = 255 });
        var figure = PictureFigures.Reconstructions(trained.OfPictures, rows, Shape);
        using var pixels = figure.Pixels();

        Assert.True(Find(pixels, wanted).Left > 0, "The sheet is nowhere in the picture.");
        Assert.Equal(["row", "rebuilt"], figure.LeftTicks());
    }

    [Fact]
    public void Traversals_OfARow_TurnTheNumbersThatCarryMostFirst()
    {
        var figure = PictureFigures.Traversals(trained.OfPictures, trained.Pictures.AsSpan(0, 16), steps: 5, Shape);
        var kl = trained.OfPictures.Report.KlPerDimension;

        Assert.StartsWith($"code {kl.IndexOf(kl.Max())}, ", figure.LeftTicks()[0], StringComparison.Ordinal);
        Assert.Equal(3, figure.LeftTicks().Length);
        Assert.Equal(["-3", "-1.5", "0", "1.5", "3"], figure.BottomTicks());
        Assert.NotEmpty(PictureFigures.Traversals(trained.OfPictures, [], steps: 2, Shape).ToPng());
    }

    [Fact]
    public void Samples_OfASeed_AreTheSame()
    {
        Assert.Equal(PictureFigures.Samples(trained.OfPictures, 9, 1, shape: Shape).ToPng(), PictureFigures.Samples(trained.OfPictures, 9, 1, shape: Shape).ToPng());
        Assert.NotEqual(PictureFigures.Samples(trained.OfPictures, 9, 1, shape: Shape).ToPng(), PictureFigures.Samples(trained.OfPictures, 9, 2, shape: Shape).ToPng());
    }

    [Fact]
    public void Samples_ShapeNotKnown_SaysWhatToGive() => Assert.Contains(
        "give their shape", Assert.Throws<ArgumentException>(() => PictureFigures.Samples(trained.OfPictures)).Message, StringComparison.Ordinal);

    [Fact]
    public void Samples_ShapeOfOtherRows_SaysTheSizes() => Assert.Contains(
        "have 25 values but rows of the model 16", Assert.Throws<ArgumentException>(() => PictureFigures.Samples(trained.OfPictures, shape: new ImageShape(1, 5, 5))).Message, StringComparison.Ordinal);

    [Fact]
    public void Sheet_NoRows_SaysSo() => Assert.Contains(
        "no whole number of pictures", Assert.Throws<ArgumentException>(() => PictureFigures.Sheet([], Shape)).Message, StringComparison.Ordinal);

    [Fact]
    public void Sheet_TooLarge_SaysHowLarge() => Assert.Contains(
        "at most 16000 a side", Assert.Throws<ArgumentException>(() => PictureFigures.Sheet(new float[16 * 400], Shape, new PictureFigureOptions { Columns = 400 })).Message, StringComparison.Ordinal);

    /// <summary>Where a picture stands in a larger one, pixel by pixel; -1 where it does not.</summary>
    private static (int Left, int Top) Find(SKBitmap pixels, Picture picture)
    {
        for (var top = 0; top <= pixels.Height - picture.Height; top++)
        {
            for (var left = 0; left <= pixels.Width - picture.Width; left++)
            {
                if (IsAt(pixels, picture, left, top))
                {
                    return (left, top);
                }
            }
        }

        return (-1, -1);
    }

    private static bool IsAt(SKBitmap pixels, Picture picture, int left, int top)
    {
        for (var y = 0; y < picture.Height; y++)
        {
            for (var x = 0; x < picture.Width; x++)
            {
                if (pixels.GetPixel(left + x, top + y).Red != picture.Pixels[(y * picture.Width) + x])
                {
                    return false;
                }
            }
        }

        return true;
    }
}
