using Vae.Data.Columns;

namespace Vae.Data.Tests;

public sealed class NearestNameTests
{
    [Theory]
    [InlineData("labl", "label")]
    [InlineData("lable", "label")]
    [InlineData("LABEL", "label")]
    [InlineData("tiem", "time")]
    [InlineData("pixel_44", "pixel_4")]
    [InlineData("colour", null)]
    [InlineData("x", null)]
    [InlineData("", null)]
    public void Find_MistypedName_IsTheOneThatWasMeantOrNone(string wanted, string? expected) => Assert.Equal(expected, NearestName.Find(wanted, ["time", "pixel_4", "pixel_5", "label"]));
}
