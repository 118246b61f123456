using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.Core;
using Vae.MLNet.Columns;
using Vae.MLNet.Tests.Support;

namespace Vae.MLNet.Tests;

/// <summary>What a user reads who feeds the wrong thing. Fit, Transform and the schema that is promised all say the same.</summary>
public sealed class BadInputTests
{
    private readonly MLContext ml = new(seed: 1);

    [Theory]
    [InlineData("half", "half a surrogate pair")]
    [InlineData("long", "has 2000 characters, at most 1024 are possible")]
    public void SlotNames_ThatNoFileKeeps_AreRefusedBeforeTraining(string name, string words)
    {
        ReadOnlyMemory<char>[] names = [.. Enumerable.Range(0, Row.FeatureCount).Select(i => (i == 2 ? name == "long" ? new string('n', 2000) : "\ud800" : $"f{i}").AsMemory())];
        var definition = SchemaDefinition.Create(typeof(Row));
        definition["Features"].AddAnnotation("SlotNames", new VBuffer<ReadOnlyMemory<char>>(names.Length, names), new VectorDataViewType(TextDataViewType.Instance, names.Length));
        var view = ml.Data.LoadFromEnumerable(TestData.Rows(50), definition);

        var error = Assert.Throws<VaeDataException>(() => ml.Vae.DetectAnomalies(TestData.AllColumns).Fit(view));

        Assert.StartsWith("Slot 2 (counted from 0) of column 'Features' has a name that no model can keep: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_NoRowsAndAColumnOfText_SaysThatThereAreNoRows()
    {
        var error = Assert.Throws<VaeDataException>(() => ml.Vae.DetectAnomalies(["Name", "Label"]).Fit(ml.Data.LoadFromEnumerable<Row>([])));

        Assert.StartsWith("Column 'Name' is categorical, but there is no row to find its levels in", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void DetectAnomalies_NormalLabelWithoutItsColumn_AsksForTheColumn()
    {
        var error = Assert.Throws<ArgumentException>(() => ml.Vae.DetectAnomalies("Features", normalRowsOnly: true, normalLabel: "fine"));

        Assert.StartsWith("normalLabel is 'fine' but labelColumnName is null; name the column that holds it, or leave it out.", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => ml.Vae.DetectAnomalies(["Label"], normalLabel: "fine"));
    }

    [Fact]
    public void FeatureColumn_Missing_ListsTheColumnsAndGuesses()
    {
        AssertRefused(
            "Featuers",
            "Column 'Featuers' is not in the data, whose columns are 'Features', 'Label', 'IsStrange', 'Number', 'Name', 'Extra'. Did you mean 'Features'?");
    }

    [Fact]
    public void FeatureColumn_MissingAndLikeNothing_SaysHowToMakeIt()
    {
        AssertRefused(
            "Temperature",
            "Column 'Temperature' is not in the data, whose columns are 'Features', 'Label', 'IsStrange', 'Number', 'Name', 'Extra'. "
            + "Name the column that holds the features, or make it with Transforms.Concatenate.");
    }

    [Fact]
    public void FeatureColumn_Double_SaysInputColumnNamesOrConvertType()
    {
        AssertRefused(
            "Extra",
            "Column 'Extra' is Vector<Double, 3> but features must be a vector of Single of known size; "
            + "name it in InputColumnNames of a detector or an encoder, which keeps all its digits, or convert it with Transforms.Conversion.ConvertType(\"Extra\", outputKind: DataKind.Single).",
            "Column 'Extra' is Vector<Double> but features must be a vector of Single of known size; "
            + "name it in InputColumnNames of a detector or an encoder, which keeps all its digits, or convert it with Transforms.Conversion.ConvertType(\"Extra\", outputKind: DataKind.Single).");
    }

    [Fact]
    public void FeatureColumn_Text_SaysHowToEncodeIt()
    {
        AssertRefused(
            "Name",
            "Column 'Name' is String but features must be a vector of Single of known size; "
            + "turn text into numbers with Transforms.Categorical.OneHotEncoding or Transforms.Text.FeaturizeText.");
    }

    [Fact]
    public void FeatureColumn_Int32_SaysInputColumnNamesOrConvertType()
    {
        AssertRefused(
            "Number",
            "Column 'Number' is Int32 but features must be a vector of Single of known size; "
            + "name it in InputColumnNames of a detector or an encoder, which keeps all its digits, or convert it with Transforms.Conversion.ConvertType(\"Number\", outputKind: DataKind.Single).");
    }

    [Fact]
    public void FeatureColumn_VariableSize_SaysHowToGiveItASize()
    {
        var definition = SchemaDefinition.Create(typeof(Row));
        definition["Features"].ColumnType = new VectorDataViewType(NumberDataViewType.Single);
        const string Message =
            "Column 'Features' is a vector whose size is not known, but a model needs the same number of features in every row; "
            + "give it a size: [VectorType(n)] on the member that it is loaded from, a column range in the text loader, "
            + "or Transforms.Concatenate over columns of known size.";

        AssertRefused("Features", Message, Message, definition);
    }

    [Fact]
    public void FeatureColumn_Key_SaysMapKeyToVector()
    {
        var view = ml.Data.LoadFromEnumerable(new[] { new Keyed { Kind = 1 } });

        var error = Assert.Throws<VaeDataException>(() => ml.Vae.Encode("Latent", "Kind").Fit(view));

        Assert.StartsWith("Column 'Kind' is Key<UInt32, 0-4> but features must be", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("turn keys into numbers with Transforms.Conversion.MapKeyToVector.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Transform_OtherWidth_SaysBothWidths()
    {
        var narrow = ml.Data.LoadFromEnumerable(new[] { new Narrow { Features = [1, 2, 3] } });
        var transformer = TestData.Fit(ml);
        const string Message =
            "Column 'Features' has 3 values a row but this model was trained on 6; feed the columns it was trained on, or train a new model.";

        Assert.Equal(Message, Assert.Throws<VaeDataException>(() => transformer.Transform(narrow)).Message);
        Assert.Equal(Message, Assert.Throws<VaeDataException>(() => transformer.GetOutputSchema(narrow.Schema)).Message);
        Assert.Equal(Message, Assert.Throws<VaeDataException>(() => transformer.GetRowToRowMapper(narrow.Schema)).Message);
    }

    [Fact]
    public void Fit_NoRows_IsRefused()
    {
        Assert.Throws<VaeDataException>(() => ml.Vae.DetectAnomalies(TestData.AllColumns).Fit(TestData.View(ml, 0)));
    }

    [Fact]
    public void Fit_UpstreamError_ComesThrough()
    {
        var broken = new SpyView(TestData.View(ml, 100), failAtRow: 50);

        Assert.Equal(
            "row 50 cannot be read",
            Assert.Throws<IOException>(() => ml.Vae.DetectAnomalies(TestData.AllColumns).Fit(broken)).Message);
    }

    [Fact]
    public void Transformer_NullInput_IsRefused()
    {
        var transformer = TestData.Fit(ml);

        Assert.Throws<ArgumentNullException>(() => transformer.Transform(null!));
        Assert.Throws<ArgumentNullException>(() => transformer.GetOutputSchema(null!));
        Assert.Throws<ArgumentNullException>(() => transformer.GetRowToRowMapper(null!));
        Assert.Throws<ArgumentNullException>(() => ml.Vae.Encode().Fit(null!));
        Assert.Throws<ArgumentNullException>(() => ml.Vae.Encode().GetOutputSchema(null!));
    }

    /// <summary>Fit, Transform and GetOutputSchema refuse the column; a shape does not know a vector's size, so its message may
    /// differ.</summary>
    private void AssertRefused(string column, string message, string? shapeMessage = null, SchemaDefinition? definition = null)
    {
        definition ??= SchemaDefinition.Create(typeof(Row));
        var view = ml.Data.LoadFromEnumerable(TestData.Rows(10), definition);
        var shape = ml.Transforms
            .CustomMapping<Nothing, Row>((_, _) => { }, contractName: null, outputSchemaDefinition: definition)
            .GetOutputSchema(new SchemaShape([]));
        var estimator = ml.Vae.Encode("Latent", column);
        var transformer = ml.Vae.FromModel(TestData.Fit(ml).Model, VaeColumns.ForEncoding with { Features = column });

        Assert.Equal(message, Assert.Throws<VaeDataException>(() => estimator.Fit(view)).Message);
        Assert.Equal(message, Assert.Throws<VaeDataException>(() => transformer.Transform(view)).Message);
        Assert.Equal(shapeMessage ?? message, Assert.Throws<VaeDataException>(() => estimator.GetOutputSchema(shape)).Message);
    }

    private sealed class Nothing
    {
    }

    private sealed class Narrow
    {
        [VectorType(3)]
        public float[] Features { get; set; } = [];
    }

    private sealed class Keyed
    {
        [KeyType(5)]
        public uint Kind { get; set; }
    }
}
