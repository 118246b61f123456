using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Core.Options;

namespace Vae.Plots.Tests.Support;

/// <summary>Small models and their rows, trained once for all tests.</summary>
public sealed class Trained
{
    public const int Width = 4;

    public const int Count = 600;

    public Trained()
    {
        var random = new Random(1);
        var (values, labels) = (new float[Count * Width], new float[Count]);
        for (var row = 0; row < Count; row++)
        {
            labels[row] = row % 10 == 9 ? 1 : 0;
            var shared = (2 * random.NextDouble()) - 1;
            for (var d = 0; d < Width; d++)
            {
                values[(row * Width) + d] = (float)((shared * (d + 1)) + (0.2 * random.NextDouble()) + (labels[row] * (d % 2 == 0 ? 3 : -3)));
            }
        }

        Labelled = new MemoryRowSource(values, Width, ["a", "b", "c", "d"], labels);
        Unlabelled = new MemoryRowSource(values, Width, ["a", "b", "c", "d"]);
        Model = new VaeTrainer(Options with { Seed = 1 }).Fit(new MemoryRowSource(values, Width, ["a", "b", "c", "d"]));

        var pictures = new float[200 * 16];
        for (var i = 0; i < pictures.Length; i++)
        {
            pictures[i] = random.Next(2) * (i % 16 < 8 ? 1 : 0.3f);
        }

        Pictures = pictures;
        OfPictures = new VaeTrainer(Options).Fit(new MemoryRowSource(pictures, 16));
    }

    internal static VaeOptions Options => new() { Network = new NetworkOptions { HiddenLayers = [16], LatentDimension = 3 }, Training = new TrainingOptions { Steps = 60 } };

    internal MemoryRowSource Labelled { get; }

    internal MemoryRowSource Unlabelled { get; }

    internal VaeModel Model { get; }

    internal float[] Pictures { get; }

    /// <summary>Of rows of 4 x 4 grey pixels.</summary>
    internal VaeModel OfPictures { get; }
}
