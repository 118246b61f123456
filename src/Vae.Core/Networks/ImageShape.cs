namespace Vae.Core.Networks;

/// <summary>What a row looks like that holds a picture: channel after channel, in each line after line from the top, in each pixel after pixel from the left.</summary>
/// <param name="Channels">Numbers a pixel, such as 1 for grey and 3 for red, green and blue; 1 or more.</param>
/// <param name="Height">Lines of the picture; 1 or more.</param>
/// <param name="Width">Pixels a line; 1 or more.</param>
public sealed record ImageShape(int Channels, int Height, int Width)
{
    /// <summary>Numbers in the row: <see cref="Channels"/> * <see cref="Height"/> * <see cref="Width"/>.</summary>
    public long Size => (long)Channels * Height * Width;

    /// <summary>The shape as it is written in flags and messages, such as <c>1x28x28</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"{Channels}x{Height}x{Width}");
}
