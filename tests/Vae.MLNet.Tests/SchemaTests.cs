using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.Core.Data;
using Vae.MLNet.Tests.Support;

namespace Vae.MLNet.Tests;

public sealed class SchemaTests
{
    private readonly MLContext ml = new(seed: 1);

    public static TheoryData<string?, string?, string?, string?> Names()
    {
        var data = new TheoryData<string?, string?, string?, string?>();
        for (var mask = 1; mask < 16; mask++)
        {
            string? Name(int bit, string name) => (mask & (1 << bit)) != 0 ? name : null;
            data.Add(Name(0, "Latent"), Name(1, "Reconstruction"), Name(2, "Score"), Name(3, "PredictedLabel"));
            data.Add(Name(0, "the code"), Name(1, "rebuilt é"), Name(2, "s"), Name(3, "isStrange?"));
        }

        // Columns that the input has already: the new one hides the old one.
        data.Add("Features", "Name", "Label", "Extra");
        return data;
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void GetOutputSchema_AnyColumns_PromisesWhatTransformDelivers(string? latent, string? reconstruction, string? score, string? label)
    {
        var estimator = ml.Vae.Encode(new VaeEncodingOptions
        {
            LatentColumnName = latent,
            ReconstructionColumnName = reconstruction,
            ScoreColumnName = score,
            PredictedLabelColumnName = label,
            Model = TestData.Model,
        });
        var view = ml.Data.LoadFromEnumerable(TestData.Rows(50), NamedFeatures());

        var promised = estimator.GetOutputSchema(Shape(NamedFeatures()));
        var transformer = estimator.Fit(view);
        var delivered = transformer.Transform(view).Schema;

        var visible = delivered.Where(c => !c.IsHidden).ToArray();
        Assert.Equal(visible.Select(c => c.Name).Order(), promised.Select(c => c.Name).Order());
        foreach (var column in visible)
        {
            AssertKept(promised.Single(c => c.Name == column.Name), column);
        }

        Assert.Equal(delivered.Select(c => (c.Name, c.Type)), transformer.GetOutputSchema(view.Schema).Select(c => (c.Name, c.Type)));
        AssertType(delivered, latent, new VectorDataViewType(NumberDataViewType.Single, TestData.LatentDimension));
        AssertType(delivered, reconstruction, new VectorDataViewType(NumberDataViewType.Single, Row.FeatureCount));
        AssertType(delivered, score, NumberDataViewType.Single);
        AssertType(delivered, label, BooleanDataViewType.Instance);
        Assert.All(view.Schema, c => Assert.Equal((c.Name, c.Type), (delivered[c.Index].Name, delivered[c.Index].Type)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void GetOutputSchema_SlotNames_ArePromisedExactlyWhereTheyCome(bool named)
    {
        var definition = named ? NamedFeatures() : SchemaDefinition.Create(typeof(Row));
        var view = ml.Data.LoadFromEnumerable(TestData.RowsWithHoles(50), definition);
        var options = new VaeAnomalyDetectionOptions
        {
            LatentColumnName = "Code",
            ReconstructionColumnName = "Rebuilt",
            FeatureContributionsColumnName = "Parts",
            ImputedColumnName = "Filled",
            Model = TestData.Model with { MissingValues = MissingValueHandling.Observed },
        };
        foreach (var given in new[] { options, options with { FeatureColumnName = "Label" }, options with { InputColumnNames = ["Features", "IsStrange"] } })
        {
            var estimator = ml.Vae.DetectAnomalies(given);

            var promised = estimator.GetOutputSchema(Shape(definition));
            var delivered = estimator.Fit(view).GetOutputSchema(view.Schema);

            Assert.All(promised, column => Assert.Equal(
                delivered[column.Name].Annotations.Schema.Select(annotation => annotation.Name).Order(), column.Annotations.Select(annotation => annotation.Name).Order()));
        }
    }

    [Fact]
    public void Transform_AnyColumns_DeliversTheModelsNumbers()
    {
        var rows = TestData.Rows(30);
        var view = ml.Data.LoadFromEnumerable(rows);
        var transformer = ml.Vae.Encode(new VaeEncodingOptions
        {
            LatentColumnName = "Features",
            ReconstructionColumnName = "Name",
            ScoreColumnName = "Label",
            Model = TestData.Model,
        }).Fit(view);
        var expected = TestData.Expected(transformer.Model, rows);

        var scored = transformer.Transform(view);

        TestData.AssertClose([.. expected.SelectMany(o => o.Latent)], [.. scored.GetColumn<float[]>("Features").SelectMany(v => v)]);
        TestData.AssertClose([.. expected.SelectMany(o => o.Reconstruction)], [.. scored.GetColumn<float[]>("Name").SelectMany(v => v)]);
        TestData.AssertClose([.. expected.Select(o => o.Score)], [.. scored.GetColumn<float>("Label")]);
        Assert.Equal(rows.Select(r => r.Label), scored.GetColumn<float>(scored.Schema[view.Schema["Label"].Index]));
    }

    [Fact]
    public void Transform_NamedFeatures_NamesTheSlots()
    {
        var view = ml.Data.LoadFromEnumerable(TestData.Rows(50), NamedFeatures());
        var transformer = ml.Vae.Encode(new VaeEncodingOptions
        {
            LatentColumnName = "Code",
            ReconstructionColumnName = "Rebuilt",
            Model = TestData.Model,
        }).Fit(view);

        var schema = transformer.Transform(view).Schema;

        Assert.Equal(["Code0", "Code1", "Code2"], TestData.SlotNames(schema["Code"]));
        Assert.Equal(["a", "b", "c", "d", "Features[4]", "f"], TestData.SlotNames(schema["Rebuilt"]));
        Assert.Equal(["a", "b", "c", "d", "Features[4]", "f"], transformer.Model.FeatureNames);
    }

    [Fact]
    public void Transform_FeaturesWithoutNames_NamesOnlyTheLatentSlots()
    {
        var schema = TestData.Fit(ml).Transform(TestData.View(ml, 3)).Schema;

        Assert.Equal(["Latent0", "Latent1", "Latent2"], TestData.SlotNames(schema["Latent"]));
        Assert.Null(schema["Reconstruction"].Annotations.Schema.GetColumnOrNull("SlotNames"));
    }

    [Fact]
    public void Transform_ConcatenatedFeatures_KeepTheirNames()
    {
        var view = ml.Data.LoadFromEnumerable(TestData.Rows(50));
        var pipeline = ml.Transforms.Concatenate("All", "Label", "Features").Append(ml.Vae.Encode(new VaeEncodingOptions
        {
            FeatureColumnName = "All",
            ReconstructionColumnName = "Rebuilt",
            Model = TestData.Model,
        }));

        var transformer = pipeline.Fit(view);
        var schema = transformer.Transform(view).Schema;

        Assert.Equal(7, ((VectorDataViewType)schema["Rebuilt"].Type).Size);
        Assert.Equal("Label", TestData.SlotNames(schema["Rebuilt"])[0]);
        Assert.Equal(TestData.SlotNames(schema["Rebuilt"]), transformer.LastTransformer.Model.FeatureNames);
    }

    [Fact]
    public void WithThreshold_OtherValue_ChangesOnlyTheLabel()
    {
        var rows = TestData.Rows(40);
        var view = ml.Data.LoadFromEnumerable(rows);
        var transformer = TestData.Fit(ml);
        var scores = TestData.Read(ml, transformer.Transform(view)).Select(o => o.Score).ToArray();
        var threshold = scores.Order().ElementAt(10);

        var strict = TestData.Read(ml, transformer.WithThreshold(threshold).Transform(view));

        Assert.Equal(scores, strict.Select(o => o.Score));
        Assert.Equal(scores.Select(s => s > threshold), strict.Select(o => o.PredictedLabel));
        Assert.NotEqual(threshold, transformer.Model.Threshold);
        Assert.Equal(transformer.Columns, transformer.WithThreshold(threshold).Columns);
    }

    private static SchemaDefinition NamedFeatures()
    {
        var definition = SchemaDefinition.Create(typeof(Row));
        string[] names = ["a", "b", "c", "d", "", "f"];
        definition["Features"].AddAnnotation(
            "SlotNames",
            new VBuffer<ReadOnlyMemory<char>>(names.Length, Array.ConvertAll(names, n => n.AsMemory())),
            new VectorDataViewType(TextDataViewType.Instance, names.Length));
        return definition;
    }

    /// <summary>The shape of data with these columns; made by an estimator that adds them to nothing, as shapes cannot be made
    /// otherwise.</summary>
    private SchemaShape Shape(SchemaDefinition definition) =>
        ml.Transforms
            .CustomMapping<Nothing, Row>((_, _) => { }, contractName: null, outputSchemaDefinition: definition)
            .GetOutputSchema(new SchemaShape([]));

    private static void AssertType(DataViewSchema schema, string? name, DataViewType expected)
    {
        if (name is not null)
        {
            Assert.Equal(expected, schema[name].Type);
        }
    }

    private static void AssertKept(SchemaShape.Column promised, DataViewSchema.Column delivered)
    {
        var vector = delivered.Type as VectorDataViewType;
        Assert.Equal(vector is null ? SchemaShape.Column.VectorKind.Scalar : SchemaShape.Column.VectorKind.Vector, promised.Kind);
        Assert.Equal(vector?.ItemType ?? delivered.Type, promised.ItemType);
        Assert.False(promised.IsKey);

        // A promised annotation must come; one that comes unannounced does no harm.
        Assert.All(promised.Annotations, a => Assert.NotNull(delivered.Annotations.Schema.GetColumnOrNull(a.Name)));
    }

    private sealed class Nothing
    {
    }
}
