using Microsoft.Data.Analysis;
using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.Core;
using Vae.Core.Data;
using Vae.Core.Options;
using Vae.Core.Scoring;
using Vae.Data.Options;
using Vae.MLNet.DataFrames;
using Vae.MLNet.Tests.Support;

namespace Vae.MLNet.Tests.DataFrames;

/// <summary>A null of a data frame is missing wherever the frame is read, though it hands ML.NET 0 and false for it.</summary>
public sealed class MissingFrameValueTests
{
    private static readonly string[] Inputs = ["Port", "LoggedIn", "Bytes", "Protocol", "Seconds"];

    private readonly MLContext ml = new(seed: 1);

    [Theory]
    [InlineData("NA", true)]
    [InlineData("n/a", true)]
    [InlineData(" ", true)]
    [InlineData("NULL", true)]
    [InlineData("gopher", false)]
    [InlineData(" tcp ", false)]
    public void Score_TextThatFilesTakeForMissing_IsMissingAndNotUnseen(string text, bool isMissing)
    {
        var ml = new MLContext(seed: 1);
        var model = ml.Vae.DetectAnomalies(["Protocol", "Seconds"], epochs: 1).Fit(Support.Connections.View(ml, Support.Connections.Rows(100))).Model;
        var frame = new DataFrame(new StringDataFrameColumn("Protocol", [text, "tcp"]), new SingleDataFrameColumn("Seconds", [1f, 1f]));

        float[] scores = [.. model.Score(frame.Clone()).Columns.GetSingleColumn("Score").Select(score => score!.Value)];

        Assert.Equal([isMissing, false], scores.Select(float.IsNaN));
        Assert.Equal(text.Trim() == "tcp", scores[0] == scores[1]);
        Assert.Equal(scores, ml.Vae.FromModel(model, Vae.MLNet.Columns.VaeColumns.ForAnomalies with { Inputs = ["Protocol", "Seconds"] }).Transform(frame).GetColumn<float>("Score"));
    }

    [Fact]
    public void DataFrameAsADataView_Nulls_AreZeroFalseEmptyAndNaN()
    {
        // What the package itself does; were it otherwise, nothing here would be needed.
        var frame = new DataFrame(
            new Int32DataFrameColumn("Port", new int?[] { null }), new BooleanDataFrameColumn("LoggedIn", new bool?[] { null }),
            new StringDataFrameColumn("Protocol", [null]), new SingleDataFrameColumn("Seconds", new float?[] { null }));

        Assert.Equal(0, Assert.Single(((IDataView)frame).GetColumn<int>("Port")));
        Assert.False(Assert.Single(((IDataView)frame).GetColumn<bool>("LoggedIn")));
        Assert.Equal("", Assert.Single(((IDataView)frame).GetColumn<string>("Protocol")));
        Assert.True(float.IsNaN(Assert.Single(((IDataView)frame).GetColumn<float>("Seconds"))));
    }

