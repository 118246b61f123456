using System.Globalization;

namespace Vae.Core.Options;

/// <summary>How the numbers of a row make a picture: channel by channel, each row by row (channel-first, as PyTorch has it).</summary>
/// <param name="Channels">Channels: 1 for grey, 3 for colours. From 1.</param>
/// <param name="Height">Rows of pixels, from 1.</param>
/// <param name="Width">Pixels a row, from 1.</param>
public sealed record ImageShape(int Channels, int Height, int Width)
{
    /// <summary>Most numbers of a map or picture: 32 rows of them take 2 GiB.</summary>
    internal const long MaximumSize = 1L << 24;

    /// <summary>Numbers in a picture: channels * height * width.</summary>
    public long Size => (long)Channels * Height * Width;

    /// <summary>As in <c>1x28x28</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Channels}x{Height}x{Width}");

    internal int Positions => Height * Width;

    internal void Validate(string name)
    {
        Require.InRange(Channels, 1, NetworkOptions.MaximumWidth, $"{name}.{nameof(Channels)}");
        Require.InRange(Height, 1, NetworkOptions.MaximumWidth, $"{name}.{nameof(Height)}");
        Require.InRange(Width, 1, NetworkOptions.MaximumWidth, $"{name}.{nameof(Width)}");
        Require.InRange(Size, 1, MaximumSize, $"The size of {name}");
    }
}
