using Vae.Core.Data.Texts;

namespace Vae.Core.Tests.Data.Texts;

public class NormalFormTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("caf\u00E9", "caf\u00E9")]
    [InlineData("cafe\u0301", "caf\u00E9")]
    [InlineData("\u212B", "\u00C5")] // the sign of the angstrom is the letter
    [InlineData("q\u0307\u0323", "q\u0323\u0307")] // marks in the order of their classes
    [InlineData("a\u0323\u0302", "\u1EAD")] // two marks on one letter
    [InlineData("a\u0302\u0323", "\u1EAD")]
    [InlineData("\u0958", "\u0915\u093C")] // a composite that is excluded
    [InlineData("\u1112\u1161\u11AB", "\uD55C")] // Hangul
    [InlineData("\uD55C", "\uD55C")]
    [InlineData("\uAC00\u11A8", "\uAC01")]
    [InlineData("\U0001D15E", "\U0001D157\U0001D165")] // beyond the first plane, excluded too
    [InlineData("a\u0315\u0300\u05AE\u0300b", "\u00E0\u05AE\u0300\u0315b")] // from the standard's own tests
    public void Compose_Text_IsInFormC(string text, string expected)
    {
        Assert.Equal(expected, NormalForm.Compose(text));
        Assert.Equal(expected, NormalForm.Compose(expected));
    }
}
