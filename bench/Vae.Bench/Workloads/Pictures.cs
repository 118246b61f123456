using Vae.Core.Data;
using Vae.Data;

namespace Vae.Bench.Workloads;

/// <summary>Finds real pictures for the img net.</summary>
internal static class Pictures
{
    private const string TrainFile = "train-images-idx3-ubyte.gz";
    private const string TestFile = "t10k-images-idx3-ubyte.gz";

    /// <summary>The folder of MNIST: the one given, else shared/data/mnist beside the repository; null where it is not there.</summary>
    public static string? MnistFolder(string? given) =>
        Existing(given ?? Path.Combine(Repository.Root, "..", "shared", "data", "mnist"));

    /// <summary>The folder of Fashion-MNIST, whose files have MNIST's names; null where it was not fetched.</summary>
    public static string? FashionFolder => Existing(Path.Combine(Repository.Root, "datasets", "fashion-mnist"));

    /// <summary>60,000 pictures of 784 grey levels in [0, 1]: MNIST, else Fashion-MNIST, else synthetic ones.</summary>
    /// <returns>The rows, and what they are.</returns>
    public static (IRowSource Rows, string Name) Training(string? mnist)
    {
        if (MnistFolder(mnist) is { } folder)
        {
            return (new IdxRowSource(Path.Combine(folder, TrainFile)), "MNIST");
        }

        if (FashionFolder is { } fashion)
        {
            return (new IdxRowSource(Path.Combine(fashion, TrainFile)), "Fashion-MNIST");
        }

        return (new GeneratedRows(Net.Img.Rows, Net.Img.Width, seed: 1, unitInterval: true), "synthetic rows (no MNIST, no Fashion-MNIST)");
    }

    /// <summary>Training and test pictures of MNIST, or of Fashion-MNIST.</summary>
    public static (IRowSource Training, IRowSource Test) Mnist(string folder) =>
        (new IdxRowSource(Path.Combine(folder, TrainFile)), new IdxRowSource(Path.Combine(folder, TestFile)));

    private static string? Existing(string folder) => File.Exists(Path.Combine(folder, TrainFile)) ? Path.GetFullPath(folder) : null;
}
