using Vae.Core.Options;
using Vae.Core.Randomness;

namespace Vae.Core.Training;

/// <summary>Draws rows of zeros and ones once, for rows that losses and codes are measured on; those of a step are drawn by the engine.</summary>
internal static unsafe class RowBinarizer
{
    // Steps count up from 0: no run reaches these counters.
    private const ulong Measured = 1UL << 47;

    /// <summary>Draws each value v in place: 1 with probability v, else 0; nothing where the objective does not ask for it.</summary>
    /// <param name="options">Whether, and the seed.</param>
    /// <param name="values">Scaled rows, row-major.</param>
    /// <param name="width">Values a row.</param>
    /// <param name="context">How many of the last of them are its context, which is not drawn.</param>
    /// <param name="set">Tells one set of rows from another.</param>
    public static void Apply(VaeOptions options, Span<float> values, int width, int context, uint set)
    {
        if (options.Objective.Binarization == Binarization.None)
        {
            return;
        }

        const int Block = 4096;
        var stream = new Philox(options.Seed, RandomPurpose.Binarization);
        var uniform = stackalloc float[Block];
        for (var first = 0; first < values.Length; first += Block)
        {
            NormalNoise.FillUniform(stream, set, Measured + (ulong)(first / Block), uniform, Block);
            var here = values.Slice(first, Math.Min(Block, values.Length - first));
            for (var i = 0; i < here.Length; i++)
            {
                // What was not observed stays so.
                var isContext = (first + i) % width >= width - context;
                here[i] = isContext || float.IsNaN(here[i]) ? here[i] : uniform[i] < here[i] ? 1 : 0;
            }
        }
    }
}
