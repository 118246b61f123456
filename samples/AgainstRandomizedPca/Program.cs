// Compares the variational autoencoder with ML.NET's own anomaly detector, RandomizedPca, on every anomaly set in datasets/: the same
// split, trained on the normal rows of one half, scored on the other half. |z|, the squared norm of the standardised row, needs no
// model at all.
//
// RandomizedPca gets what it needs to do well: standardised columns, and the rank that scores best on the very rows it is judged by.
using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.Core.Scoring;
using Vae.MLNet;

Console.WriteLine("set            detector                ROC AUC   average precision   seconds");
foreach (var (name, features) in new[] { ("breast-cancer", 30), ("satellite", 36), ("shuttle", 9) })
{
    var ml = new MLContext(seed: 0);
    TextLoader.Column[] columns = [new("Features", DataKind.Single, 0, features - 1), new("Label", DataKind.Single, features)];
    var data = ml.Data.LoadFromTextFile(
        Path.Combine(AppContext.BaseDirectory, "datasets", name + ".csv"),
        new TextLoader.Options { Separators = [','], HasHeader = true, MissingRealsAsNaNs = true, Columns = columns });
    var split = ml.Data.TrainTestSplit(data, testFraction: 0.5);
    var normal = ml.Data.Cache(ml.Data.FilterRowsByColumn(split.TrainSet, "Label", upperBound: 0.5));
    var test = ml.Data.Cache(split.TestSet);
    var labels = test.GetColumn<float>("Label").Select(label => label > 0.5f).ToArray();

    Report(name, "VAE (ml.Vae)", labels, Run(ml.Vae.DetectAnomalies(), normal, test));

    var ranks = new[] { 1, features / 8, features / 4, features / 2, 3 * features / 4, features - 1 }.Where(rank => rank > 0).Distinct();
    var (best, bestRank) = ranks
        .Select(rank => (Run: Run(Pca(ml, rank), normal, test), Rank: rank))
        .Where(candidate => !candidate.Run.Scores.Any(float.IsNaN)) // At high ranks it gives some rows no score.
        .MaxBy(candidate => DetectionMetrics.AreaUnderRoc(candidate.Run.Scores, labels));
    Report(name, $"RandomizedPca, rank {bestRank}", labels, best);

    var watch = Stopwatch.StartNew();
    var baseline = NormBaseline.Fit(Flatten(normal), features);
    var norms = new float[labels.Length];
    baseline.Score(Flatten(test), norms);
    Report(name, "|z|", labels, (norms, watch.Elapsed));
}

static IEstimator<ITransformer> Pca(MLContext ml, int rank) =>
    ml.Transforms.NormalizeMeanVariance("Features", fixZero: false)
        .Append(ml.AnomalyDetection.Trainers.RandomizedPca(rank: rank, ensureZeroMean: true));

static (float[] Scores, TimeSpan Time) Run(IEstimator<ITransformer> detector, IDataView normal, IDataView test)
{
    var watch = Stopwatch.StartNew();
    var scores = detector.Fit(normal).Transform(test).GetColumn<float>("Score").ToArray();
    return (scores, watch.Elapsed);
}

static float[] Flatten(IDataView view) => [.. view.GetColumn<float[]>("Features").SelectMany(row => row)];

static void Report(string set, string detector, bool[] labels, (float[] Scores, TimeSpan Time) run) =>
    Console.WriteLine(
        $"{set,-13}  {detector,-22}  {DetectionMetrics.AreaUnderRoc(run.Scores, labels),7:F4}   "
        + $"{DetectionMetrics.AveragePrecision(run.Scores, labels),17:F4}   {run.Time.TotalSeconds,7:F2}");
