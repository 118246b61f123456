using Vae.Core;
using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Data.Options;

namespace Vae.Data.Tests;

/// <summary>Columns that are the context of a row: they come last, whatever their place in the file.</summary>
public sealed class ContextColumnTests : IDisposable
{
    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Open_ContextColumns_ComeLastInTheOrderOfTheirNames()
    {
        var source = Open("hour,load,day,cooling,label\n1,10,Mon,5,0\n2,20,Tue,6,0\n", new CsvOptions { LabelColumn = "label", ContextColumns = ["day", "hour"], Inference = new ColumnInference() });

        Assert.Equal(["load", "cooling", "day", "hour"], source.Columns!.Columns.Select(column => column.Name));
        Assert.Equal(2, source.ContextColumnCount);
        Assert.Equal([10, 5, 1, 0, 1, 20, 6, 0, 1, 2], Read(source));
        Assert.Equal(["context", "feature", "context", "feature", "label"], source.Profile!.Columns.Select(column => column.Use));
    }

    [Fact]
    public void Open_TimesThatAreContext_CountWithAllTheirParts()
    {
        var options = new CsvOptions { ContextColumns = ["when"], Dates = new Dictionary<string, IReadOnlyList<DatePart>> { ["when"] = [DatePart.Hour, DatePart.Weekday] } };

        var source = Open("when,load\n2026-05-01T12:00,10\n2026-05-02T00:00,20\n", options);

        Assert.Equal(4, source.ContextColumnCount);
        Assert.Equal(["load", "when.hour.sin", "when.hour.cos", "when.weekday.sin", "when.weekday.cos"], source.ColumnNames!);
    }

    /// <summary>A file without names is read by the numbers of its columns, from which a context was moved: none is taken for another.</summary>
    [Fact]
    public void Open_FileWithoutNamesForAModelWithContext_FindsColumnsByTheirNumbers()
    {
        var trained = Open("1,10,5\n2,20,6\n3,30,7\n", new CsvOptions { Header = CsvHeader.Absent, ContextColumns = ["1"] });
        Assert.Equal(["2", "3", "1"], trained.ColumnNames!);

        var later = Open("4,40,8\n5,50,9\n", new CsvOptions { Header = CsvHeader.Absent, Columns = TableSchema.Numeric(trained.ColumnNames!), ContextColumns = ["1"] }, "later.csv");
        var labelled = Open("4,0,40,8\n5,1,50,9\n", new CsvOptions { Header = CsvHeader.Absent, LabelColumn = "2", Columns = TableSchema.Numeric(["3", "4", "1"]), ContextColumns = ["1"] }, "labelled.csv");

        Assert.Equal([40, 8, 4, 50, 9, 5], Read(later));
        Assert.Equal([40, 8, 4, 50, 9, 5], Read(labelled));
    }

    [Fact]
    public void Open_FileWithoutNamesForAModelWithNamedContext_IsRefused()
    {
        var error = Assert.Throws<VaeDataException>(() => Open(
            "4,40,8\n5,50,9\n", new CsvOptions { Header = CsvHeader.Absent, Columns = TableSchema.Numeric(["load", "cooling", "hour"]), ContextColumns = ["hour"] }));

        Assert.Contains("its context, 'hour', stands behind the others; name the columns in the file", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hour", "label", "", "asked for as context and is the label or ignored")]
    [InlineData("hour", "", "hour", "asked for as context and is the label or ignored")]
    [InlineData("hour,load", "label", "", "no column left that is no context")]
    [InlineData("our", "label", "", "our")]
    public void Open_ContextThatCannotBe_SaysWhy(string context, string label, string ignored, string words)
    {
        var options = new CsvOptions
        {
            ContextColumns = context == "hour" && label == "label" ? ["label"] : context.Split(','), LabelColumn = label.Length == 0 ? null : label, IgnoredColumns = ignored.Length == 0 ? [] : [ignored],
        };

        Assert.Contains(words, Assert.Throws<VaeDataException>(() => Open("hour,load,label\n1,10,0\n2,20,0\n", options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_RowsThatTellTheirContext_MakeAModelWithIt()
    {
        var random = new Random(1);
        var text = "hour,load\n" + string.Join('\n', Enumerable.Range(0, 200).Select(_ => FormattableString.Invariant($"{random.Next(24)},{random.NextDouble()}"))) + "\n";

        var model = new VaeTrainer(new() { Training = new() { Steps = 20 } }).Fit(Open(text, new CsvOptions { ContextColumns = ["hour"] }));

        Assert.Equal(1, model.ContextDimension);
        Assert.Equal(["hour"], model.ContextColumnNames);
        Assert.Contains(
            "ContextColumnCount is 2 but the rows say that their last 1",
            Assert.Throws<ArgumentException>(() => new VaeTrainer(new() { ContextColumnCount = 2 }).Fit(Open(text, new CsvOptions { ContextColumns = ["hour"] }))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void ReadAll_RowsWithContext_KeepIt()
    {
        var source = Open("hour,load,label\n1,10,0\n2,20,0\n3,30,1\n", new CsvOptions { LabelColumn = "label", ContextColumns = ["hour"] });

        Assert.Equal(1, source.ReadAll().ContextColumnCount);
        Assert.Equal(1, new NormalRowsSource(source).ReadAll().ContextColumnCount);
    }

    private CsvRowSource Open(string text, CsvOptions options, string name = "table.csv") => new(folder.Write(name, text), options);

    private static float[] Read(CsvRowSource source)
    {
        var rows = new float[100 * source.ColumnCount];
        using var reader = source.OpenReader();
        return rows[..(reader.Read(rows) * source.ColumnCount)];
    }
}
