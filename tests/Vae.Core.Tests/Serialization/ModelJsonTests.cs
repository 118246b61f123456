using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Vae.Core.Onnx;
using Vae.Core.Onnx.ModelFiles;
using Vae.Core.Serialization;
using Vae.Core.Tests.Onnx;

namespace Vae.Core.Tests.Serialization;

/// <summary>What is written out type by type is what the serializer makes of the same records by reflection: with a property that a record got and the code did not, these fail.</summary>
public sealed class ModelJsonTests
{
    public static TheoryData<int> Choices => [0, 1, 2, 3, 4, 5, 6];

    [Theory]
    [MemberData(nameof(Choices))]
    public void Write_HeaderWithEveryFieldSet_IsWhatTheSerializerWrites(int choice)
    {
        var header = Header(choice);

        Assert.Equal(JsonSerializer.Serialize(header, ModelJson.Settings), Encoding.UTF8.GetString(ModelJson.Write(header)));
    }

    [Theory]
    [MemberData(nameof(Choices))]
    public void Read_HeaderWithEveryFieldSet_GivesEveryFieldBack(int choice)
    {
        var json = ModelJson.Write(Header(choice));

        Assert.Equal(Encoding.UTF8.GetString(json), Encoding.UTF8.GetString(ModelJson.Write(ModelJson.Read(json))));
    }

    [Theory]
    [MemberData(nameof(Choices))]
    public void WriteExport_EveryFieldSet_IsWhatTheSerializerWritesAndReads(int choice)
    {
        var export = (OnnxExportOptions)FilledRecord.Of(typeof(OnnxExportOptions), choice);
        var json = ModelJson.WriteExport(export);

        Assert.Equal(JsonSerializer.Serialize(export, ModelJson.Settings), json);
        Assert.Equal(json, ModelJson.WriteExport(ModelJson.ReadExport(json)));
    }

    [Fact]
    public void Write_AnyModel_IsWhatTheSerializerWritesAndReadsTheSame() => FsCheck.Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(200).WithReplay(new Replay(new Rnd(20240301, 1), null)),
        Prop.ForAll(Arb.From(RandomModel.Generator), model =>
        {
            var header = ModelHeader.Of(OnnxModelReader.Read(model.Bytes).Parts);
            var json = ModelJson.Write(header);
            return json.AsSpan().SequenceEqual(JsonSerializer.SerializeToUtf8Bytes(header, ModelJson.Settings))
                && json.AsSpan().SequenceEqual(ModelJson.Write(ModelJson.Read(json)))
                && json.AsSpan().SequenceEqual(ModelJson.Write(JsonSerializer.Deserialize<ModelHeader>(json, ModelJson.Settings)!))
                && ModelJson.WriteExport(model.Export) == JsonSerializer.Serialize(model.Export, ModelJson.Settings);
        }));

    [Fact]
    public void Read_OptionsWithoutFields_AreThoseThatNobodySet()
    {
        var header = Node();
        header["options"] = new JsonObject();

        var read = ModelJson.Read(Bytes(header));

        Assert.Equal(JsonSerializer.Serialize(new Core.Options.VaeOptions(), ModelJson.Settings), JsonSerializer.Serialize(read.Options, ModelJson.Settings));
    }

    [Fact]
    public void Read_AnyFieldTakenAway_IsRefusedExactlyWhereTheSerializerRefusesIt() => Assert.All(
        Paths(Node(), ""),
        path =>
        {
            var node = Node();
            Parent(node, path).Remove(Name(path));
            AssertSame(path, node);
        });

    [Fact]
    public void Read_AnyFieldMadeNull_IsRefusedExactlyWhereTheSerializerRefusesIt() => Assert.All(
        Paths(Node(), ""),
        path =>
        {
            var node = Node();
            Parent(node, path)[Name(path)] = null;
            AssertSame(path, node);
        });

    [Theory]
    [InlineData("\"inputDimension\":7", "\"inputDimension\":7.5", "$.inputDimension is 7.5, but a whole number of 32 bits was wanted.")]
    [InlineData("\"inputDimension\":7", "\"inputDimension\":7,\"inputDimension\":7", "inputDimension")]
    [InlineData("\"inputDimension\":7", "\"inputDimension\":7,\"colour\":\"red\"", "$ has a field 'colour', which has no place there.")]
    [InlineData("\"beta1\":0.1,", "\"beta1\":\"Nan\",", "$.options.objective.adversarial.discriminatorOptimizer.beta1 is \"Nan\", but a number, \"NaN\", \"Infinity\" or \"-Infinity\" was wanted.")]
    [InlineData("\"stopReason\":\"cancelled\"", "\"stopReason\":\"bored\"", "$.report.stopReason is 'bored', but one of completed, earlyStopped, cancelled was wanted.")]
    [InlineData("\"kind\":\"contamination\"", "\"kind\":\"guess\"", "$.options.scoring.threshold.kind is 'guess', which this build does not know.")]
    [InlineData("\"epoch\":7,", "", "$.report.history[0].epoch is missing.")]
    public void Read_Damaged_SaysWhereAndWhatWasWanted(string part, string other, string expected)
    {
        var json = Encoding.UTF8.GetString(ModelJson.Write(Header(0)));
        Assert.Contains(part, json, StringComparison.Ordinal);
        var at = json.IndexOf(part, StringComparison.Ordinal);

        var exception = Assert.Throws<ModelFileException>(() => ModelJson.Read(Encoding.UTF8.GetBytes(json[..at] + other + json[(at + part.Length)..])));

        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    private static ModelHeader Header(int choice) => (ModelHeader)FilledRecord.Of(typeof(ModelHeader), choice);

    private static JsonObject Node() => JsonNode.Parse(ModelJson.Write(Header(0)))!.AsObject();

    private static byte[] Bytes(JsonNode node) => JsonSerializer.SerializeToUtf8Bytes(node);

    private static void AssertSame(string path, JsonNode node)
    {
        var json = Bytes(node);
        var expected = Record.Exception(() => JsonSerializer.Deserialize<ModelHeader>(json, ModelJson.Settings)) is null;
        var found = Record.Exception(() => ModelJson.Read(json)) is null;

        Assert.True(expected == found, $"{path}: the serializer {(expected ? "takes" : "refuses")} what is {(found ? "taken" : "refused")} here.");
    }

    /// <summary>Paths of all fields, in objects in lists too.</summary>
    private static IEnumerable<string> Paths(JsonNode? node, string path) => node switch
    {
        JsonObject fields => fields.SelectMany(field => Paths(field.Value, $"{path}/{field.Key}").Prepend($"{path}/{field.Key}")),
        JsonArray { Count: > 0 } list when list[0] is JsonObject => Paths(list[0], path + "/0"),
        _ => [],
    };

    private static JsonObject Parent(JsonNode node, string path) =>
        path.Split('/')[1..^1].Aggregate(node, (found, step) => found is JsonArray list ? list[int.Parse(step, System.Globalization.CultureInfo.InvariantCulture)]! : found[step]!).AsObject();

    private static string Name(string path) => path[(path.LastIndexOf('/') + 1)..];
}
