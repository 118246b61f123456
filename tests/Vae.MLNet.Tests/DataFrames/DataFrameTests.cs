using Microsoft.Data.Analysis;
using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.Core;
using Vae.Core.Models;
using Vae.Core.Data;
using Vae.MLNet.DataFrames;
using Vae.MLNet.Tests.Support;

namespace Vae.MLNet.Tests.DataFrames;

/// <summary>Data frames in front of and behind a pipeline, and straight into a model.</summary>
public sealed class DataFrameTests
{
    private static readonly string[] Names = ["a", "b", "c", "d", "e", "f"];

    private readonly MLContext ml = new(seed: 1);

    [Fact]
    public void FitAndTransform_OfADataFrame_TakeItAsItIs()
    {
        var rows = TestData.Rows(200);
        var frame = Frame(rows);
        var pipeline = ml.Transforms.Concatenate("Features", Names).Append(ml.Vae.DetectAnomalies(TestData.AllColumns));

        var fitted = pipeline.Fit(frame);
        var scores = fitted.Transform(frame).GetColumn<float>("Score").ToArray();

        var model = fitted.LastTransformer.Model;
        Assert.Equal(Names, model.FeatureNames);
        TestData.AssertClose([.. TestData.Expected(model, rows).Select(o => o.Score)], scores);
    }

    [Fact]
    public void FitAndTransform_OfADataFrameOfOneColumn_NeedNoConcatenate()
    {
        var frame = Frame(TestData.Rows(100));

        var fitted = ml.Vae.DetectAnomalies(TestData.AllColumns with { FeatureColumnName = "a" }).Fit(frame);

        Assert.Equal(100, fitted.Transform(frame).GetColumn<float>("Score").Count(float.IsFinite));
    }

    [Fact]
    public void Score_OfADataFrame_AppendsScoreAndLabel()
    {
        var rows = TestData.Rows(5000);
        var (frame, model) = (Frame(rows), Named());
        var expected = TestData.Expected(model, rows);

        Assert.Same(frame, model.Score(frame));

        Assert.Equal([.. Names, "Score", "PredictedLabel"], frame.Columns.Select(c => c.Name));
        TestData.AssertClose([.. expected.Select(o => o.Score)], [.. frame.Columns.GetSingleColumn("Score").Select(s => s!.Value)]);
        Assert.Equal(expected.Select(o => (bool?)o.PredictedLabel), frame.Columns.GetBooleanColumn("PredictedLabel"));
    }

    [Fact]
    public void Score_ModelOfSeveralKindsOfColumns_ReadsTextsAndTruths()
    {
        var rows = Connections.RowsWithStrangers(60);
        var frame = new DataFrame(
            new SingleDataFrameColumn("Seconds", rows.Select(row => row.Seconds)),
            new StringDataFrameColumn("Protocol", rows.Select(row => row.Protocol)),
            new Int32DataFrameColumn("Port", rows.Select(row => row.Port)),
            new Int64DataFrameColumn("Bytes", rows.Select(row => row.Bytes)),
            new BooleanDataFrameColumn("LoggedIn", rows.Select(row => row.LoggedIn)));
        string[] inputs = ["Seconds", "Protocol", "Port", "Bytes", "LoggedIn"];
        var fitted = ml.Vae.DetectAnomalies(inputs, epochs: 2, kinds: Connections.Kinds).Fit(Connections.View(ml, Connections.Rows(200)));

        fitted.Model.Score(frame);

        float[] expected = [.. fitted.Transform(Connections.View(ml, rows)).GetColumn<float>("Score")];
        TestData.AssertClose(expected, [.. frame.Columns.GetSingleColumn("Score").Select(score => score!.Value)]);
    }

    [Fact]
    public void FitAndTransform_OfADataFrameWithText_TakeItsColumnsByName()
    {
        var rows = Connections.Rows(80);
        var frame = new DataFrame(
            new StringDataFrameColumn("Protocol", rows.Select(row => row.Protocol)), new DoubleDataFrameColumn("Rate", rows.Select(row => row.Rate)));

        var fitted = ml.Vae.DetectAnomalies(["Protocol", "Rate"], epochs: 2).Fit(frame);

        Assert.Equal(["tcp", "icmp", "udp"], fitted.Model.Columns!.Columns[0].Levels.AsEnumerable());
        Assert.Equal(80, fitted.Transform(frame).GetColumn<float>("Score").Count(float.IsFinite));
    }

    [Fact]
    public void Score_Twice_ReplacesTheColumns()
    {
        var (frame, model) = (Frame(TestData.Rows(20)), Named());

        model.Score(model.Score(frame), predictedLabelColumnName: null);

        Assert.Equal(Names.Length + 2, frame.Columns.Count);
        Assert.Equal(Names.Length + 2, ((IDataView)frame).Schema.Count);
    }

