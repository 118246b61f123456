// Trains a detector, saves the pipeline as ML.NET saves every pipeline, and serves it: with ML.NET alone, as an application would that has
// the package Microsoft.ML.OnnxTransformer and nothing of this library; and with this library's own transformer put back in place, in
// batches, able to decode, and with a stricter threshold. A row is nine neighbouring pixels of a satellite picture.
using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.MLNet;

var path = Path.Combine(Path.GetTempPath(), $"detector-{Guid.NewGuid():N}.zip");
try
{
    Train(path);
    Serve(path);
    Inspect(path);
}
finally
{
    File.Delete(path);
}

static IDataView Places(MLContext ml) =>
    ml.Data.LoadFromTextFile<Place>(
        Path.Combine(AppContext.BaseDirectory, "datasets", "satellite.csv"),
        new TextLoader.Options { Separators = [','], HasHeader = true, MissingRealsAsNaNs = true }); // an empty field is 0 otherwise

static void Train(string path)
{
    var ml = new MLContext(seed: 0);
    var rows = Places(ml);
    var common = ml.Data.FilterRowsByColumn(rows, "Label", upperBound: 0.5);
    var pipeline = ml.Transforms.Concatenate("Features", "Before", "Middle", "After").Append(ml.Vae.DetectAnomalies(contamination: 0.05));
    ml.Model.Save(pipeline.Fit(common), rows.Schema, path);
    Console.WriteLine($"saved {new FileInfo(path).Length / 1024} KiB");
}

// Nothing here is of this library: it could stand in another application.
static void Serve(string path)
{
    var ml = new MLContext();
    var pipeline = ml.Model.Load(path, out _);
    var rows = Places(ml);
    using var engine = ml.Model.CreatePredictionEngine<Place, Verdict>(pipeline);
    foreach (var place in ml.Data.CreateEnumerable<Place>(ml.Data.TakeRows(ml.Data.SkipRows(rows, 40), 8), reuseRowObject: false))
    {
        var verdict = engine.Predict(place);
        Console.WriteLine($"score {verdict.Score,7:F1}  {Word(verdict.PredictedLabel),-7}  (labelled {Word(place.Label > 0.5f)})");
    }
}

static string Word(bool strange) => strange ? "strange" : "common";

static void Inspect(string path)
{
    var ml = new MLContext();
    var pipeline = ml.Vae.Load(path);
    var rows = Places(ml);
    Console.WriteLine($"area under the ROC curve {ml.AnomalyDetection.Evaluate(pipeline.Transform(rows)).AreaUnderRocCurve:F4}");

    var detector = pipeline.OfType<VaeTransformer>().Single();
    var typical = new float[detector.Model.InputDimension];
    detector.Model.Decode(new float[detector.Model.LatentDimension], typical);
    Console.WriteLine($"the most ordinary place: {string.Join(' ', typical.Take(8).Select(value => value.ToString("F0")))} ...");

    var stricter = detector.WithThreshold(2 * detector.Model.Threshold);
    var strict = new TransformerChain<ITransformer>([.. pipeline.Select(step => step == detector ? stricter : step)]);
    Console.WriteLine(
        $"flagged {Flagged(pipeline)} of {rows.GetColumn<float>("Label").Count()} rows, and {Flagged(strict)} above twice the threshold");

    int Flagged(ITransformer detector) => detector.Transform(rows).GetColumn<bool>("PredictedLabel").Count(flag => flag);
}

/// <summary>A line of the file: four spectral bands of nine pixels.</summary>
internal sealed class Place
{
    [LoadColumn(0, 15)]
    [VectorType(16)]
    public float[] Before { get; set; } = [];

    [LoadColumn(16, 19)]
    [VectorType(4)]
    public float[] Middle { get; set; } = [];

    [LoadColumn(20, 35)]
    [VectorType(16)]
    public float[] After { get; set; } = [];

    [LoadColumn(36)]
    public float Label { get; set; }
}

/// <summary>What the pipeline adds.</summary>
internal sealed class Verdict
{
    public float Score { get; set; }

    public bool PredictedLabel { get; set; }
}
