using Vae.Core.Data;

namespace Vae.Bench.Workloads;

/// <summary>Finds real pictures for the img net.</summary>
internal static class Pictures
{
    private const string TrainFile = "train-images-idx3-ubyte.gz";
    private const string TestFile = "t10k-images-idx3-ubyte.gz";

    /// <summary>The folder of MNIST: the one given, else shared/data/mnist beside the repository; null where it is not there.</summary>
    public static string? MnistFolder(string? given) =>
        Existing(given ?? Path.Combine(Repository.Root, "..", "shared", "data", "mnist"));

    /// <summary>60,000 pictures of 784 grey levels in [0, 1]: MNIST, else Fashion-MNIST, else synthetic ones.</summary>
    /// <returns>The rows, and what they are.</returns>
    public static (IRowSource Rows, string Name) Training(string? mnist)
    {
        if (MnistFolder(mnist) is { } folder)
        {
            return (new IdxRowSource(Path.Combine(folder, TrainFile)), "MNIST");
        }

        if (Existing(Path.Combine(Repository.Root, "datasets", "fashion-mnist")) is { } fashion)
        {
            return (new IdxRowSource(Path.Combine(fashion, TrainFile)), "Fashion-MNIST");
        }

        return (new GeneratedRows(Net.Img.Rows, Net.Img.Width, seed: 1, unitInterval: true), "synthetic rows (no MNIST, no Fashion-MNIST)");
    }

    /// <summary>MNIST's training and test pictures.</summary>
    public static (IRowSource Training, IRowSource Test) Mnist(string folder) =>
        (new IdxRowSource(Path.Combine(folder, TrainFile)), new IdxRowSource(Path.Combine(folder, TestFile)));

    private static string? Existing(string folder) => File.Exists(Path.Combine(folder, TrainFile)) ? Path.GetFullPath(folder) : null;
}
