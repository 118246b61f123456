using Vae.Core.Engines;

namespace Vae.Core.Tests.Engines.Managed;

/// <summary>A batch in which rows stand as often as they count, with the randomness of each beside every copy of it.</summary>
/// <param name="counts">How often each row stands there.</param>
internal sealed class RepeatedRows(int[] counts)
{
    private readonly int[] rows = [.. counts.SelectMany((count, row) => Enumerable.Repeat(row, count))];

    /// <summary>Rows in all.</summary>
    public int Count => rows.Length;

    /// <summary>The weights that say the same, of mean 1.</summary>
    public float[] Weights => [.. counts.Select(count => (float)((double)count * counts.Length / rows.Length))];

    /// <summary>Row-major numbers, [rows, width].</summary>
    public float[] Of(float[] values, int width) => Of(values, width, 1);

    public int[] Of(int[] labels) => labels.Length == 0 ? [] : [.. rows.Select(row => labels[row])];

    /// <summary>Numbers [blocks, rows, width].</summary>
    public float[] Of(float[] values, int width, int blocks) => values.Length == 0 ? [] : [.. Enumerable.Range(0, blocks).SelectMany(block =>
        rows.SelectMany(row => values.AsSpan(((block * counts.Length) + row) * width, width).ToArray()))];

    public StepInjection Of(StepInjection injection, int latent, int features) => new()
    {
        Noise = OfBlocks(injection.Noise, latent),
        PriorCodes = OfBlocks(injection.PriorCodes, latent),
        CorruptionNoise = OfBlocks(injection.CorruptionNoise, features),
        BinarizationNoise = OfBlocks(injection.BinarizationNoise, features),
        DropoutMasks = [],
    };

    private float[] OfBlocks(float[] values, int width) => Of(values, width, values.Length / Math.Max(1, counts.Length * width));
}
