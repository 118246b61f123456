using System.Collections.Immutable;
using Vae.Core.Data;

namespace Vae.Core.Tests.Data;

public class TableSchemaTests
{
    private static readonly TableSchema Mixed = new(
        TableColumn.Numeric("seconds"),
        TableColumn.Categorical("protocol", "tcp", "udp", "icmp"),
        TableColumn.Binary("logged in"),
        TableColumn.Count("bytes"));

    [Fact]
    public void Width_MixedColumns_CountsEveryLevel()
    {
        Assert.Equal(6, Mixed.Width);
        Assert.Equal([0, 1, 4, 5, 6], Enumerable.Range(0, 5).Select(Mixed.Offset));
        Assert.Equal([1, 3, 1, 1], Mixed.Columns.Select(column => column.Width));
        Assert.False(Mixed.IsNumeric);
    }

    [Fact]
    public void FeatureNames_MixedColumns_NameColumnAndLevel() =>
        Assert.Equal(["seconds", "protocol=tcp", "protocol=udp", "protocol=icmp", "logged in", "bytes"], Mixed.FeatureNames.AsEnumerable());

    [Fact]
    public void ColumnOf_EveryFeature_IsTheColumnThatHoldsIt()
    {
        Assert.Equal([0, 1, 1, 1, 2, 3], Enumerable.Range(0, 6).Select(Mixed.ColumnOf));
        Assert.Throws<ArgumentOutOfRangeException>(() => Mixed.ColumnOf(6));
        Assert.Throws<ArgumentOutOfRangeException>(() => Mixed.Offset(5));
    }

    [Fact]
    public void Equals_SameColumnsMadeTwice_IsTrue()
    {
        var again = new TableSchema([.. Mixed.Columns.Select(column => new TableColumn(column.Name, column.Kind, [.. column.Levels]))]);

        Assert.Equal(Mixed, again);
        Assert.Equal(Mixed.GetHashCode(), again.GetHashCode());
    }

    [Fact]
    public void Equals_OtherOrderOfLevels_IsFalse() =>
        Assert.NotEqual(TableColumn.Categorical("a", "x", "y"), TableColumn.Categorical("a", "y", "x"));

    [Fact]
    public void Numeric_Names_IsOneFeatureEach()
    {
        var schema = TableSchema.Numeric(["a", "b"]);

        Assert.True(schema.IsNumeric);
        Assert.Equal(["a", "b"], schema.FeatureNames.AsEnumerable());
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData(null, "surrogate")]
    public void Constructor_NameThatIsNoText_IsRefused(string? name, string complaint)
    {
        name ??= "a\ud800"; // made here: a test's arguments travel as UTF-8, which has no form for it
        Assert.Contains(complaint, Assert.Throws<ArgumentException>(() => TableColumn.Numeric(name)).Message, StringComparison.Ordinal);
        Assert.Contains(complaint, Assert.Throws<ArgumentException>(() => TableColumn.Categorical("a", name)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_TextBeyondTheLimit_IsRefusedWithItsLength()
    {
        var longText = new string('x', TableColumn.MaximumTextLength + 1);

        Assert.Contains("1025", Assert.Throws<ArgumentException>(() => TableColumn.Numeric(longText)).Message, StringComparison.Ordinal);
        Assert.Contains("1025", Assert.Throws<ArgumentException>(() => TableColumn.Categorical("a", longText)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_LevelTwice_NamesColumnAndLevel()
    {
        var message = Assert.Throws<ArgumentException>(() => TableColumn.Categorical("service", "http", "ftp", "http")).Message;

        Assert.Contains("'service'", message, StringComparison.Ordinal);
        Assert.Contains("'http' twice", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_LevelsThatDoNotFitTheKind_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => TableColumn.Categorical("a"));
        Assert.Throws<ArgumentException>(() => new TableColumn("a", ColumnKind.Numeric, ["x"]));
        Assert.Throws<ArgumentException>(() => new TableColumn("a", (ColumnKind)17));
        Assert.Throws<ArgumentException>(() => new TableColumn("a", ColumnKind.Categorical, [.. Levels(TableColumn.MaximumLevels + 1)]));
    }

    [Fact]
    public void Constructor_NoColumnsOrOneTwice_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => new TableSchema());
        Assert.Throws<ArgumentException>(() => new TableSchema(default(ImmutableArray<TableColumn>)));
        Assert.Throws<ArgumentException>(() => new TableSchema([null!]));
        Assert.Contains(
            "'a'", Assert.Throws<ArgumentException>(() => TableSchema.Numeric(["a", "a"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_MoreFeaturesThanARowMayHave_IsRefused()
    {
        ImmutableArray<string> levels = [.. Levels(TableColumn.MaximumLevels)];
        var columns = Enumerable.Range(0, 17).Select(i => TableColumn.Categorical($"c{i}", levels));

        Assert.Contains("1048576", Assert.Throws<ArgumentException>(() => new TableSchema([.. columns])).Message, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Levels(int count) => Enumerable.Range(0, count).Select(i => $"{i}");
}
