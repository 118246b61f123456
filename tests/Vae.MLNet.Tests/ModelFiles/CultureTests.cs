using System.Globalization;
using System.Numerics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.MLNet.Columns;
using Vae.MLNet.Saving;
using Vae.MLNet.Tests.Support;

namespace Vae.MLNet.Tests.ModelFiles;

/// <summary>Pipelines saved and loaded where numbers are written otherwise than in English.</summary>
public sealed class CultureTests
{
    private readonly MLContext ml = new(seed: 1);

    public static TheoryData<string> Cultures => ["de-DE", "fr-FR", "sv-SE", "tr-TR", "ru-RU", "fa-IR", "ar-SA", ""];

    [Fact]
    public void CurrentCulture_OfAllTests_IsNotAsEnglish()
    {
        var wanted = TestCulture.Of(TestCulture.Name);

        Assert.Equal(wanted.NumberFormat.NumberDecimalSeparator, CultureInfo.CurrentCulture.NumberFormat.NumberDecimalSeparator);
        Assert.Equal(wanted.NumberFormat.NegativeSign, CultureInfo.CurrentCulture.NumberFormat.NegativeSign);
    }

    [Theory]
    [MemberData(nameof(Cultures))]
    public void SaveAndLoad_UnderAnyCulture_GivesTheSame(string culture) => TestCulture.Run(culture, () =>
    {
        var view = TestData.View(ml, 60);
        var transformer = ml.Vae.FromModel(
            TestData.Fit(ml).Model,
            VaeColumns.ForAnomalies with { Probability = "Chance", FeatureContributions = "Why" });
        Assert.NotEqual(MathF.Round(transformer.Model.Threshold), transformer.Model.Threshold);

        PipelineFile.AssertSurvives(ml, transformer, view);
    });

    [Theory]
    [MemberData(nameof(Cultures))]
    public void Load_SavedWithALiteralThatHasAPoint_LoadsUnderAnyCulture(string culture) => TestCulture.Run(culture, () =>
    {
        var loaded = ml.Vae.Load(Path.Combine(AppContext.BaseDirectory, "ModelFiles", "Fixtures", "literal-threshold.zip"));

        Assert.Equal(10.205642f, Assert.IsType<VaeTransformer>(Assert.Single(loaded)).Model.Threshold);
        Assert.Equal(culture.Length == 0 ? "." : TestCulture.Of(culture).NumberFormat.NumberDecimalSeparator, CultureInfo.CurrentCulture.NumberFormat.NumberDecimalSeparator);
    });

    [Theory]
    [InlineData(59.759453f)]
    [InlineData(-59.759453f)]
    [InlineData(0f)]
    [InlineData(1e-30f)]
    [InlineData(-0.1f)]
    [InlineData(16777217f)]
    [InlineData(float.MaxValue)]
    [InlineData(float.MinValue)]
    [InlineData(float.Epsilon)]
    public void Literal_ReadByTheExpressionLanguage_IsTheNumber(float value) => TestCulture.Run("de-DE", () =>
    {
        var view = ml.Data.LoadFromEnumerable([new Number { X = 1 }]);

        var read = ml.Transforms.Expression("Y", $"x => {ExactLiteral.Of(value)}", "X").Fit(view).Transform(view).GetColumn<float>("Y").Single();

        Assert.Equal(value, read);
    });

    [Fact]
    public void Literal_AnyFloat_IsAnExactQuotientOfWholeNumbers()
    {
        var random = new Random(5);
        for (var round = 0; round < 2000; round++)
        {
            var value = BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue));
            if (!float.IsFinite(value))
            {
                continue;
            }

            // Every step is a quotient of floats that are whole, so that float arithmetic is what the expression does.
            var numbers = ExactLiteral.Of(value).Trim('(', ')').Split(" / ").Select(text => (float)BigInteger.Parse(text.TrimEnd('f'), CultureInfo.InvariantCulture));
            Assert.Equal(value, numbers.Aggregate((quotient, next) => quotient / next));
        }
    }

    private sealed class Number
    {
        public float X { get; set; }
    }
}
