using System.Globalization;
using Microsoft.Data.Analysis;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using Vae.Core.Data;
using Vae.Core.Options;
using Vae.MLNet.DataFrames;
using TestData = Vae.MLNet.Tests.Support.TestData;

namespace Vae.MLNet.Tests;

/// <summary>Columns that cannot be learned with sense are warned of in ML.NET as in files.</summary>
public sealed class ColumnWarningTests
{
    private const int Rows = 200;

    private readonly MLContext ml = new(seed: 1);
    private readonly List<string> warnings = [];

    public ColumnWarningTests() => ml.Log += (_, message) =>
    {
        if (message.Kind == ChannelMessageKind.Warning)
        {
            warnings.Add(message.RawMessage);
        }
    };

    public static TheoryData<string, string> Strange => new()
    {
        { "counter", "'c' rises by 1 in every row, as a number of the row does; leave it out." },
        { "unix", "'c' holds times in seconds since 1970, or in thousandths, millionths or billionths of one, which new rows will not have; leave it out, or learn from its hour and weekday alone (DataFrame.WithDateParts" },
        { "digits", "'c' holds dates, such as 20200101, which new rows will not have; leave it out." },
        { "sentinel", "'c' holds -999 in 20 of 200 rows, apart from all other values; if it marks a missing one, make it NaN." },
        { "scales", "'c' holds numbers up to 2 in 67 rows and from 150 on in 133, none between" },
        { "rises", "'c' rises in every row, as a time or a counter does" },
    };

