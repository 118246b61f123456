using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Core.Options;

namespace Vae.Core.Tests.Models;

/// <summary>What is told of rows whose columns are of another sort than those of training, of three columns: a temperature with a fraction, bytes that go far, and whole grades.</summary>
public sealed class ColumnHabitsTests
{
    private static readonly Lazy<VaeModel> Model = new(() => new VaeTrainer(new VaeOptions { Training = new() { Epochs = 1 }, Network = new() { HiddenLayers = [4], LatentDimension = 1 }, Seed = 1 })
        .Fit(new MemoryRowSource(Rows(500, 1), 3, ["temperature", "bytes", "grade"])));

    public static TheoryData<string, string, string> Changes => new()
    {
        { "rounded", "whole-numbers", "'temperature' holds whole numbers alone" },
        { "stuck", "one-value", "'temperature' holds 21.3 in all 200 rows" },
        { "kilobytes", "other-scale", "'bytes' holds numbers of about" },
        { "bits", "other-scale", "'bytes' holds numbers of about" },
        { "marked", "sentinel", "temperature holds 0 in 20 of 200 rows" },
        { "share", "outside-range", "200 of 200 rows lie outside what training saw in temperature" },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void Warnings_ColumnOfAnotherSort_IsToldOf(string change, string code, string words)
    {
        var warning = Assert.Single(Warnings(200, change), warning => warning.Code == code);

        Assert.Contains(words, warning.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Warnings_RowsAsInTraining_AreNone(int seed)
    {
        var counter = new RangeCounter(Model.Value);
        counter.Add(Rows(2000, seed));

        Assert.Empty(counter.Warnings());
    }

    [Fact]
    public void Warnings_FewRows_SayNothingOfTheSort() => Assert.Empty(Warnings(20, "rounded"));

    [Fact]
    public void Warnings_FewRowsOfWhatChangesSlowly_SayNothingOfOneValue() => Assert.Empty(Warnings(60, "stuck"));

    [Fact]
    public void Warnings_RowsALittleBeyondTheRange_AreNone() => Assert.Empty(Warnings(200, "drifted"));

    [Fact]
    public void Warnings_RowsOfOneGrade_AreNone() => Assert.Empty(Warnings(200, "grade"));

    [Fact]
    public void Warnings_RowsWithoutTheHugeOnes_AreNone() => Assert.Empty(Warnings(200, "small"));

    private static IReadOnlyList<DataWarning> Warnings(int count, string change)
    {
        var rows = Rows(count, 5);
        for (var row = 0; row < count; row++)
        {
            ref var temperature = ref rows[3 * row];
            ref var bytes = ref rows[(3 * row) + 1];
            ref var grade = ref rows[(3 * row) + 2];
            temperature = change switch { "rounded" => MathF.Round(temperature), "stuck" => 21.3f, "marked" when row % 10 == 0 => 0, "share" => temperature / 20, "drifted" => 29.2f + (temperature / 100), _ => temperature };
            bytes = change switch { "kilobytes" => bytes / 1000, "bits" => bytes * 1000, "small" => Math.Min(bytes, 1000), _ => bytes };
            grade = change == "grade" ? 2 : grade;
        }

        var counter = new RangeCounter(Model.Value);
        counter.Add(rows);
        return counter.Warnings();
    }

    private static float[] Rows(int count, int seed)
    {
        var random = new Random(seed);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return [.. Enumerable.Range(0, count).SelectMany(_ => new[] { MathF.Round((float)(21 + Math.Clamp(3 * Normal(), -9, 9)), 1), MathF.Round((float)Math.Exp(6 + (1.5 * Normal()))), random.Next(1, 6) })];
    }
}
