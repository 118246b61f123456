using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.Core;
using Vae.Core.Data;
using Vae.Core.Generation;
using Vae.Data.Options;
using Vae.MLNet.Columns;
using Vae.MLNet.Columns.Names;
using Vae.MLNet.Tests.Support;
using Vae.MLNet.Training;

namespace Vae.MLNet.Tests;

/// <summary>Models of several columns, of numbers and of text.</summary>
public sealed class TableInputTests
{
    private static readonly Lazy<VaeTransformer> Fitted = new(() =>
    {
        var context = new MLContext(seed: 1);
        return context.Vae.DetectAnomalies(Connections.AllColumns).Fit(Connections.View(context, Connections.Rows(200)));
    });

    private readonly MLContext ml = new(seed: 1);

    [Fact]
    public void Fit_ColumnsOfEveryType_FindsTheirKindsAndLevels()
    {
        Assert.Equal(Connections.Schema, Fitted.Value.Model.Columns);
        Assert.Equal(Connections.Inputs, Fitted.Value.Columns.Inputs.AsEnumerable());
    }

    [Fact]
    public void Transform_ColumnsOfEveryType_ScoresTheExpandedRow()
    {
        var rows = Connections.RowsWithStrangers(60);

        var scored = Fitted.Value.Transform(Connections.View(ml, rows));

        TestData.AssertClose(Connections.Scores(Fitted.Value.Model, rows), [.. scored.GetColumn<float>("Score")]);
    }

    [Fact]
    public void Read_ColumnsOfEveryType_GivesTheExpandedRow()
    {
        var rows = Connections.RowsWithStrangers(8);
        var view = Connections.View(ml, rows);
        var read = new float[rows.Length * Connections.Schema.Width];

        using var reader = new DataViewRowSource(view, TableInput.Find(view.Schema, [.. Connections.Inputs], Connections.Schema, marksMissing: false)).OpenReader();

        Assert.Equal(rows.Length, reader.Read(read));
        Assert.Equal(rows.SelectMany(Connections.Expand).ToArray(), read);
    }

    [Fact]
    public void Transform_LevelsNeverSeen_RaiseTheScore()
    {
        var rows = Connections.Rows(20, seed: 2);
        var before = Fitted.Value.Transform(Connections.View(ml, rows)).GetColumn<float>("Score").ToArray();
        foreach (var row in rows)
        {
            row.Protocol = "gopher";
        }

        var after = Fitted.Value.Transform(Connections.View(ml, rows)).GetColumn<float>("Score").ToArray();

        Assert.All(before.Zip(after), pair => Assert.True(pair.Second > pair.First, $"{pair.First} to {pair.Second}"));
    }

    [Fact]
    public void Transform_ManyCursors_GiveTheSameRows()
    {
        var rows = Connections.Rows(100, seed: 2);
        var scored = Fitted.Value.Transform(Connections.View(ml, rows));
        var expected = scored.GetColumn<float>("Score").ToArray();
        var found = new Dictionary<int, float>();

        foreach (var cursor in scored.GetRowCursorSet([scored.Schema["Number"], scored.Schema["Score"]], 4))
        {
            var (number, score) = (cursor.GetGetter<int>(scored.Schema["Number"]), cursor.GetGetter<float>(scored.Schema["Score"]));
            while (cursor.MoveNext())
            {
                var (n, s) = (0, 0f);
                number(ref n);
                score(ref s);
                found.Add(n, s);
            }

            cursor.Dispose();
        }

        TestData.AssertClose(expected, [.. found.OrderBy(pair => pair.Key).Select(pair => pair.Value)]);
    }

    [Fact]
    public void GetOutputSchema_ColumnsOfEveryType_NamesSlotsByLevelsAndContributionsByColumns()
    {
        var schema = Fitted.Value.GetOutputSchema(Connections.View(ml, []).Schema);

        Assert.Equal(Connections.Schema.FeatureNames.AsEnumerable(), TestData.SlotNames(schema["Reconstruction"]));
        Assert.Equal(Connections.Schema.Columns.Select(column => column.Name), TestData.SlotNames(schema["FeatureContributions"]));
    }

