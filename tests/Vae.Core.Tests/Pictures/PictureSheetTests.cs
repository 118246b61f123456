using Vae.Core.Options;
using Vae.Core.Pictures;

namespace Vae.Core.Tests.Pictures;

public sealed class PictureSheetTests
{
    private static readonly SheetOptions Plain = new() { Columns = 2, Margin = 1, Zoom = 1, Low = 0, High = 1, Background = 7 };

    [Fact]
    public void S7_Draw_GreyTiles_LieLineByLineWithMarginsAround()
    {
        // Three tiles of 1 x 2 pixels, two in a line.
        var sheet = PictureSheet.Draw([0, 1, 0.2f, 0.4f, 0.6f, 0.8f], new ImageShape(1, 1, 2), Plain);

        Assert.Equal((7, 5, 1), (sheet.Width, sheet.Height, sheet.Channels));
        Assert.Equal(
            [
                7, 7, 7, 7, 7, 7, 7,
                7, 0, 255, 7, 51, 102, 7,
                7, 7, 7, 7, 7, 7, 7,
                7, 153, 204, 7, 7, 7, 7,
                7, 7, 7, 7, 7, 7, 7,
            ],
            sheet.Pixels.ToArray());
    }

    [Fact]
    public void S7_Draw_ColourTile_IsReadChannelFirst()
    {
        // Red 0, 0.2; green 0.4, 0.6; blue 0.8, 1.
        var sheet = PictureSheet.Draw([0, 0.2f, 0.4f, 0.6f, 0.8f, 1], new ImageShape(3, 1, 2), Plain with { Margin = 0 });

        Assert.Equal((2, 1, 3), (sheet.Width, sheet.Height, sheet.Channels));
        Assert.Equal([0, 102, 204, 51, 153, 255], sheet.Pixels.ToArray());
    }

    [Fact]
    public void S7_Draw_WithZoom_RepeatsEachPixel()
    {
        var sheet = PictureSheet.Draw([0, 1], new ImageShape(1, 2, 1), Plain with { Zoom = 3, Margin = 0 });

        Assert.Equal((3, 6), (sheet.Width, sheet.Height));
        Assert.Equal([.. Enumerable.Repeat((byte)0, 9), .. Enumerable.Repeat((byte)255, 9)], sheet.Pixels.ToArray());
    }

    [Theory]
    [InlineData(-5f, 0)]
    [InlineData(0f, 0)]
    [InlineData(8f, 128)]
    [InlineData(16f, 255)]
    [InlineData(99f, 255)]
    [InlineData(float.PositiveInfinity, 255)]
    [InlineData(float.NegativeInfinity, 0)]
    [InlineData(float.NaN, 7)]
    public void S7_Draw_ValueOfARange_IsClampedToBytes(float value, byte expected)
    {
        var sheet = PictureSheet.Draw([value], new ImageShape(1, 1, 1), Plain with { Margin = 0, Low = 0, High = 16 });

        Assert.Equal(expected, sheet.Pixels[0]);
    }

    [Fact]
    public void S7_Draw_WithoutRange_SpansTheValuesOfTheSheet()
    {
        float[] rows = [-2, 6, 2, float.NaN, float.PositiveInfinity, 0];

        var sheet = PictureSheet.Draw(rows, new ImageShape(1, 1, 3), Plain with { Margin = 0, Low = null, High = null });

        Assert.Equal([0, 255, 128, 7, 255, 64], sheet.Pixels.ToArray());
        Assert.Equal(
            [0, 0], PictureSheet.Draw([4, 4], new ImageShape(1, 1, 2), new SheetOptions { Zoom = 1, Margin = 0 }).Pixels.ToArray());
        Assert.Equal(
            [0, 255], PictureSheet.Draw([-3e38f, 3e38f], new ImageShape(1, 1, 2), new SheetOptions { Zoom = 1, Margin = 0 }).Pixels.ToArray());
    }

    [Theory]
    [InlineData(100, 28, 10, 10, 2)]
    [InlineData(7, 8, 3, 3, 6)]
    [InlineData(2, 64, 2, 1, 1)]
    public void S7_Draw_WithoutColumnsAndZoom_IsNearlySquareAndLargeEnoughToSee(int count, int side, int columns, int lines, int zoom)
    {
        var sheet = PictureSheet.Draw(new float[count * side * side], new ImageShape(1, side, side));

        Assert.Equal(2 + (columns * ((zoom * side) + 2)), sheet.Width);
        Assert.Equal(2 + (lines * ((zoom * side) + 2)), sheet.Height);
    }

    [Fact]
    public void S7_Draw_BadInput_IsNamed()
    {
        Says("10 values are no whole number of pictures of shape 1x3x3, which have 9 values each", () => PictureSheet.Draw(new float[10], new ImageShape(1, 3, 3)));
        Says("0 values are no whole number of pictures", () => PictureSheet.Draw([], new ImageShape(1, 3, 3)));
        Says("shape 2x2x2 (channels x height x width) cannot be drawn", () => PictureSheet.Draw(new float[8], new ImageShape(2, 2, 2)));
        Says("shape 1x0x3", () => PictureSheet.Draw([], new ImageShape(1, 0, 3)));
        Says("Sheet.Low, which is black, is 1 but must be below Sheet.High, which is white and is 0.5", () => Draw(new SheetOptions { Low = 1, High = 0.5f }));
        Says("Sheet.Columns is 0 but must lie", () => Draw(new SheetOptions { Columns = 0 }));
        Says("Sheet.Margin is -1 but must lie", () => Draw(new SheetOptions { Margin = -1 }));
        Says("Sheet.Zoom is 0 but must lie", () => Draw(new SheetOptions { Zoom = 0 }));
        Says("Sheet.Low is NaN but must lie", () => Draw(new SheetOptions { Low = float.NaN }));
        Says("The sheet would have 51200002 x 258 pixels", () => PictureSheet.Draw(
            new float[200_000], new ImageShape(1, 1, 200_000), new SheetOptions { Zoom = 256, Margin = 1 }));

        static void Draw(SheetOptions options) => PictureSheet.Draw(new float[9], new ImageShape(1, 3, 3), options);
    }

    private static void Says(string words, Action action) =>
        Assert.Contains(words, Assert.ThrowsAny<ArgumentException>(action).Message, StringComparison.Ordinal);
}
