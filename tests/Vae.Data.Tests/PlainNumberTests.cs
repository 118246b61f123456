using System.Globalization;
using System.Text;
using Vae.Data.Columns;
using Vae.Data.Tables;

namespace Vae.Data.Tests;

public sealed class PlainNumberTests
{
    [Theory]
    [InlineData("0", 0.0)]
    [InlineData("-0", -0.0)]
    [InlineData("+7", 7.0)]
    [InlineData("1.5", 1.5)]
    [InlineData("-.5", -0.5)]
    [InlineData("5.", 5.0)]
    [InlineData("0.1", 0.1)]
    [InlineData("0000000000000000001", 1.0)]
    [InlineData("9007199254740992", 9007199254740992.0)]
    [InlineData("0.000000000000000001", 1e-18)]
    public void TryRead_PlainNumber_IsItToTheBit(string text, double expected)
    {
        Assert.True(PlainNumber.TryRead(Encoding.UTF8.GetBytes(text), out var number));
        Assert.Equal(BitConverter.DoubleToInt64Bits(expected), BitConverter.DoubleToInt64Bits(number));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData("+.")]
    [InlineData("1.2.3")]
    [InlineData("1e5")]
    [InlineData("--1")]
    [InlineData("1-")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("1,5")]
    [InlineData("nan")]
    [InlineData("9007199254740993")]
    [InlineData("0.12345678901234567")]
    [InlineData("00000000000000000001")]
    [InlineData("99999999999999999999999")]
    [InlineData("\u0663")]
    public void TryRead_AnythingElse_IsLeft(string text) => Assert.False(PlainNumber.TryRead(Encoding.UTF8.GetBytes(text), out _));

    [Theory]
    [InlineData("12", -1)]
    [InlineData("12.", 0)]
    [InlineData("-.5", 1)]
    [InlineData("1.234", 3)]
    [InlineData("0.1234567", 7)]
    [InlineData("0.12345678", 8)]
    [InlineData("+0.123456789", 9)]
    [InlineData("0.0000000000000001", 16)]
    public void TryRead_PlainNumber_CountsItsDecimals(string text, int expected)
    {
        Assert.True(PlainNumber.TryRead(Encoding.UTF8.GetBytes(text), out _, out var decimals));
        Assert.Equal(expected, decimals);
    }

    [Fact]
    public void TryRead_OneCharacterThatIsNoDigit_IsLeft()
    {
        // Every place of every length is read by another piece: behind the point, before it, eight at a time, the last few.
        foreach (var odd in "/:-+ eE,\u00e9\uff10")
        {
            for (var length = 1; length <= 20; length++)
            {
                for (var place = 1; place < length; place++)
                {
                    var digits = new string('7', length).ToCharArray();
                    digits[place] = odd;
                    for (var point = 0; point <= length; point++)
                    {
                        var text = new string(digits).Insert(point, ".");
                        Assert.False(PlainNumber.TryRead(Encoding.UTF8.GetBytes(text), out var number), text);
                        Assert.Equal(0, number);
                    }
                }
            }
        }
    }

    [Fact]
    public void OfPlain_AnyDigits_IsTheLookOfTheCell()
    {
        var random = new Random(4);
        for (var i = 0; i < 100_000; i++)
        {
            var digits = string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => random.Next(2) == 0 ? '0' : (char)('0' + random.Next(10))));
            var text = Encoding.ASCII.GetBytes((random.Next(5) switch { 0 => "-", 1 => "+", _ => "" }) + (random.Next(4) == 0 ? digits : digits.Insert(random.Next(digits.Length + 1), ".")));
            if (PlainNumber.TryRead(text, out var number, out var decimals))
            {
                Assert.Equal(DigitLooks.Of(TableCell.Of(text), number), DigitLooks.OfPlain(TableCell.Of(text), number, decimals));
            }
        }
    }

    [Fact]
    public void TryRead_AnyDigits_IsWhatTheRuntimeReads()
    {
        var random = new Random(3);
        var plain = 0;
        for (var i = 0; i < 200_000; i++)
        {
            var digits = string.Concat(Enumerable.Range(0, random.Next(1, 21)).Select(_ => (char)('0' + random.Next(10))));
            var text = Encoding.ASCII.GetBytes((random.Next(3) == 0 ? "-" : "") + (random.Next(5) == 0 ? digits : digits.Insert(random.Next(digits.Length + 1), ".")));
            if (PlainNumber.TryRead(text, out var number))
            {
                plain++;
                Assert.Equal(BitConverter.DoubleToInt64Bits(double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture)), BitConverter.DoubleToInt64Bits(number));
            }
        }

        Assert.InRange(plain, 120_000, 200_000);
    }
}
