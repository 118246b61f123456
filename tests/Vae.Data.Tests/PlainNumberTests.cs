using System.Globalization;
using System.Text;
using Vae.Data.Columns;

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
