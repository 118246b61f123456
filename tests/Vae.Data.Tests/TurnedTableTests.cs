using System.Globalization;
using System.Text;

namespace Vae.Data.Tests;

/// <summary>Tables whose rows are no records.</summary>
public sealed class TurnedTableTests : IDisposable
{
    private readonly DataFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(",a,b,c\ncount,60,60,60\nmean,1.5,2.5,3\nstd,0.5,0.25,1\nmin,0,1,2\n25%,1,2,2.5\n50%,1.5,2.5,3\n75%,2,3,3.5\nmax,3,4,5\n", "summary-table", "its rows are figures that sum up a table (max, mean, min)")]
    [InlineData("statistic,a,b,c\ncount,60,60,60\nnull_count,0,0,0\nmean,1.5,2.5,3\nstd,0.5,0.25,1\nmin,0,1,2\nmax,3,4,5\n", "summary-table", "as describe() of pandas and polars")]
    [InlineData(",a,b,c\nMin.,0,1,2\n1st Qu.,1,2,2.5\nMedian,1.5,2.5,3\nMean,1.5,2.5,3\n3rd Qu.,2,3,3.5\nMax.,3,4,5\n", "summary-table", "summary() of R")]
    [InlineData(",count,mean,std,min,25%,50%,75%,max\na,60,1.5,0.5,0,1,1.5,2,3\nb,60,2.5,0.25,1,2,2.5,3,4\nc,60,3,1,2,2.5,3,3.5,5\n", "summary-table", "its columns are figures")]
    [InlineData(",a,b,c\na,1.0,0.5,-0.25\nb,0.5,1,0.125\nc,-0.25,0.125,1.0\n", "matrix", "which holds 1, as correlations of columns")]
    [InlineData(",a,b,c\na,1.0,,\nb,0.5,1,\nc,-0.25,0.125,1.0\n", "matrix", "as correlations of columns")]
    [InlineData("a,b,c\n1.0,0.5,-0.25\n0.5,1,0.125\n-0.25,0.125,1.0\n", "matrix", "as correlations of columns")]
    [InlineData(",a,b,c\na,0,5.5,7\nb,5.5,0,3\nc,7,3,0\n", "matrix", "as distances and covariances are")]
    [InlineData(",0,1,2,3,4,5\ntemperature,20.5,21.5,19.5,20,22,21\npressure,1013,1010,1008,1020,1013,1011\nflow,0.05,0.04,0.06,0.05,0.05,0.04\n", "on-its-side", "seems to lie on its side: its first column names its 3 rows")]
    [InlineData("temperature,20.5,21.5,19.5,20,22,21\npressure,1013,1010,1008,1020,1013,1011\nflow,0.05,0.04,0.06,0.05,0.05,0.04\n", "on-its-side", "seems to lie on its side")]
    [InlineData("gene,sample_1,sample_2,sample_3,sample_4,sample_5\nA,20.5,21.5,19.5,20,22\nB,1013,1010,1008,1020,1013\nC,0.05,0.04,0.06,0.05,0.05\n", "on-its-side", "turn the table (transpose() in pandas and polars, t() in R)")]
    [InlineData(",0,1,2,3,4\na,1,2,1,3,2\nb,2,2,1,3,2\nc,1,2,2,3,1\nkind,x,y,x,y,x\nd,5,2,2,3,1\ne,7,2,2,3,1\n", "on-its-side", "names its 6 rows")]
    public void Inspect_TableWithoutRecords_IsSaidToBeWhatItIs(string content, string code, string words)
    {
        var warning = Assert.Single(RowSourceFactory.Inspect(folder.Write("t.csv", content)).Profile.Warnings, warning => warning.Code is "summary-table" or "matrix" or "on-its-side");

        Assert.Equal(code, warning.Code);
        Assert.Contains(words, warning.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("id,mean,std,min,max\nw1,1.5,0.5,0,3\nw2,2.5,0.25,1,4\nw3,3,1,2,5\n")] // windows of a signal
    [InlineData("name,a,b,c\nmean,1,2,3\nmin,2,3,4\nx,4,5,6\n")]
    [InlineData("a,b,c\n1,0,0\n0,1,0\n0,0,1\n")]
    [InlineData("a,b,c\n1,0.5,0.25\n0.75,1,0.5\n0.25,0.5,1\n")]
    [InlineData("a,b\n1,0.5\n0.5,1\n")]
    [InlineData("country,2018,2019,2020,2021,2022\nx,20.5,21.5,19.5,20,22\ny,1013,1010,1008,1020,1013\nz,0.05,0.04,0.06,0.05,0.05\n")]
    [InlineData("shop,1,2,3,4,5\nx,20.5,21.5,19.5,20,22\ny,15,16,17,21,12\nz,34,33,31,37,39\n")]
    [InlineData("name,temperature,pressure,flow,level,load\nx,20.5,1013,0.05,7,8\ny,21.5,1010,0.04,7,9\nz,19.5,1008,0.06,6,9\n")]
    public void Inspect_OrdinarySmallTable_IsNoneOfThese(string content) =>
        Assert.DoesNotContain(RowSourceFactory.Inspect(folder.Write("t.csv", content)).Profile.Warnings, warning => warning.Code is "summary-table" or "matrix" or "on-its-side");

    [Fact]
    public void Inspect_SmallTableWhoseNamesAreNotUtf8_IsRefusedForThat()
    {
        byte[] content = [.. "n,a,b,c\nx"u8, 0xE9, .. ",1,2,3\ny,2,3,4\nz,3,4,5\n"u8];

        Assert.Contains("not UTF-8", Assert.Single(RowSourceFactory.Inspect(folder.Write("t.csv", content)).Errors), StringComparison.Ordinal);
    }

    /// <summary>A frame of pandas whose columns have no names but numbers, with the labels of its rows.</summary>
    [Theory]
    [InlineData(",0,1\n0,1.5,2\n1,2.5,3\n2,3.5,7\n", ",0,1")]
    [InlineData(",0,1,2\na,1,2,3\nb,2,3,7\n", ",0,1,2")]
    [InlineData(",0,1\n,1.5,2\n1,2.5,3\n", null)]
    [InlineData(",0,2\n0,1.5,2\n1,2.5,3\n", null)]
    public void Open_NumbersThatPandasCallsColumns_AreNames(string content, string? names) =>
        Assert.Equal(names is null ? ["1", "2", "3"] : names.Split(',')[1..], RowSourceFactory.Inspect(folder.Write("t.csv", content)).Profile.Columns.Skip(names is null ? 0 : 1).Select(column => column.Name));

    [Fact]
    public void Inspect_VectorsOfWords_AreRecords()
    {
        var random = new Random(2);
        var text = new StringBuilder("," + string.Join(',', Enumerable.Range(0, 50)) + "\n");
        for (var row = 0; row < 30; row++)
        {
            text.Append(CultureInfo.InvariantCulture, $"word{row}x,").AppendJoin(',', Enumerable.Range(0, 50).Select(_ => (random.NextDouble() - 0.5).ToString("F4", CultureInfo.InvariantCulture))).Append('\n');
        }

        Assert.DoesNotContain(RowSourceFactory.Inspect(folder.Write("t.csv", text.ToString())).Profile.Warnings, warning => warning.Code == "on-its-side");
    }
}
