using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.Core;
using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Core.Options;

namespace Vae.MLNet.Bench.Classification;

/// <summary>Every way to classify the rows of a set, by number of labels and seed.</summary>
internal sealed class ClassifyRun(ClassifiedSet set, int threads)
{
    /// <summary>The ways, in the order of the table.</summary>
    public static readonly string[] Ways =
    [
        "raw features, linear", "PCA, linear", "frozen code, linear", "frozen hidden layer, linear", "fine-tuned", "from scratch",
    ];

    private readonly MLContext ml = new(seed: 1);
    private readonly List<(int Labels, string Way, double Accuracy)> results = [];

    /// <summary>Accuracies of a way with so many labels.</summary>
    public double[] Of(int labels, string way) => [.. results.Where(each => each.Labels == labels && each.Way == way).Select(each => each.Accuracy)];

    /// <summary>Pretrains once and trains every classifier for each number of labels.</summary>
    public void Add(int seed, int[] counts)
    {
        var engine = new EngineOptions { Threads = threads };
        var model = new VaeTrainer(set.Pretraining with { Seed = seed, Engine = engine }).Fit(set.Train);
        var pca = Pca(seed, model.LatentDimension);
        foreach (var count in counts)
        {
            var rows = set.Labelled(count, seed);
            var few = set.Pick(rows);
            var options = new VaeClassifierOptions
            {
                Pretraining = model.Options, Epochs = count >= set.Train.RowCount ? set.Epochs : null, Engine = engine, Seed = seed,
            };
            Record(count, "raw features, linear", count >= set.Train.RowCount && Of(count, "raw features, linear") is [var same, ..]
                ? same // All rows, and nothing drawn: no seed changes it.
                : Linear(few, rows => rows.Values.ToArray(), set.Width));
            Record(count, "PCA, linear", Linear(few, pca, model.LatentDimension));
            Record(count, "frozen code, linear", Linear(few, rows => Encode(model, FeatureKind.Mean, rows), model.LatentDimension));
            Record(count, "frozen hidden layer, linear", Linear(few, rows => Encode(model, FeatureKind.Hidden, rows), model.FeatureDimension(FeatureKind.Hidden)));
            Record(count, "fine-tuned", Accuracy(new VaeClassifierTrainer(options).Fit(few, model)));
            Record(count, "from scratch", Accuracy(new VaeClassifierTrainer(options with { Pretrain = false }).Fit(few, set.Train)));
        }
    }

    private void Record(int labels, string way, double accuracy)
    {
        results.Add((labels, way, accuracy));
        Console.WriteLine($"{set.Name}, {(labels >= set.Train.RowCount ? "all" : labels)} labels, {way}: {accuracy:P2}");
    }

    private double Linear(MemoryRowSource few, Func<MemoryRowSource, float[]> features, int width)
    {
        var classes = set.Train.Labels!.Value.ToArray().Distinct().Count();
        return new LinearClassifier(ml).Accuracy(
            LinearClassifier.View(ml, features(few), width, few.Labels!.Value.Span, classes),
            (int)few.RowCount!,
            LinearClassifier.View(ml, features(set.Test), width, set.Test.Labels!.Value.Span, classes));
    }

    /// <summary>ML.NET's principal components of all training rows, as many as the code has numbers.</summary>
    private Func<MemoryRowSource, float[]> Pca(int seed, int rank)
    {
        var fitted = ml.Transforms.ProjectToPrincipalComponents("Features", rank: rank, seed: seed).Fit(View(set.Train));
        return rows => [.. fitted.Transform(View(rows)).GetColumn<float[]>("Features").SelectMany(row => row)];
    }

    private IDataView View(MemoryRowSource rows) =>
        LinearClassifier.View(ml, rows.Values.ToArray(), set.Width, new float[(int)rows.RowCount!], 1);

    private static float[] Encode(VaeModel model, FeatureKind kind, MemoryRowSource rows)
    {
        var features = new float[(int)rows.RowCount! * model.FeatureDimension(kind)];
        model.Encode(rows.Values.Span, kind, features);
        return features;
    }

    private double Accuracy(VaeClassifier classifier)
    {
        var classes = new int[(int)set.Test.RowCount!];
        classifier.Classify(set.Test.Values.Span, classes);
        var labels = set.Test.Labels!.Value.ToArray();
        return classes.Where((predicted, row) => float.Parse(classifier.ClassNames[predicted]) == labels[row]).Count() / (double)classes.Length;
    }
}
