using System.Text;
using Vae.Core.Data;
using Vae.Core.Serialization;

namespace Vae.Core.Tests.Serialization;

public class TableSchemaFileTests
{
    private static readonly TableSchema Mixed = new(TableColumn.Binary("größe"), TableColumn.Categorical("protocol", "tcp", "a \"quoted\"\nname"));

    private static ModelHeader Header => ModelHeader.Of(SmallModel.Create()) with
    {
        InputDimension = 3,
        FeatureNames = [.. Mixed.FeatureNames],
        Options = SmallModel.Create().Options with { Columns = Mixed },
    };

    [Fact]
    public void Write_Columns_ComeBackEqual() => Assert.Equal(Mixed, ModelJson.Read(ModelJson.Write(Header)).Options.Columns);

    [Fact]
    public void Write_NoColumns_SaysNothingOfThem()
    {
        var json = Encoding.UTF8.GetString(ModelJson.Write(ModelHeader.Of(SmallModel.Create())));

        Assert.DoesNotContain("\"columns\"", json, StringComparison.Ordinal);
        Assert.Null(ModelJson.Read(Encoding.UTF8.GetBytes(json)).Options.Columns);
    }

    [Theory]
    [InlineData("\"kind\":\"binary\"", "\"kind\":\"numeric\",\"levels\":[\"a\"]", "levels")]
    [InlineData("\"kind\":\"binary\"", "\"kind\":\"text\"", "kind")]
    [InlineData("\"kind\":\"binary\"", "\"kind\":1", "kind")]
    [InlineData("\"kind\":\"binary\"", "\"kind\":\"binary\",\"more\":1", "more")]
    [InlineData("\"levels\":[\"tcp\"", "\"levels\":[\"tcp\",\"tcp\"", "twice")]
    [InlineData("\"levels\":[\"tcp\"", "\"levels\":[null", "null")]
    [InlineData("\"levels\":[\"tcp\"", "\"levels\":[\"\"", "empty")]
    [InlineData("\"name\":\"protocol\",", "", "name")]
    [InlineData("\"columns\":[", "\"columns\":[null,", "null")]
    [InlineData("\"columns\":[", "\"columns\":[{\"name\":\"protocol\",\"kind\":\"count\"},", "protocol")]
    public void Read_ColumnsThatCannotBe_NamesWhatIsWrong(string found, string replacement, string word)
    {
        var json = Encoding.UTF8.GetString(ModelJson.Write(Header));
        Assert.Contains(found, json, StringComparison.Ordinal);

        var damaged = Encoding.UTF8.GetBytes(json.Replace(found, replacement, StringComparison.Ordinal));

        Assert.Contains(word, Assert.Throws<ModelFileException>(() => ModelJson.Read(damaged)).Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Check_ColumnsOfAnotherWidthOrOtherNames_AreRefused()
    {
        Assert.Contains(
            "options.columns takes 3", Assert.Throws<ModelFileException>(() => ModelHeaderChecks.Check(Header with { InputDimension = 2, FeatureNames = null })).Message, StringComparison.Ordinal);
        Assert.Contains(
            "featureNames", Assert.Throws<ModelFileException>(() => ModelHeaderChecks.Check(Header with { FeatureNames = ["a", "b", "c"] })).Message, StringComparison.Ordinal);
    }
}