    [Fact]
    public void Transform_Contributions_AddUpToTheScore()
    {
        var rows = Connections.RowsWithStrangers(30);
        var scored = Fitted.Value.Transform(Connections.View(ml, rows));
        var parts = scored.GetColumn<float[]>("FeatureContributions").ToArray();

        Assert.All(parts, part => Assert.Equal(Connections.Schema.Columns.Length, part.Length));
        TestData.AssertClose([.. scored.GetColumn<float>("Score")], [.. parts.Select(part => part.Sum())]);
    }

    [Fact]
    public void Estimator_ShapeOfItsOutput_IsThatOfTheData()
    {
        var view = Connections.View(ml, Connections.Rows(100));
        var estimator = ml.Vae.DetectAnomalies(Connections.AllColumns);

        var promised = estimator.GetOutputSchema(Shape());

        Assert.Equal(
            estimator.Fit(view).GetOutputSchema(view.Schema).Select(column => column.Name).Order(), promised.Select(column => column.Name).Order());
    }

    [Fact]
    public void PredictionEngine_ColumnsOfEveryType_ScoresOneRow()
    {
        var rows = Connections.RowsWithStrangers(10);
        using var engine = ml.Model.CreatePredictionEngine<Connection, Output>(Fitted.Value);

        TestData.AssertClose(Connections.Scores(Fitted.Value.Model, rows), [.. rows.Select(row => engine.Predict(row).Score)]);
    }

    [Fact]
    public void DetectAnomalies_NumbersAlone_IsTheModelOfTheConcatenatedColumns()
    {
        string[] inputs = ["Seconds", "Errors"];
        var view = Connections.View(ml, Connections.Rows(120));
        var byHand = ml.Transforms.Concatenate("Features", inputs).Append(new MLContext(seed: 1).Vae.DetectAnomalies(epochs: 2)).Fit(view);
        var listed = new MLContext(seed: 1).Vae.DetectAnomalies(inputs, epochs: 2).Fit(view);

        Assert.Null(listed.Model.Columns);
        Assert.Equal(byHand.Transform(view).GetColumn<float>("Score"), listed.Transform(view).GetColumn<float>("Score"));
    }

    [Fact]
    public void Encode_TextColumn_AddsACode()
    {
        var view = Connections.View(ml, Connections.Rows(120));

        var encoded = ml.Vae.Encode(["Protocol", "Seconds", "LoggedIn"], "Code", latentDimension: 2, reconstructionColumnName: "Back", epochs: 2).Fit(view).Transform(view);

        Assert.All(encoded.GetColumn<float[]>("Code"), code => Assert.Equal(2, code.Length));
        Assert.Equal(["Protocol=tcp", "Protocol=icmp", "Protocol=udp", "Seconds", "LoggedIn"], TestData.SlotNames(encoded.Schema["Back"]));
    }

    [Fact]
    public void Fit_ValidationData_IsReadByTheTrainingLevels()
    {
        var validation = Connections.RowsWithStrangers(40)[..^1]; // the last lacks a text
        var estimator = ml.Vae.DetectAnomalies(Connections.AllColumns);

        var fitted = estimator.Fit(Connections.View(ml, Connections.Rows(120)), Connections.View(ml, validation));

        Assert.Equal(Connections.Schema, fitted.Model.Columns);
        Assert.NotNull(fitted.Model.Report.ValidationLoss);
    }

    [Fact]
    public void Fit_ColumnsThatAreGiven_AreTaken()
    {
        var columns = new TableSchema(TableColumn.Categorical("Protocol", "udp", "tcp"), TableColumn.Numeric("Seconds"));
        var estimator = ml.Vae.DetectAnomalies(new VaeAnomalyDetectionOptions
        {
            InputColumnNames = ["Protocol", "Seconds"],
            Model = TestData.Model with { Columns = columns },
        });

        Assert.Equal(columns, estimator.Fit(Connections.View(ml, Connections.Rows(60))).Model.Columns);
    }