    [Fact]
    public void EncodeAndReconstruct_OfADataFrame_AppendOneColumnASlot()
    {
        var rows = TestData.Rows(50);
        var (frame, model) = (Frame(rows), Named());
        var expected = TestData.Expected(model, rows);

        model.Reconstruct(model.Encode(frame));

        Assert.Equal([.. Names, "Latent0", "Latent1", "Latent2", .. Names.Select(n => $"Reconstruction.{n}")], frame.Columns.Select(c => c.Name));
        for (var i = 0; i < rows.Length; i++)
        {
            TestData.AssertClose(expected[i].Latent, [.. Enumerable.Range(0, 3).Select(j => (float)frame[$"Latent{j}"][i])]);
            TestData.AssertClose(expected[i].Reconstruction, [.. Names.Select(n => (float)frame[$"Reconstruction.{n}"][i])]);
        }
    }

    [Fact]
    public void Score_WithMissingValuesAndOtherNumbers_GivesNaNWhereSomethingIsMissing()
    {
        var (frame, model) = (Frame(TestData.Rows(3)), Named());
        frame["a"] = new DoubleDataFrameColumn("a", [1.5, null, 2.5]);
        frame["b"] = new Int32DataFrameColumn("b", [1, 2, 3]);

        model.Score(frame);

        Assert.Equal([false, true, false], frame.Columns.GetSingleColumn("Score").Select(s => float.IsNaN(s!.Value)));
        Assert.False(frame.Columns.GetBooleanColumn("PredictedLabel")[1]);
        var expected = new float[1];
        model.Score([1.5f, 1, .. Names[2..].Select(n => (float)frame[n][0])], expected);
        TestData.AssertClose(expected, [(float)frame["Score"][0]]);
    }

    [Fact]
    public void Score_OfOtherColumnNames_ReadsThoseThatAreNamed()
    {
        var rows = TestData.Rows(10);
        var frame = Frame(rows);
        frame.Columns.RenameColumn("c", "the third");
        var model = Named();

        var missing = Assert.Throws<VaeDataException>(() => model.Score(frame));
        model.Score(frame, featureColumnNames: ["a", "b", "the third", "d", "e", "f"]);

        Assert.Contains("no column 'c'", missing.Message, StringComparison.Ordinal);
        TestData.AssertClose([.. TestData.Expected(model, rows).Select(o => o.Score)], [.. frame.Columns.GetSingleColumn("Score").Select(s => s!.Value)]);
    }

