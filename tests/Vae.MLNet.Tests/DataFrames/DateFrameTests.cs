using System.Globalization;
using Microsoft.Data.Analysis;
using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.Core;
using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Data;
using Vae.Data.Options;
using Vae.MLNet.DataFrames;
using TestData = Vae.MLNet.Tests.Support.TestData;

namespace Vae.MLNet.Tests.DataFrames;

/// <summary>Times of a data frame become what they become of a file, or are refused in words.</summary>
public sealed class DateFrameTests : IDisposable
{
    private static readonly DateTime Start = new(2020, 3, 9, 10, 0, 0, DateTimeKind.Unspecified);

    private readonly string path = Path.GetTempFileName();

    public void Dispose() => File.Delete(path);

    [Fact]
    public void Score_ColumnOfTimes_IsScoredAsTheFileIs()
    {
        var (model, scores) = Trained();
        var (times, values) = Rows();

        foreach (DataFrameColumn column in new DataFrameColumn[]
        {
            new DateTimeDataFrameColumn("when", times),
            new StringDataFrameColumn("when", times.Select(time => time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture))),
            new Int64DataFrameColumn("when", times.Select(time => (long)(time - DateTime.UnixEpoch).TotalSeconds)),
        })
        {
            var frame = new DataFrame(new DoubleDataFrameColumn("x", values), column);

            Assert.Equal(scores, model.Score(frame).Columns.GetSingleColumn("Score").Select(score => score!.Value));
        }
    }

    [Fact]
    public void Score_TimesThatAreMissingOrNone_AreToldApart()
    {
        var (model, _) = Trained();
        var told = new List<DataWarning>();
        var frame = new DataFrame(new DoubleDataFrameColumn("x", [1, 1, 1]), new StringDataFrameColumn("when", ["2020-03-09 10:00:00", "soon", null!]));

        float?[] scores = [.. model.Score(frame, onWarning: told.Add).Columns.GetSingleColumn("Score")];

        Assert.Equal([false, true, true], scores.Select(score => float.IsNaN(score!.Value)));
        Assert.Contains("row 1 (counted from 0), column 'when': found 'soon', a date or a time was wanted", told[0].Message, StringComparison.Ordinal);
        Assert.StartsWith("1 of 3 rows hold a missing value", told[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WithDateParts_ColumnOfTimes_MakesTheFeaturesOfAFile()
    {
        var (_, scores) = Trained();
        var (times, values) = Rows();
        var frame = new DataFrame(new DateTimeDataFrameColumn("when", times), new DoubleDataFrameColumn("x", values)).WithDateParts("when", DatePart.Hour, DatePart.Weekday);
        string[] names = [.. frame.Columns.Select(column => column.Name)];
        var ml = new MLContext(seed: 1);

        var transformer = ml.Vae.DetectAnomalies(new VaeAnomalyDetectionOptions { InputColumnNames = [.. names], Model = TestData.Model }).Fit(frame);

        Assert.Equal(["when.hour.sin", "when.hour.cos", "when.weekday.sin", "when.weekday.cos", "x"], names);
        Assert.Equal(scores, transformer.Transform(frame).GetColumn<float>("Score"));
    }

    [Fact]
    public void WithDateParts_WhatIsNoTime_IsRefusedWithItsRow()
    {
        var frame = new DataFrame(new StringDataFrameColumn("when", ["2020-03-09", "09/03/20"]), new BooleanDataFrameColumn("b", [true, false]));

        Assert.Contains("row 1 (counted from 0): found '09/03/20', a date or a time was wanted", Assert.Throws<VaeDataException>(() => frame.WithDateParts("when", DatePart.Day)).Message, StringComparison.Ordinal);
        Assert.Contains("holds Boolean, but times are wanted", Assert.Throws<VaeDataException>(() => frame.WithDateParts("b", DatePart.Day)).Message, StringComparison.Ordinal);
        Assert.Contains("no column 'then'", Assert.Throws<VaeDataException>(() => frame.WithDateParts("then", DatePart.Day)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => frame.WithDateParts("when"));
    }

    [Fact]
    public void Fit_ColumnOfTimesAsItIs_IsRefusedWithWhatToDo()
    {
        var (times, values) = Rows();
        var frame = new DataFrame(new DateTimeDataFrameColumn("when", times), new DoubleDataFrameColumn("x", values));

        var error = Assert.Throws<VaeDataException>(() => new MLContext(seed: 1).Vae.DetectAnomalies(["when", "x"], epochs: 1).Fit(frame));

        Assert.Contains("DataFrame.WithDateParts", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_ColumnOfCharacters_IsRefusedAndNotReadAsNumbers()
    {
        var frame = new DataFrame(new CharDataFrameColumn("c", ['a', 'b', 'a']), new DoubleDataFrameColumn("x", [1, 2, 3]));

        Assert.Contains(
            "'c' of the data frame holds Char", Assert.Throws<VaeDataException>(() => new MLContext(seed: 1).Vae.DetectAnomalies(["c", "x"], epochs: 1).Fit(frame)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Score_TimesWhereTheModelHasTextsOfThem_AreRefused()
    {
        File.WriteAllLines(path, ["day,x", .. Enumerable.Range(0, 60).Select(i => FormattableString.Invariant($"2020-01-0{1 + (i % 3)},{i % 7}"))]);
        var model = new VaeTrainer(TestData.Model).Fit(RowSourceFactory.Open(path, new RowSourceOptions { Inference = new ColumnInference() }));
        var frame = new DataFrame(new DateTimeDataFrameColumn("day", [Start]), new DoubleDataFrameColumn("x", [1]));

        Assert.Contains("holds DateTime but this model was trained on texts there, such as '2020-01-01'", Assert.Throws<VaeDataException>(() => model.Score(frame)).Message, StringComparison.Ordinal);
    }

    private static (DateTime[] Times, double[] Values) Rows() =>
        ([.. Enumerable.Range(0, 80).Select(i => Start.AddMinutes(397 * i))], [.. Enumerable.Range(0, 80).Select(i => Math.Sin(i))]);

    private (VaeModel Model, float[] Scores) Trained()
    {
        var (times, values) = Rows();
        File.WriteAllLines(path, ["when,x", .. times.Zip(values, (time, value) => string.Create(CultureInfo.InvariantCulture, $"{time:yyyy-MM-dd HH:mm:ss},{value:R}"))]);
        var options = new RowSourceOptions
        {
            Csv = new CsvOptions { Dates = new Dictionary<string, IReadOnlyList<DatePart>> { ["when"] = [DatePart.Hour, DatePart.Weekday] } },
            Inference = new ColumnInference(),
        };
        var source = RowSourceFactory.Open(path, options);
        var model = new VaeTrainer(TestData.Model).Fit(source);
        var rows = new double[80 * source.ColumnCount];
        using var reader = source.OpenReader();
        reader.Read(rows.AsSpan());
        var scores = new float[80];
        model.Score(rows, scores);
        return (model, scores);
    }
}
