// Loads a pipeline with nothing but ML.NET and prints, as JSON, what it does with a text file of rows.
// Arguments: the pipeline; the rows, three numbers, three more, and a label in each line; "classifier" where the pipeline is one of those, or
// "table" where the rows are of several types.
using System.Text.Json;
using System.Text.Json.Serialization;
using FreshProcess;
using Microsoft.ML;
using Microsoft.ML.Data;

var ml = new MLContext(seed: 0);
var pipeline = ml.Model.Load(args[0], out var inputSchema);
object answer = args is [_, _, "classifier"] ? Classify() : args is [_, _, "table"] ? Detect<TableRow>() : Detect<InputRow>();
Console.WriteLine(JsonSerializer.Serialize(answer, new JsonSerializerOptions { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals }));

Answer Detect<TRow>()
    where TRow : class, new()
{
    var rows = ml.Data.LoadFromTextFile<TRow>(args[1], separatorChar: ',');
    var scored = pipeline.Transform(rows);
    using var engine = ml.Model.CreatePredictionEngine<TRow, OutputRow>(pipeline);
    var metrics = ml.AnomalyDetection.Evaluate(scored, scoreColumnName: "Oddity", predictedLabelColumnName: "IsOdd");
    return new Answer(
        [.. inputSchema.Select(c => c.Name)],
        [.. scored.Schema.Where(c => !c.IsHidden).Select(Describe)],
        [.. ml.Data.CreateEnumerable<OutputRow>(scored, reuseRowObject: false)],
        [.. ml.Data.CreateEnumerable<TRow>(rows, reuseRowObject: false).Select(engine.Predict)],
        metrics.AreaUnderRocCurve,
        Assemblies());
}

ClassifierAnswer Classify()
{
    var rows = ml.Data.LoadFromTextFile<InputRow>(args[1], separatorChar: ',');
    var scored = pipeline.Transform(rows);
    using var engine = ml.Model.CreatePredictionEngine<InputRow, ClassifiedRow>(pipeline);
    return new ClassifierAnswer(
        [.. scored.Schema.Where(c => !c.IsHidden).Select(Describe)],
        [.. ml.Data.CreateEnumerable<ClassifiedRow>(scored, reuseRowObject: false)],
        [.. ml.Data.CreateEnumerable<InputRow>(rows, reuseRowObject: false).Select(engine.Predict)],
        ml.MulticlassClassification.Evaluate(scored, "Class").MicroAccuracy,
        Assemblies());
}

static string[] Assemblies() => [.. AppDomain.CurrentDomain.GetAssemblies().Select(a => a.GetName().Name!).Order()];

static string Describe(DataViewSchema.Column column)
{
    if (column.Annotations.Schema.GetColumnOrNull("SlotNames") is null)
    {
        return $"{column.Name}: {column.Type}";
    }

    var names = default(VBuffer<ReadOnlyMemory<char>>);
    column.Annotations.GetValue("SlotNames", ref names);
    return $"{column.Name}: {column.Type} [{string.Join(' ', names.DenseValues())}]";
}