    [Theory]
    [MemberData(nameof(Strange))]
    public void Fit_ColumnOfNumbers_IsWarnedOfInTheWordsOfFiles(string kind, string words)
    {
        Fit(new DoubleDataFrameColumn("c", Enumerable.Range(0, Rows).Select(i => Value(kind, i))));

        Assert.StartsWith(words, Assert.Single(warnings, warning => warning.StartsWith("'c'", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_LabelAmongTheFeatures_IsWarnedOf()
    {
        Fit(new DoubleDataFrameColumn("Label", Enumerable.Range(0, Rows).Select(i => i % 7 == 0 ? 1.0 : 0)));

        Assert.Contains(warnings, warning => warning.StartsWith("'Label' is trained on as a feature; if it is the label, leave it out", StringComparison.Ordinal));
    }

    [Fact]
    public void Fit_VectorOfFeatures_IsLookedAtToo()
    {
        var rows = TestData.Rows(Rows);
        foreach (var (i, row) in rows.Index())
        {
            row.Features[4] = 1000 + i;
        }

        _ = ml.Vae.DetectAnomalies(new VaeAnomalyDetectionOptions { Model = TestData.Model }).Fit(ml.Data.LoadFromEnumerable(rows));

        Assert.Contains("'feature 5' rises by 1 in every row, as a number of the row does; leave it out.", warnings);
    }

    [Theory]
    [InlineData("dates", "'c' holds dates, such as '2020-01-01', which new rows will not have")]
    [InlineData("ids", "'c' has 200 different texts in 200 rows: new rows will hold others, which the model cannot know; leave it out.")]
    [InlineData("times", "'c' has 200 different texts in 200 rows and holds dates")]
    [InlineData("commas", "'c' is a column of texts, but 200 of its 200 values are numbers or look like them, such as '0,5'")]
    [InlineData("numbers", "'c' is a column of texts, but 199 of its 200 values are numbers or look like them")]
    [InlineData("percent", "'c' is a column of texts, but 200 of its 200 values are numbers or look like them, such as '0%'")]
    [InlineData("weeks", "'c' holds what look like weeks, months or quarters, such as '2020-W01', which later rows will not have; leave it out, or write the date on which each begins")]
    [InlineData("marks", "'c' holds 'NA' in 20 of 200 rows, which was taken for a name like the others; if it marks a missing value, make it an empty text.")]
    [InlineData("total", "'c' holds 'Total' in 1 of 200 rows, as a line that sums up others does")]
    [InlineData("several", "'c' holds 3 names in 5 combinations, such as ")]
    [InlineData("blanks", "'c' holds 'new york' and 'new_york', which differ by blanks")]
    [InlineData("garbled", "'c' holds 'M\u00C3\u00BCnchen', whose letters seem to have been read in another encoding")]
    public void Fit_ColumnOfTexts_IsWarnedOf(string kind, string words)
    {
        Fit(new StringDataFrameColumn("c", Enumerable.Range(0, Rows).Select(i => Text(kind, i))));

        Assert.StartsWith(words, Assert.Single(warnings, warning => warning.StartsWith("'c'", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ports")]
    [InlineData("names")]
    public void Fit_TextsThatAreNames_AreNotWarnedOf(string kind)
    {
        Fit(new StringDataFrameColumn("c", Enumerable.Range(0, Rows).Select(i => Text(kind, i))));

        Assert.Empty(warnings);
    }

    [Fact]
    public void Fit_OrdinaryNumbers_AreNotWarnedOf()
    {
        Fit(new DoubleDataFrameColumn("c", Enumerable.Range(0, Rows).Select(i => (i * 37 % 41) + 0.5)));

        Assert.Empty(warnings);
    }

    private static double Value(string kind, int i) => kind switch
    {
        "counter" => 5000 + i,
        "unix" => 1_732_780_800.0 + (i * 7919 % 100_003),
        "digits" => 20200101 + (i % 28),
        "scales" => (i % 3 == 0 ? 1 : 100) * (1.5 + (i * 7 % 101 / 200.0)),
        "sentinel" => i % 10 == 3 ? -999 : (i * 37 % 41) / 4.0,
        _ => (i * i) + 0.5,
    };

    private static string Text(string kind, int i) => kind switch
    {
        "dates" => $"2020-01-0{1 + (i % 5)}",
        "ids" => $"id-{i}",
        "times" => new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Unspecified).AddMinutes(i).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
        "commas" => $"{i % 7},5",
        "numbers" => i == 77 ? "-" : (i % 30).ToString(CultureInfo.InvariantCulture),
        "percent" => $"{i % 9}%",
        "weeks" => $"2020-W0{1 + (i % 9)}",
        "marks" => i % 10 == 3 ? "NA" : $"r{i % 7}",
        "total" => i == 199 ? "Total" : $"r{i % 7}",
        "several" => (i % 5) switch { 0 => "red", 1 => "red, green", 2 => "green, blue", 3 => "red, blue", _ => "red, green, blue" },
        "blanks" => (i % 3) switch { 0 => "new york", 1 => "new_york", _ => "boston" },
        "garbled" => (i % 3) switch { 0 => "M\u00C3\u00BCnchen", 1 => "Bern", _ => "Rom" },
        "ports" => (i % 3) switch { 0 => "80", 1 => "443", _ => "8080" },
        _ => (i % 3) switch { 0 => "tcp", 1 => "udp", _ => "icmp" },
    };

    private void Fit(DataFrameColumn column)
    {
        var frame = new DataFrame(new DoubleDataFrameColumn("x", Enumerable.Range(0, Rows).Select(i => Math.Sin(i))), new DoubleDataFrameColumn("y", Enumerable.Range(0, Rows).Select(i => Math.Sin(i) + (0.1 * Math.Cos(7 * i)))), column);
        _ = ml.Vae.DetectAnomalies(new VaeAnomalyDetectionOptions
        {
            InputColumnNames = ["x", "y", column.Name],
            Inference = new Vae.Data.Options.ColumnInference { MaximumLevels = 300 },
            Model = TestData.Model with { Training = new TrainingOptions { Steps = 30 } },
        }).Fit(frame);
        warnings.RemoveAll(warning => !warning.StartsWith('\''));
    }
}