    [Fact]
    public void Fit_NullsThatMayNotBe_IsRefusedWithTheRow()
    {
        var frame = Frame(60);
        frame["Port"][7] = null;

        var error = Assert.Throws<VaeDataException>(() => ml.Vae.DetectAnomalies(Inputs, epochs: 1).Fit(frame));

        Assert.StartsWith("Row 7 (counted from 0) holds NaN in column 1 ('Port')", error.Message, StringComparison.Ordinal);
        Assert.Contains("MissingValues to Observed", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Port")]
    [InlineData("LoggedIn")]
    [InlineData("Bytes")]
    [InlineData("Protocol")]
    [InlineData("Seconds")]
    public void FitTransformAndScore_NullInAnyColumn_LeaveTheRowOutAndGiveItNoScore(string column)
    {
        var frame = Frame(80);
        frame[column][7] = null;
        frame[column][70] = null;

        var fitted = Estimator(TestData.Model with { Training = TestData.Model.Training with { InvalidRows = Vae.Core.Options.InvalidRowPolicy.Skip } }).Fit(frame);

        Assert.Equal(78, fitted.Model.Report.TrainingRows);
        float[] scores = [.. fitted.Transform(frame).GetColumn<float>("Score")];
        Assert.Equal([7, 70], Enumerable.Range(0, 80).Where(row => float.IsNaN(scores[row])));
        Assert.Equal(scores, fitted.Model.Score(frame).Columns.GetSingleColumn("Score").Select(score => score!.Value));
    }

    [Fact]
    public void FitAndTransform_NullsThatMayBe_AreNotObserved()
    {
        var frame = Frame(200);
        for (var row = 0; row < 200; row += 5)
        {
            frame[Inputs[row % 4]][row] = null;
        }

        var fitted = Estimator(TestData.Model with { MissingValues = MissingValueHandling.Observed }).Fit(frame);

        float[] scores = [.. fitted.Transform(frame).GetColumn<float>("Score")];
        Assert.Equal(200, scores.Count(float.IsFinite));
        Assert.Equal(scores, fitted.Model.Score(frame).Columns.GetSingleColumn("Score").Select(score => score!.Value));
        Assert.NotEqual(scores[0], fitted.Transform(Filled(frame, 0)).GetColumn<float>("Score").First());
    }

    [Fact]
    public void Fit_NullsOfAWholeNumberThatIsAName_MakeNoLevel()
    {
        var frame = Frame(60);
        frame["Port"][3] = null;

        var fitted = ml.Vae.DetectAnomalies(new VaeAnomalyDetectionOptions
        {
            InputColumnNames = ["Port", "Seconds"],
            Inference = new ColumnInference { Kinds = Connections.Kinds.Where(kind => kind.Key == "Port").ToDictionary() },
            Model = TestData.Model with { MissingValues = MissingValueHandling.Observed },
        }).Fit(frame);

        Assert.Equal(["80", "53", "7"], fitted.Model.Columns!.Columns[0].Levels.AsEnumerable());
    }

    [Fact]
    public void WithProbability_NullLabels_AreNone()
    {
        var frame = Frame(100);
        var transformer = Estimator(TestData.Model).Fit(frame);
        float[] scores = [.. transformer.Transform(frame).GetColumn<float>("Score")];
        var strange = scores.Order().ElementAt(90);

        // The strangest ten are anomalies; labels of the ordinary half are not known, and would be told for normal if null were false.
        frame.Columns.Add(new BooleanDataFrameColumn("Label", scores.Select(score => score > strange ? true : score < scores.Order().ElementAt(50) ? (bool?)null : false)));
        var (few, many) = (frame.Filter(frame["Label"].ElementwiseIsNotNull()), frame);

        Assert.Equal(
            transformer.WithProbability(few, "Label").Model.Probability(strange * 2), transformer.WithProbability(many, "Label").Model.Probability(strange * 2));
    }

    [Fact]
    public void Compare_NullsOfWholeNumbers_AreNotZeros()
    {
        var frame = Frame(200);
        var transformer = Estimator(TestData.Model with { MissingValues = MissingValueHandling.Observed }).Fit(frame);
        for (var row = 0; row < 200; row++)
        {
            frame["Port"][row] = row % 3 == 0 ? frame["Port"][row] : null;
        }

        Assert.DoesNotContain("Port", transformer.Compare(frame).Moved.Select(feature => feature.Name));
    }

    [Fact]
    public void Fit_BehindAStepOfOurs_NullsAreStillMissing()
    {
        var random = new Random(1);
        var frame = new DataFrame(
            new SingleDataFrameColumn("load", Enumerable.Range(0, 60).Select(_ => random.NextSingle())),
            new Int32DataFrameColumn("doors", Enumerable.Range(0, 60).Select(i => i % 4 == 3 ? (int?)null : i % 5)),
            new BooleanDataFrameColumn("hot", Enumerable.Range(0, 60).Select(i => i % 6 == 5 ? (bool?)null : i % 2 == 0)));
        var model = TestData.Model with { Training = TestData.Model.Training with { InvalidRows = InvalidRowPolicy.Skip } };

        // The second step reads a column that the first one replaces, too: what that makes is not the frame's any more.
        var pipeline = ml.Vae.Encode(new VaeEncodingOptions { InputColumnNames = ["load"], LatentColumnName = "load", Model = model })
            .Append(ml.Vae.DetectAnomalies(new VaeAnomalyDetectionOptions { InputColumnNames = ["load", "doors", "hot"], Model = model }));
        var scored = pipeline.Fit(frame).Transform(frame);
        var flat = scored.ToFlatDataFrame("doors", "hot", "Score");

        bool[] missing = [.. Enumerable.Range(0, 60).Select(i => i % 4 == 3 || i % 6 == 5)];
        Assert.Equal(missing, scored.GetColumn<float>("Score").Select(float.IsNaN));
        Assert.Equal(frame["doors"].Cast<object?>(), flat["doors"].Cast<object?>());
        Assert.Equal(frame["hot"].Cast<object?>(), flat["hot"].Cast<object?>());
    }

    /// <summary>ML.NET has no null of a text, for which it has an empty one, and NaN for one of a number: flattened, they are what the frame has.</summary>
    [Fact]
    public void ToFlatDataFrame_NullTextsAndNumbers_StayNull()
    {
        var random = new Random(1);
        var frame = new DataFrame(
            new SingleDataFrameColumn("load", Enumerable.Range(0, 60).Select(_ => random.NextSingle())),
            new SingleDataFrameColumn("speed", Enumerable.Range(0, 60).Select(i => i % 7 == 6 ? (float?)null : i == 2 ? float.NaN : i)),
            new StringDataFrameColumn("name", Enumerable.Range(0, 60).Select(i => i % 5 == 4 ? null : i == 3 ? "" : $"n{i}")));

        var flat = ml.Vae.DetectAnomalies(new VaeAnomalyDetectionOptions { InputColumnNames = ["load"], Model = TestData.Model }).Fit(frame).Transform(frame).ToFlatDataFrame();

        Assert.Equal(frame["name"].Cast<object?>(), flat["name"].Cast<object?>());
        Assert.Equal(frame["speed"].Cast<object?>(), flat["speed"].Cast<object?>());
        Assert.Equal((12, 8), (flat["name"].NullCount, flat["speed"].NullCount));
    }

    [Fact]
    public void WithMissingAsNaN_BehindAnotherStep_KeepsWhatIsMissing()
    {
        var frame = Frame(60);
        frame["Port"][3] = null;
        frame["LoggedIn"][4] = null;
        var pipeline = ml.Transforms.CopyColumns("Copy", "Seconds").Append(Estimator(TestData.Model));
        var fitted = pipeline.Fit(Frame(60).WithMissingAsNaN());

        var lost = fitted.Transform(frame).GetColumn<float>("Score").Count(float.IsNaN);
        var kept = pipeline.Fit(Wide()).Transform(frame.WithMissingAsNaN()).GetColumn<float>("Score").Select(float.IsNaN).ToArray();

        Assert.Equal(0, lost);
        Assert.Equal([3, 4], Enumerable.Range(0, 60).Where(row => kept[row]));
        Assert.Equal(1, frame["Port"].NullCount);

        DataFrame Wide()
        {
            // The types of the frame that is to be transformed.
            var wide = Frame(60);
            wide["Port"] = new DoubleDataFrameColumn("Port", wide.Columns.GetInt32Column("Port").Select(port => (double?)port));
            wide["LoggedIn"] = new DoubleDataFrameColumn("LoggedIn", wide.Columns.GetBooleanColumn("LoggedIn").Select(truth => truth!.Value ? 1.0 : (double?)0));
            return wide;
        }
    }

    private VaeEstimator Estimator(VaeOptions model) => ml.Vae.DetectAnomalies(new VaeAnomalyDetectionOptions { InputColumnNames = [.. Inputs], Model = model });

    private static DataFrame Filled(DataFrame frame, long row)
    {
        var filled = frame.Clone();
        foreach (var column in filled.Columns.Where(column => column[row] is null))
        {
            column[row] = column.DataType == typeof(string) ? "udp" : column.DataType == typeof(bool) ? false : Convert.ChangeType(0, column.DataType, System.Globalization.CultureInfo.InvariantCulture);
        }

        return filled;
    }

    private static DataFrame Frame(int count)
    {
        var rows = Connections.Rows(count);
        return new DataFrame(
            new SingleDataFrameColumn("Seconds", rows.Select(row => (float?)row.Seconds)),
            new StringDataFrameColumn("Protocol", rows.Select(row => row.Protocol)),
            new Int32DataFrameColumn("Port", rows.Select(row => (int?)row.Port)),
            new Int64DataFrameColumn("Bytes", rows.Select(row => (long?)row.Bytes)),
            new BooleanDataFrameColumn("LoggedIn", rows.Select(row => (bool?)row.LoggedIn)));
    }
}
