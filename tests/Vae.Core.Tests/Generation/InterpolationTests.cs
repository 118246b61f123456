using Vae.Core.Generation;
using Vae.Core.Models;
using Vae.Core.Options;
using Vae.Core.Tests.Scoring;

namespace Vae.Core.Tests.Generation;

public sealed class InterpolationTests
{
    private const int Features = 7;
    private const int Latent = 4;

    private static readonly VaeModel Model = RandomModel.Make(
        new VaeOptions { Network = new NetworkOptions { HiddenLayers = [12, 9], LatentDimension = Latent }, Engine = new() { Threads = 2 } }, Features);

    private static readonly float[] Rows = RandomModel.Rows(Model, 2);

    [Theory]
    [InlineData(InterpolationKind.Linear)]
    [InlineData(InterpolationKind.Spherical)]
    public void S8_Interpolate_Ends_AreTheReconstructionsOfTheTwoRows(InterpolationKind kind)
    {
        var path = Model.Interpolate(Rows.AsSpan(0, Features), Rows.AsSpan(Features), 7, kind);

        var (codes, rebuilt) = (new float[2 * Latent], new float[2 * Features]);
        Model.Encode(Rows, codes);
        Model.Reconstruct(Rows, rebuilt);
        Assert.Equal(7, path.Count);
        Assert.Equal(codes.AsSpan(0, Latent), path.Code(0));
        Assert.Equal(codes.AsSpan(Latent), path.Code(6));
        Assert.Equal(rebuilt.AsSpan(0, Features), path.Row(0));
        Assert.Equal(rebuilt.AsSpan(Features), path.Row(6));
    }

    [Fact]
    public void S8_InterpolateLinear_BetweenEnds_GoesInEvenSteps()
    {
        float[] a = [1, -2, 0.5f, 3], b = [-1, 2, 0.25f, 7];

        var path = Model.InterpolateCodes(a, b, 5);

        for (var step = 0; step < 5; step++)
        {
            for (var i = 0; i < Latent; i++)
            {
                Assert.Equal(a[i] + ((b[i] - a[i]) * step / 4.0), path.Code(step)[i], 1e-6);
            }
        }

        var decoded = new float[5 * Features];
        Model.Decode(path.Codes, decoded);
        Assert.Equal(decoded, path.Rows);
    }

    [Fact]
    public void S8_InterpolateSpherical_BetweenCodesOfOneLength_KeepsItAndTurnsEvenly()
    {
        var random = new Random(1);
        for (var pair = 0; pair < 50; pair++)
        {
            var (a, b) = (Direction(random, 3), Direction(random, 3));
            var path = Model.InterpolateCodes(a, b, 9, InterpolationKind.Spherical);

            var whole = Angle(a, b);
            for (var step = 0; step < 9; step++)
            {
                Assert.Equal(3, Norm(path.Code(step)), 1e-5);
                Assert.Equal(whole * step / 8, Angle(a, path.Code(step)), 1e-5);
                Assert.Equal(whole * (8 - step) / 8, Angle(b, path.Code(step)), 1e-5);
            }
        }
    }

    [Fact]
    public void S8_InterpolateSpherical_BetweenCodesOfTwoLengths_GoesEvenlyFromOneToTheOther()
    {
        var random = new Random(2);
        var (a, b) = (Direction(random, 2), Direction(random, 5));

        var path = Model.InterpolateCodes(a, b, 4, InterpolationKind.Spherical);

        Assert.Equal([2.0, 3, 4, 5], Enumerable.Range(0, 4).Select(step => Math.Round(Norm(path.Code(step)), 5)));
        Assert.Equal(Angle(a, b) / 3, Angle(path.Code(1), path.Code(2)), 1e-5);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1e-7)]
    [InlineData(1e-5)]
    [InlineData(9e-5)]
    [InlineData(1.1e-4)]
    [InlineData(3.1415)]
    public void S8_InterpolateSpherical_AnyAngleBetween_IsExact(double angle)
    {
        float[] a = [2, 0, 0, 0], b = [(float)(2 * Math.Cos(angle)), (float)(2 * Math.Sin(angle)), 0, 0];

        var path = Model.InterpolateCodes(a, b, 5, InterpolationKind.Spherical);

        for (var step = 0; step < 5; step++)
        {
            Assert.Equal(2 * Math.Cos(angle * step / 4), path.Code(step)[0], 4e-6);
            Assert.Equal(2 * Math.Sin(angle * step / 4), path.Code(step)[1], 4e-6);
        }
    }

    [Fact]
    public void S8_InterpolateSpherical_FromZero_IsTheStraightLine()
    {
        float[] zero = new float[Latent], far = [1, 2, 3, 4];

        Assert.Equal(Model.InterpolateCodes(zero, far, 6).Codes, Model.InterpolateCodes(zero, far, 6, InterpolationKind.Spherical).Codes);
    }

    [Fact]
    public void S8_InterpolateSpherical_OppositeCodes_AreRefused()
    {
        float[] a = [1, 2, 3, 4], b = [-0.5f, -1, -1.5f, -2];

        var error = Assert.Throws<ArgumentException>(() => Model.InterpolateCodes(a, b, 5, InterpolationKind.Spherical));

        Assert.StartsWith("The two codes point in opposite directions", error.Message, StringComparison.Ordinal);
        Assert.Equal(5, Model.InterpolateCodes(a, b, 5).Count);
    }

    [Fact]
    public void S8_Interpolate_BadInput_IsNamed()
    {
        var row = new float[Features];
        float[] broken = [1, 1, float.NaN, 1, 1, 1, 1];

        Says("steps is 1 but must lie between 2 and", () => Model.Interpolate(row, row, 1));
        Says("steps is 0 but must lie between 2 and", () => Model.Interpolate(row, row, 0));
        Says("kind is 9 but must be one of Linear, Spherical", () => Model.Interpolate(row, row, 2, (InterpolationKind)9));
        Says("The row has 6 values but this model was trained on 7", () => Model.Interpolate(row, row.AsSpan(1), 2));
        Says("The code has 3 numbers but this model's codes have 4", () => Model.InterpolateCodes(new float[3], new float[4], 2));
        Says("The code holds Infinity at 1", () => Model.InterpolateCodes(new float[4], [0, float.PositiveInfinity, 0, 0], 2));
        var error = Assert.Throws<VaeDataException>(() => Model.Interpolate(row, broken));
        Assert.Equal("Row 0 (counted from 0) holds NaN in column 3, so it has no code; fill in the value or choose another row.", error.Message);
    }

    private static float[] Direction(Random random, double length)
    {
        var values = Enumerable.Range(0, Latent).Select(_ => random.NextDouble() - 0.5).ToArray();
        var norm = Math.Sqrt(values.Sum(v => v * v));
        return [.. values.Select(v => (float)(v * length / norm))];
    }

    private static double Norm(ReadOnlySpan<float> code) => Math.Sqrt(Dot(code, code));

    private static double Angle(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double cross = 0;
        for (var i = 0; i < a.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var area = ((double)a[i] * b[j]) - ((double)a[j] * b[i]);
                cross += area * area;
            }
        }

        return Math.Atan2(Math.Sqrt(cross), Dot(a, b));
    }

    private static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sum = 0;
        for (var i = 0; i < a.Length; i++)
        {
            sum += (double)a[i] * b[i];
        }

        return sum;
    }

    private static void Says(string words, Action action) =>
        Assert.Contains(words, Assert.ThrowsAny<ArgumentException>(action).Message, StringComparison.Ordinal);
}
