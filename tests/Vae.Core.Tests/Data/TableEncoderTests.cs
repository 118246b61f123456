using Vae.Core.Data;

namespace Vae.Core.Tests.Data;

public class TableEncoderTests
{
    private static readonly TableEncoder Encoder = new(Columns());

    [Fact]
    public void Encode_KnownLevelsAndNumbers_FillTheirFeatures()
    {
        var row = new float[6];

        Encoder.Encode(["1.5", "größe", "TRUE", "12"], row);

        Assert.Equal([1.5f, 0, 1, 0, 1, 12], row);
        Assert.Equal(["1.5", "größe", "1", "12"], Encoder.Decode(row).AsEnumerable());
    }

    [Fact]
    public void Encode_UnseenLevelAndMissingValues_AreZerosAndNaN()
    {
        var row = new float[6];
        row.AsSpan().Fill(7);

        Encoder.Encode(["", "gre", "?", null], row);

        Assert.Equal([float.NaN, 0, 0, 0, float.NaN, float.NaN], row);
        Assert.All(Encoder.Decode(row), Assert.Null);
    }

    [Fact]
    public void Encode_MissingLevelThatIsToBeMarked_IsNaNThroughoutAndAnUnseenOneIsNot()
    {
        var marking = new TableEncoder(Columns(), marksMissing: true);
        var row = new float[6];

        marking.EncodeText(1, "", row);
        Assert.Equal([float.NaN, float.NaN, float.NaN], row[1..4]);
        marking.EncodeText(1, "gre", row);
        Assert.Equal([0, 0, 0], row[1..4]);
    }

    [Fact]
    public void LevelOf_Probabilities_IsTheLikeliest()
    {
        Assert.Equal(2, Encoder.LevelOf(1, [0, 0.2f, 0.3f, 0.5f, 0, 0]));
        Assert.Equal(-1, Encoder.LevelOf(1, [0, 0, 0, 0, 0, 0]));
        Assert.Equal(-1, Encoder.LevelOf(1, [0, float.NaN, float.NaN, float.NaN, 0, 0]));
    }

    [Theory]
    [InlineData(0, "tcp", "Column 'seconds': found 'tcp', a number was wanted")]
    [InlineData(2, "2", "Column 'open': found '2', 0 or 1 was wanted")]
    [InlineData(3, "-1", "Column 'bytes': found '-1', a count was wanted")]
    public void EncodeText_NotOfTheColumnsKind_NamesColumnAndText(int column, string text, string message) => Assert.StartsWith(
        message, Assert.Throws<VaeDataException>(() => Encoder.EncodeText(column, text, new float[6])).Message, StringComparison.Ordinal);

    [Fact]
    public void EncodeNumber_NotOfTheColumnsKind_NamesColumnAndValue()
    {
        var row = new float[6];
        Encoder.EncodeNumber(3, 4, row);

        Assert.Equal(4, row[5]);
        Assert.Contains("'bytes'", Assert.Throws<VaeDataException>(() => Encoder.EncodeNumber(3, -1, row)).Message, StringComparison.Ordinal);
        Assert.Contains("'open'", Assert.Throws<VaeDataException>(() => Encoder.EncodeNumber(2, 0.5f, row)).Message, StringComparison.Ordinal);
        Assert.Contains("categorical", Assert.Throws<ArgumentException>(() => Encoder.EncodeNumber(1, 1, row)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Encode_LengthsThatDoNotFit_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => Encoder.Encode(["1"], new float[6]));
        Assert.Throws<ArgumentException>(() => Encoder.Encode(["1", "größe", "0", "1"], new float[5]));
        Assert.Throws<ArgumentException>(() => Encoder.Decode(new float[7]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Encoder.LevelOf(4, new float[6]));
    }

    [Fact]
    public void EncodeText_TextFarLongerThanAnyLevel_IsUnseen()
    {
        var row = new float[6];

        Encoder.EncodeText(1, new string('é', 100_000), row);

        Assert.Equal(-1, Encoder.LevelOf(1, row));
    }

    private static TableSchema Columns() => new(
        TableColumn.Numeric("seconds"), TableColumn.Categorical("word", "klein", "größe", "groß"), TableColumn.Binary("open"), TableColumn.Count("bytes"));
}
