using Vae.Core.Engines.Managed.Panels;

namespace Vae.Core.Engines.Managed.Rows;

/// <summary>Memory through which a few rows, or a few samples of a row, go at once; its rows are a stride apart.</summary>
/// <param name="stride">Floats from a row to the next: no layer puts out more.</param>
internal sealed class RowScratch(int stride)
{
    public int Stride => stride;

    /// <summary>One of two rooms that layers write to in turn.</summary>
    public PinnedFloats First { get; private set; } = new(stride);

    /// <summary>The other.</summary>
    public PinnedFloats Second { get; private set; } = new(stride);

    /// <summary>Rows that go into the encoder, or codes that go into the decoder and come out of the encoder.</summary>
    public PinnedFloats Entry { get; private set; } = new(stride);

    /// <summary>Noise of samples.</summary>
    public PinnedFloats Noise { get; private set; } = new(stride);

    /// <summary>Makes room for so many rows; what was held is lost where there was less.</summary>
    public void Reserve(int rows)
    {
        if (First.Length < rows * stride)
        {
            var length = (long)rows * stride;
            (First, Second, Entry, Noise) = (new PinnedFloats(length), new PinnedFloats(length), new PinnedFloats(length), new PinnedFloats(length));
        }
    }
}
