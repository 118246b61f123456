// Rows a second and microseconds a row of a pipeline with this library's transformer, and of the same pipeline saved and loaded by ML.NET
// alone; "pipeline" leaves prediction engines and files out and takes more rounds; "classify" compares classifiers instead (options --mnist FOLDER --seeds 5 --only NAME --few --threads 0); --write puts the tables into bench/RESULTS.md. Options: --rounds 5 --rows 200000 --onnx-rows 20000.
using System.Globalization;
using Vae.Bench.Measuring;
using Vae.Bench.Reporting;
using Vae.MLNet.Bench;
using Vae.MLNet.Bench.Classification;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is [ClassifyCommand.Name, ..])
{
    return ClassifyCommand.Run(
        Text("--mnist"), Option("--seeds", 5), Text("--only")?.Split(',') ?? [], args.Contains("--few"), Option("--threads", 0), args.Contains("--write"));
}

if (args is [CsvCommand.Name, ..])
{
    return CsvCommand.Run(Option("--rows", 1_000_000), Option("--rounds", 7), args.Contains("--write"));
}

if (args is [EndureCommand.Name, ..])
{
    return EndureCommand.Run(Option("--loads", 1000), Option("--predictions", 1_000_000), Option("--fits", 100));
}

if (args is [ServeCommand.Name, ..])
{
    return ServeCommand.Run(Option("--threads", 64), Option("--seconds", 30));
}

var onlyPipeline = args is ["pipeline", ..];
var rounds = Option("--rounds", onlyPipeline ? 21 : 5);
var rows = Option("--rows", 200_000);
var onnxRows = Option("--onnx-rows", 20_000);

using var pipelines = new Pipelines(rows);
var files = onlyPipeline ? null : FileMeasurements.Table(pipelines, rounds);
var load = Machine.Load();
var ours = new List<double>();
var theirs = new List<double>();
var model = new List<double>();
var share = new List<double>();
var ourEngine = new List<double>();
var theirEngine = new List<double>();
for (var round = 0; round <= rounds; round++)
{
    // The sides take turns, so that whatever the machine does besides falls on both; the first round only warms up.
    double[] seconds =
    [
        pipelines.Score(pipelines.Ours, rows), pipelines.Score(pipelines.Theirs, onnxRows),
        onlyPipeline ? 0 : pipelines.Predict(pipelines.Ours, rows), onlyPipeline ? 0 : pipelines.Predict(pipelines.Theirs, onnxRows), pipelines.ScoreByModel(),
    ];
    if (round > 0)
    {
        ours.Add(rows / seconds[0]);
        theirs.Add(onnxRows / seconds[1]);
        model.Add(rows / seconds[4]);
        share.Add(seconds[4] / seconds[0]);
        ourEngine.Add(1e6 * seconds[2] / rows);
        theirEngine.Add(1e6 * seconds[3] / onnxRows);
    }
}

var ratio = Spread.Of(ours).Median / Spread.Of(theirs).Median;
var speed = new MarkdownTable("what", "batched transformer", "reloaded OnnxTransformer chain", "ratio of medians", "ratio of best", "target")
    .Add(
        "pipeline, rows/s",
        Spread.Of(ours).ToString("N0"),
        Spread.Of(theirs).ToString("N0"),
        $"{ratio:F1}",
        $"{ours.Max() / theirs.Max():F1}",
        $"15, {(ratio >= 15 ? "reached" : "missed")}");
if (!onlyPipeline)
{
    var microseconds = Spread.Of(ourEngine).Median;
    speed = speed.Add(
        "PredictionEngine, us a row",
        Spread.Of(ourEngine).ToString("F2"),
        Spread.Of(theirEngine).ToString("F2"),
        $"{Spread.Of(theirEngine).Median / microseconds:F1}",
        $"{theirEngine.Min() / ourEngine.Min():F1}",
        $"below 5 us, {(microseconds < 5 ? "reached" : "missed")}");
}

var ofModel = Spread.Of(share).Median;
var own = new MarkdownTable("what", "batched transformer", "VaeModel.Score", "ratio by round", "ratio of best", "target").Add(
    "the same rows/s", Spread.Of(ours).ToString("N0"), Spread.Of(model).ToString("N0"), Spread.Of(share).ToString("F2"), $"{ours.Max() / model.Max():F2}", $"0.9, {(ofModel >= 0.9 ? "reached" : "missed")}");
var busy = load > 1 ? $"**The machine was busy when this began (load {load:F1}): not figures to quote.**\n\n" : "";
ResultsFile.Publish(
    "mlnet",
    $"Machine: {Machine.Describe()}; {FmaPeak.Describe(Environment.ProcessorCount)}.  \nA detector of 30 features, 30-64-32-(8,8)-32-64-30; Score and PredictedLabel are read of every row; "
    + $"median (minimum..maximum) of {rounds} rounds.\n\n"
    + $"{busy}{speed}\n{own}{(files is null ? "" : $"\n{files}")}",
    args.Contains("--write") && !onlyPipeline);
return 0;

string? Text(string name) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;

int Option(string name, int otherwise) =>
    Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length
        ? int.Parse(args[at + 1], CultureInfo.InvariantCulture)
        : otherwise;
