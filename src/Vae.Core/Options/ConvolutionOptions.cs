using System.Collections.Immutable;

namespace Vae.Core.Options;

/// <summary>
/// The convolutions of a <see cref="NetworkKind.Convolutional"/> encoder; the decoder has a transposed convolution for each, which restores the very
/// size that it took, odd sizes too.
/// </summary>
public sealed record ConvolutionOptions
{
    /// <summary>
    /// Channels that each convolution puts out, input side first; 1 to 64 of them. <see langword="null"/> (default) takes as many as bring the larger side of the
    /// picture to 7 or less at stride 2, and at least one, with 32, 64, 128 and then always 256 channels: 1x28x28 becomes 32x14x14, then 64x7x7.
    /// </summary>
    public ImmutableArray<int>? Channels { get; init; }

    /// <summary>Side of the square of pixels that a convolution sees; 1 to 31, default 3.</summary>
    public int KernelSize { get; init; } = 3;

    /// <summary>Pixels from one output to the next; 1 to 8, default 2, which halves the sides.</summary>
    public int Stride { get; init; } = 2;

    /// <summary>Zeros around the picture on each side; 0 to <see cref="KernelSize"/> - 1. <see langword="null"/> (default): (KernelSize - 1) / 2, rounded down.</summary>
    public int? Padding { get; init; }

    internal int ResolvedPadding => Padding ?? ((KernelSize - 1) / 2);

    /// <summary>The channels asked for, or those that suit a picture.</summary>
    internal ImmutableArray<int> ResolveChannels(ImageShape image)
    {
        if (Channels is { IsDefault: false } given)
        {
            return given;
        }

        var channels = ImmutableArray.CreateBuilder<int>();
        var side = Math.Max(image.Height, image.Width);
        do
        {
            channels.Add(32 << Math.Min(channels.Count, 3));
            side = (side + 1) / 2;
        }
        while (side > 7);
        return channels.ToImmutable();
    }

    /// <summary>The shape of what a convolution puts out.</summary>
    /// <param name="from">Shape of what it takes.</param>
    /// <param name="channels">Channels that it puts out.</param>
    /// <param name="name">What errors call it.</param>
    /// <exception cref="ArgumentException">The picture is too small for it, or the map too large.</exception>
    internal ImageShape ShapeAfter(ImageShape from, int channels, string name)
    {
        var to = new ImageShape(channels, SideAfter(from.Height), SideAfter(from.Width));
        if (to.Height < 1 || to.Width < 1)
        {
            throw new ArgumentException(
                Invariant($"Convolution '{name}' of {KernelSize}x{KernelSize} pixels with padding {ResolvedPadding} does not fit into its input {from}; ")
                + "choose fewer Network.Convolutional.Channels, a smaller KernelSize or more Padding.");
        }

        if (to.Size > ImageShape.MaximumSize)
        {
            throw new ArgumentException(
                Invariant($"Convolution '{name}' puts out {to}, {to.Size:N0} numbers a row, more than {ImageShape.MaximumSize:N0}; choose fewer Network.Convolutional.Channels or a larger Stride."));
        }

        return to;
    }

    private int SideAfter(int side)
    {
        var room = side + (2 * ResolvedPadding) - KernelSize;
        return room < 0 ? 0 : (room / Stride) + 1;
    }

    internal void Validate()
    {
        if (Channels is { IsDefault: false } channels)
        {
            Require.InRange(channels.Length, 1, 64, "The number of Network.Convolutional.Channels");
            for (var i = 0; i < channels.Length; i++)
            {
                Require.InRange(channels[i], 1, 1 << 16, Invariant($"Network.Convolutional.Channels[{i}]"));
            }
        }

        Require.InRange(KernelSize, 1, 31, "Network.Convolutional.KernelSize");
        Require.InRange(Stride, 1, 8, "Network.Convolutional.Stride");
        if (Padding is { } padding)
        {
            Require.InRange(padding, 0, KernelSize - 1, "Network.Convolutional.Padding");
        }
    }
}