    [Fact]
    public void FromModel_InputsInAnotherOrder_AreReadByName()
    {
        var view = Connections.View(ml, Connections.Rows(60));
        var fitted = ml.Vae.DetectAnomalies(["Seconds", "Bytes", "Rate"], epochs: 1).Fit(view);

        var mixed = ml.Vae.FromModel(fitted.Model, VaeColumns.ForAnomalies with { Inputs = ["Rate", "Seconds", "Bytes"] });

        Assert.Equal(fitted.Transform(view).GetColumn<float>("Score"), mixed.Transform(view).GetColumn<float>("Score"));
        Assert.Contains("stands where the model has 'Bytes'", Assert.Throws<ArgumentException>(
            () => ml.Vae.FromModel(fitted.Model, VaeColumns.ForAnomalies with { Inputs = ["Seconds", "Rate", "Number"] })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromModel_InputsThatAreNamed_ReadsThemByTheModelsLevels()
    {
        var rows = Connections.RowsWithStrangers(20);
        var transformer = ml.Vae.FromModel(Fitted.Value.Model, VaeColumns.ForAnomalies with { Inputs = [.. Connections.Inputs] });

        TestData.AssertClose(
            Connections.Scores(Fitted.Value.Model, rows), [.. transformer.Transform(Connections.View(ml, rows)).GetColumn<float>("Score")]);
    }

    [Fact]
    public void Sample_ColumnsOfEveryType_IsATableThatTheTransformerTakes()
    {
        var drawn = Fitted.Value.Sample(40, seed: 3, new SamplingOptions { DecoderNoise = true });

        Assert.Equal([.. Connections.Inputs, "Latent"], drawn.Schema.Select(column => column.Name));
        Assert.All(drawn.GetColumn<string>("Protocol"), text => Assert.Contains(text, new[] { "tcp", "udp", "icmp" }));
        Assert.All(drawn.GetColumn<string[]>("Flags"), texts => Assert.Equal(2, texts.Length));
        var scores = new float[40];
        Fitted.Value.Model.Score(Fitted.Value.Model.Sample(40, 3, new SamplingOptions { DecoderNoise = true }).Rows, scores);
        TestData.AssertClose(scores, [.. Fitted.Value.Transform(drawn).GetColumn<float>("Score")]);
    }

    [Fact]
    public void Interpolate_ColumnsOfEveryType_NamesLevels() => Assert.Equal(
        5, Fitted.Value.Interpolate(Connections.View(ml, Connections.Rows(10)), 0, 1, steps: 5).GetColumn<string>("Protocol").Count(text => text.Length > 0));

    [Fact]
    public void Fit_KeysWithNames_TakeThemForLevels()
    {
        var view = Connections.View(ml, Connections.Rows(60));
        var definition = SchemaDefinition.Create(typeof(Connection));
        definition[nameof(Connection.Zone)].AddAnnotation(
            "KeyValues", new VBuffer<ReadOnlyMemory<char>>(3, ["north".AsMemory(), "south".AsMemory(), "sea".AsMemory()]), new VectorDataViewType(TextDataViewType.Instance, 3));
        var named = ml.Data.LoadFromEnumerable(Connections.Rows(60), definition);

        var fitted = ml.Vae.Encode(["Zone", "Seconds"], epochs: 1).Fit(named);

        Assert.Equal(["north", "south", "sea"], fitted.Model.Columns!.Columns[0].Levels.AsEnumerable());
        Assert.Equal(60, fitted.Transform(view).GetColumn<float[]>("Latent").Count()); // keys without names stand for themselves
        definition = SchemaDefinition.Create(typeof(Connection));
        definition[nameof(Connection.Zone)].AddAnnotation(
            "KeyValues", new VBuffer<ReadOnlyMemory<char>>(3, ["north".AsMemory(), "sea".AsMemory(), "south".AsMemory()]), new VectorDataViewType(TextDataViewType.Instance, 3));
        var error = Assert.Throws<VaeDataException>(() => fitted.Transform(ml.Data.LoadFromEnumerable(Connections.Rows(3), definition)));
        Assert.Contains("'Zone' is a key whose value 2 is 'sea' but this model was trained on 'south'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Time", "Column 'Time' is DateTime, but an input must be a number, a Boolean, a text or a key")]
    [InlineData("Protocl", "Did you mean 'Protocol'?")]
    public void Fit_ColumnThatCannotBeRead_IsRefused(string name, string words)
    {
        var view = Connections.View(ml, Connections.Rows(20));
        var estimator = ml.Vae.DetectAnomalies([name, "Seconds"]);

        Assert.Contains(words, Assert.Throws<VaeDataException>(() => estimator.Fit(view)).Message, StringComparison.Ordinal);
        Assert.Contains(
            words, Assert.Throws<VaeDataException>(() => estimator.GetOutputSchema(Shape())).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Protocol", ColumnKind.Numeric, "cannot be numeric")]
    [InlineData("LoggedIn", ColumnKind.Count, "cannot be count")]
    [InlineData("Seconds", ColumnKind.Categorical, "levels are texts, keys or whole numbers")]
    [InlineData("Elsewhere", ColumnKind.Count, "not among the inputs")]
    public void Fit_KindThatDoesNotFit_IsRefused(string name, ColumnKind kind, string words)
    {
        var estimator = ml.Vae.DetectAnomalies(["Protocol", "LoggedIn", "Seconds"], kinds: new Dictionary<string, ColumnKind> { [name] = kind });

        Assert.Contains(words, Assert.Throws<VaeDataException>(() => estimator.Fit(Connections.View(ml, Connections.Rows(20)))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_MoreLevelsThanAllowed_IsRefusedWithAdvice()
    {
        var estimator = ml.Vae.DetectAnomalies(Connections.AllColumns with { Inference = new ColumnInference { MaximumLevels = 2 } });

        var message = Assert.Throws<VaeDataException>(() => estimator.Fit(Connections.View(ml, Connections.Rows(20)))).Message;

        Assert.Contains("Column 'Protocol' has more than 2 different texts", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Transform_ChangedSchema_SaysWhatHasChanged()
    {
        var text = ml.Data.LoadFromEnumerable(new[] { new { Protocol = 1f, Seconds = 1f } });
        var fitted = ml.Vae.DetectAnomalies(["Protocol", "Seconds"], epochs: 1).Fit(Connections.View(ml, Connections.Rows(20)));

        Assert.Contains(
            "Column 'Protocol' is Single but this model was trained on a categorical column 'Protocol'",
            Assert.Throws<VaeDataException>(() => fitted.Transform(text)).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "'Seconds' is not in the data",
            Assert.Throws<VaeDataException>(() => fitted.Transform(ml.Data.LoadFromEnumerable(new[] { new { Protocol = "tcp" } }))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Estimator_NamesThatCannotBe_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => ml.Vae.DetectAnomalies(Array.Empty<string>()));
        Assert.Contains("twice", Assert.Throws<ArgumentException>(() => ml.Vae.DetectAnomalies(["a", "a"])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => ml.Vae.DetectAnomalies(["a", " "]));
    }

    [Fact]
    public void VaeColumns_SameInputs_AreEqual()
    {
        Assert.Equal(new VaeColumns { Inputs = ["a", "b"] }, new VaeColumns { Inputs = ["a", "b"] });
        Assert.NotEqual(new VaeColumns { Inputs = ["a", "b"] }, new VaeColumns { Inputs = ["b", "a"] });
        Assert.Equal(new NameList(default), new NameList([]));
    }

    /// <summary>The shape of the table, as a step that makes such rows promises it.</summary>
    private SchemaShape Shape() => ml.Transforms.CustomMapping<Nothing, Connection>((_, _) => { }, contractName: null).GetOutputSchema(new SchemaShape([]));

    private sealed class Nothing
    {
    }
}