    [Fact]
    public void Score_ByAModelWithoutNames_TakesAllNumbers()
    {
        var rows = TestData.Rows(10);
        var frame = Frame(rows);
        frame.Columns.Insert(2, new StringDataFrameColumn("text", rows.Select(r => r.Name)));
        var model = TestData.Fit(ml).Model;

        model.Score(frame);
        var tooMany = Assert.Throws<VaeDataException>(() => model.Score(frame));

        TestData.AssertClose([.. TestData.Expected(model, rows).Select(o => o.Score)], [.. frame.Columns.GetSingleColumn("Score").Select(s => s!.Value)]);
        Assert.StartsWith("7 columns of the data frame hold numbers but this model was trained on 6", tooMany.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Score_OfColumnsInAnotherOrderAndMore_ReadsThemByNameAndWarnsOfTheRest()
    {
        var rows = TestData.Rows(10);
        var frame = new DataFrame(Frame(rows).Columns.Reverse().Append(new StringDataFrameColumn("note", rows.Select(r => r.Name))));
        frame.Columns.RenameColumn("c", " c ");
        var (warnings, model) = (new List<DataWarning>(), Named());

        model.Score(frame, onWarning: warnings.Add);

        TestData.AssertClose([.. TestData.Expected(model, rows).Select(o => o.Score)], [.. frame.Columns.GetSingleColumn("Score").Select(s => s!.Value)]);
        Assert.Equal(new DataWarning("columns-left-out", "note", "The model does not know 'note' of the data frame, which were left out."), Assert.Single(warnings));
    }

    [Fact]
    public void Score_OfAFrameThatWasScored_WarnsOfNoColumnOfItsOwn()
    {
        var (frame, warnings, model) = (Frame(TestData.Rows(10)), new List<DataWarning>(), Named());
        model.Score(frame);

        model.Score(frame, onWarning: warnings.Add);

        Assert.DoesNotContain(warnings, warning => warning.Code == "columns-left-out");
    }

    [Fact]
    public void Score_OfColumnsThatCannotBeTold_SaysWhichAndWhatIsThere()
    {
        var (absent, twice, model) = (Frame(TestData.Rows(3)), Frame(TestData.Rows(3)), Named());
        absent.Columns.RenameColumn("c", "C");
        twice.Columns.RenameColumn("c", " c");
        twice.Columns.Add(new SingleDataFrameColumn("c ", 3));

        Assert.StartsWith("The data frame has no column 'c', which the model reads; did you mean 'C'?", Assert.Throws<VaeDataException>(() => model.Score(absent)).Message, StringComparison.Ordinal);
        Assert.StartsWith("Several columns of the data frame are called 'c' but for blanks around it: ' c', 'c '", Assert.Throws<VaeDataException>(() => model.Score(twice)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Score_OfRowsThatAreNotLikeThoseOfTraining_WarnsAsForFiles()
    {
        var rows = Connections.Rows(40);
        var frame = new DataFrame(
            new StringDataFrameColumn("Protocol", rows.Select((row, i) => i < 10 ? "TCP" : row.Protocol)), new DoubleDataFrameColumn("Rate", rows.Select((row, i) => i is > 9 and < 15 ? (double?)null : 1000 * row.Rate)));
        var model = ml.Vae.DetectAnomalies(["Protocol", "Rate"], epochs: 2).Fit(Connections.View(ml, Connections.Rows(80))).Model;
        var warnings = new List<DataWarning>();

        model.Score(frame, onWarning: warnings.Add);

        Assert.Equal(["no-score", "outside-range", "unseen-levels"], warnings.Select(warning => warning.Code));
        Assert.Equal("5 of 40 rows hold a missing value or an infinity and have no score (NaN).", warnings[0].Message);
        Assert.Equal("Protocol", warnings[2].Column);
    }

    [Fact]
    public void Score_OfAColumnOfText_NamesIt()
    {
        var frame = Frame(TestData.Rows(3));
        frame["b"] = new StringDataFrameColumn("b", ["x", "y", "z"]);

        Assert.StartsWith("Column 'b' of the data frame holds String", Assert.Throws<VaeDataException>(() => Named().Score(frame)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ToFlatDataFrame_OfScoredRows_HasOneColumnASlot()
    {
        var rows = TestData.Rows(250);
        var transformer = ml.Vae.FromModel(Named(), TestData.Fit(ml).Columns);
        var frame = transformer.Transform(ml.Data.LoadFromEnumerable(rows)).ToFlatDataFrame();

        Assert.Equal(
            [
                .. Enumerable.Range(0, 6).Select(i => $"Features{i}"), "Label", "IsStrange", "Number", "Name", "Extra0", "Extra1", "Extra2",
                "Latent0", "Latent1", "Latent2", .. Names.Select(n => $"Reconstruction.{n}"), "Score", "PredictedLabel",
            ],
            frame.Columns.Select(c => c.Name));
        Assert.Equal(250, frame.Rows.Count);
        var expected = TestData.Expected(transformer.Model, rows);
        Assert.Equal(expected.Select(o => (object)o.PredictedLabel), frame["PredictedLabel"].Cast<object>());
        TestData.AssertClose([.. expected.Select(o => o.Reconstruction[2])], [.. frame.Columns.GetSingleColumn("Reconstruction.c").Select(v => v!.Value)]);
        Assert.Equal(rows.Select(r => r.Name), frame.Columns.GetStringColumn("Name"));
    }

    [Fact]
    public void ToFlatDataFrame_OfKeysAndNamesThatMeet_NumbersThem()
    {
        var view = TestData.View(ml, 4);
        var pipeline = ml.Transforms.Conversion.MapValueToKey("Key", "Name").Append(ml.Transforms.CopyColumns("Extra1", "Label"));

        var frame = pipeline.Fit(view).Transform(view).ToFlatDataFrame("Key", "Extra", "Extra1");

        Assert.Equal(["Key", "Extra0", "Extra1", "Extra2", "Extra1_2"], frame.Columns.Select(c => c.Name));
        Assert.Equal([1u, 2u, 3u, 4u], frame["Key"].Cast<uint>());
    }

    [Fact]
    public void ToFlatDataFrame_OfWhatHasNoColumn_SaysSo()
    {
        var view = TestData.View(ml, 4);
        var words = ml.Transforms.Text.TokenizeIntoWords("Words", "Name").Fit(view).Transform(view);

        var missing = Assert.Throws<VaeDataException>(() => view.ToFlatDataFrame("Sorce"));
        var variable = Assert.Throws<VaeDataException>(() => words.ToFlatDataFrame());

        Assert.Contains("Column 'Sorce' is not in the data, whose columns are 'Features', 'Label'", missing.Message, StringComparison.Ordinal);
        Assert.Contains("Column 'Words' is a vector whose size is not known", variable.Message, StringComparison.Ordinal);
    }

    private static DataFrame Frame(Row[] rows) =>
        new(Names.Select((name, i) => new SingleDataFrameColumn(name, rows.Select(r => (float?)r.Features[i]))));

    /// <summary>A model that knows the names of its features.</summary>
    private static VaeModel Named() => Trained.Value;

    private static readonly Lazy<VaeModel> Trained = new(() =>
    {
        var context = new MLContext(seed: 1);
        return context.Transforms.Concatenate("Features", Names)
            .Append(context.Vae.DetectAnomalies(TestData.AllColumns))
            .Fit(Frame(TestData.Rows(200))).LastTransformer.Model;
    });
}
