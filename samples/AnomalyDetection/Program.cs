// Finds strange soil in a satellite picture: learns what three common soils look like, without labels beyond "this is common", and
// ranks unseen places by how far they are from that. A row is nine neighbouring pixels in four spectral bands each; every third row is
// an uncommon soil.
using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Vae.Core.Scoring;
using Vae.MLNet;

var ml = new MLContext(seed: 0);
ml.Log += (_, line) =>
{
    // ML.NET is talkative: of all that it says, the trainer's own line an epoch.
    if (line.Kind >= ChannelMessageKind.Info && line.Source.Contains(nameof(VaeEstimator), StringComparison.Ordinal))
    {
        Console.WriteLine(line.RawMessage);
    }
};

// Read: the pixel in the middle and its eight neighbours; the header names the bands.
var data = ml.Data.LoadFromTextFile(Path.Combine(AppContext.BaseDirectory, "datasets", "satellite.csv"), new TextLoader.Options
{
    Separators = [','],
    HasHeader = true,
    MissingRealsAsNaNs = true, // an empty field is 0 otherwise
    Columns =
    [
        new("Middle", DataKind.Single, 16, 19),
        new("Neighbours", DataKind.Single, [new TextLoader.Range(0, 15), new TextLoader.Range(20, 35)]),
        new("Label", DataKind.Single, 36),
    ],
});

// Learn from the common rows of one half. No normaliser: scaling is part of the model.
var split = ml.Data.TrainTestSplit(data, testFraction: 0.5);
var common = ml.Data.FilterRowsByColumn(split.TrainSet, "Label", upperBound: 0.5);
var pipeline = ml.Transforms.Concatenate("Features", "Middle", "Neighbours")
    .Append(ml.Vae.DetectAnomalies(new VaeAnomalyDetectionOptions { ReconstructionColumnName = "Reconstruction" }));
var watch = Stopwatch.StartNew();
var detector = pipeline.Fit(common);
var trainingSeconds = watch.Elapsed.TotalSeconds;

// Score the other half, and see how well the scores tell common from uncommon.
watch.Restart();
var scored = ml.Data.Cache(detector.Transform(split.TestSet));
var rows = ml.Data.CreateEnumerable<ScoredRow>(scored, reuseRowObject: false).ToArray();
var scoringSeconds = watch.Elapsed.TotalSeconds;
var metrics = ml.AnomalyDetection.Evaluate(scored, falsePositiveCount: 100);

// The yardstick: how far a row is from the mean, with no model at all. A detector that only matches it has learned nothing.
var baseline = NormBaseline.Fit([.. detector.Transform(common).GetColumn<float[]>("Features").SelectMany(row => row)], 36);
var norms = new float[rows.Length];
baseline.Score([.. rows.SelectMany(row => row.Features)], norms);
var labels = rows.Select(row => row.Label > 0.5f).ToArray();
var scores = rows.Select(row => row.Score).ToArray();

var model = detector.LastTransformer.Model;
Console.WriteLine();
Console.WriteLine($"trained on {model.Report.TrainingRows} rows in {trainingSeconds:F1} s, scored {rows.Length} in {scoringSeconds:F2} s");
Console.WriteLine($"{model.Report.ActiveUnits} of {model.LatentDimension} latent units active");
Console.WriteLine();
Console.WriteLine("                        ml.Vae      |z|");
var (areaOfNorms, precisionOfNorms) = (DetectionMetrics.AreaUnderRoc(norms, labels), DetectionMetrics.AveragePrecision(norms, labels));
Console.WriteLine($"ROC AUC                 {metrics.AreaUnderRocCurve,6:F4}   {areaOfNorms,6:F4}");
Console.WriteLine($"average precision       {DetectionMetrics.AveragePrecision(scores, labels),6:F4}   {precisionOfNorms,6:F4}");
Console.WriteLine($"found by 100 mistakes   {metrics.DetectionRateAtFalsePositiveCount,6:F4}");
Console.WriteLine();
Console.WriteLine("the ten strangest rows");
Console.WriteLine("     score  flagged  uncommon  rebuilt worst");
foreach (var row in rows.OrderByDescending(row => row.Score).Take(10))
{
    var worst = Enumerable.Range(0, row.Features.Length).MaxBy(i => Math.Abs(row.Features[i] - row.Reconstruction[i]));
    var detail = $"{model.FeatureNames![worst]}: {row.Features[worst]} where {row.Reconstruction[worst]:F0} was expected";
    Console.WriteLine($"{row.Score,10:F1}  {row.PredictedLabel,-7}  {row.Label > 0.5f,-8}  {detail}");
}

internal sealed class ScoredRow
{
    public float[] Features { get; set; } = [];

    public float[] Reconstruction { get; set; } = [];

    public float Label { get; set; }

    public float Score { get; set; }

    public bool PredictedLabel { get; set; }
}
