using Vae.Bench.Workloads;
using Vae.Core.Data;
using Vae.Core.Likelihoods;
using Vae.Core.Options;
using Vae.Data;
using Vae.Data.Options;

namespace Vae.MLNet.Bench.Classification;

/// <summary>Rows of ten classes, split into those to train on and those to be judged by, and the autoencoder that suits them.</summary>
/// <param name="Name">For people.</param>
/// <param name="Train">Rows to train on.</param>
/// <param name="Test">Rows that nothing was chosen on.</param>
/// <param name="Pretraining">Chosen on rows held out of <paramref name="Train"/>.</param>
/// <param name="Epochs">Epochs of the networks where all rows have labels.</param>
internal sealed record ClassifiedSet(string Name, MemoryRowSource Train, MemoryRowSource Test, VaeOptions Pretraining, int Epochs)
{
    private const int TestShare = 5;

    private static readonly NetworkOptions Network = new() { HiddenLayers = [512, 256], LatentDimension = 32 };

    public int Width => Train.ColumnCount;

    /// <summary>Every set that is there; for the others a line that says what is missing.</summary>
    public static IEnumerable<(ClassifiedSet? Set, string? Missing)> Find(string? mnist)
    {
        yield return (Digits(), null);
        foreach (var (name, folder, how) in new[]
        {
            ("Fashion-MNIST", Path.Combine(Repository.Root, "datasets", "fashion-mnist"), "fetch it with datasets/get-fashion-mnist.sh"),
            ("MNIST", mnist ?? Path.Combine(Repository.Root, "..", "shared", "data", "mnist"), "name its folder with --mnist"),
        })
        {
            yield return File.Exists(Path.Combine(folder, "train-images-idx3-ubyte.gz"))
                ? (Pictures(name, folder), null)
                : (null, $"{name} was left out: its files are not there; {how}.");
        }
    }

    /// <summary>The training rows at these places.</summary>
    public MemoryRowSource Pick(int[] rows) => Pick(Train, rows);

    /// <summary>A random order of the training rows, and of it the first so many of each class; all rows where so many are asked for.</summary>
    public int[] Labelled(int count, int seed)
    {
        var order = Enumerable.Range(0, (int)Train.RowCount!).ToArray();
        if (count >= order.Length)
        {
            return order;
        }

        new Random(seed).Shuffle(order);
        var labels = Train.Labels!.Value;
        var classes = order.GroupBy(row => labels.Span[row]).ToArray();
        return [.. classes.SelectMany(members => members.Take(count / classes.Length))];
    }

    private static ClassifiedSet Digits()
    {
        var all = RowSourceFactory.Open(Path.Combine(Repository.Root, "datasets", "digits.csv"), new RowSourceOptions { Label = "label" }).ReadAll();
        var rows = Enumerable.Range(0, (int)all.RowCount!).ToArray();
        return new ClassifiedSet(
            "digits",
            Pick(all, [.. rows.Where(row => row % TestShare != 0)]),
            Pick(all, [.. rows.Where(row => row % TestShare == 0)]),
            VaeClassifierOptions.DefaultPretraining with { Network = Network },
            Epochs: 90);
    }

    private static ClassifiedSet Pictures(string name, string folder) => new(
        name,
        Read(folder, "train"),
        Read(folder, "t10k"),
        VaeClassifierOptions.DefaultPretraining with
        {
            Network = Network,
            Likelihood = Likelihood.Bernoulli(),
            Scaling = ScalingKind.None,
        },
        Epochs: 10);

    private static MemoryRowSource Read(string folder, string part) => RowSourceFactory.Open(
        Path.Combine(folder, $"{part}-images-idx3-ubyte.gz"),
        new RowSourceOptions { Label = Path.Combine(folder, $"{part}-labels-idx1-ubyte.gz") }).ReadAll();

    private static MemoryRowSource Pick(MemoryRowSource all, int[] rows)
    {
        var (width, values, labels) = (all.ColumnCount, new float[rows.Length * all.ColumnCount], new float[rows.Length]);
        for (var i = 0; i < rows.Length; i++)
        {
            all.Values.Span.Slice(rows[i] * width, width).CopyTo(values.AsSpan(i * width));
            labels[i] = all.Labels!.Value.Span[rows[i]];
        }

        return new MemoryRowSource(values, width, labels: labels);
    }
}
