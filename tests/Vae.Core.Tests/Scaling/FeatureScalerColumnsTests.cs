using Vae.Core.Data;
using Vae.Core.Scaling;
using Vae.Core.Tests.Engines.Managed;

namespace Vae.Core.Tests.Scaling;

/// <summary>Scaling by the kinds of a table's columns.</summary>
public sealed class FeatureScalerColumnsTests
{
    private static readonly TableSchema Schema = new(TableColumn.Count("n"), TableColumn.Binary("b"), TableColumn.Numeric("x"), MixedRows.Levels("l", 2));

    private static readonly float[] Rows = [0, 1, 3, 1, 0, 9, 0, 5, 0, 1, 999, 0, 4, 0, 0, 99999, 1, -2, 1, 0];

    [Theory]
    [InlineData(ScalingKind.None)]
    [InlineData(ScalingKind.Standardize)]
    [InlineData(ScalingKind.MinMax)]
    [InlineData(ScalingKind.Robust)]
    public void Fit_EachKind_ScalesLogarithmsOfCountsAndLeavesLevelsAlone(ScalingKind kind)
    {
        var logarithms = Rows.Select((value, i) => i % 5 == 0 ? MathF.Log(1 + value) : value).ToArray();
        var wanted = FeatureScaler.Fit(kind, logarithms, 5);
        var (expected, scaled, back) = (new float[Rows.Length], new float[Rows.Length], new float[Rows.Length]);
        wanted.Scale(logarithms, expected);

        var scaler = FeatureScaler.Fit(kind, Rows, 5, Schema, null);
        scaler.Scale(Rows, scaled);
        scaler.Unscale(scaled, back);

        for (var i = 0; i < Rows.Length; i++)
        {
            Assert.Equal(i % 5 is 0 or 2 ? expected[i] : Rows[i], scaled[i], 1e-6f);
            Assert.Equal(Rows[i], back[i], 2e-5f * (1 + Math.Abs(Rows[i])));
        }
    }

    [Fact]
    public void Fit_SourceOfColumns_EqualsThatOfRows()
    {
        var ofRows = FeatureScaler.Fit(ScalingKind.Robust, Rows, 5, Schema, null);

        var ofSource = FeatureScaler.Fit(ScalingKind.Robust, new MemoryRowSource(Rows, 5), Schema, CancellationToken.None);

        Assert.Equal(ofRows.Offset.ToArray(), ofSource.Offset.ToArray());
        Assert.Equal(ofRows.Factor.ToArray(), ofSource.Factor.ToArray());
    }

    [Fact]
    public void Scale_InPlaceAndBelowZero_IsTheMirroredLogarithm()
    {
        var scaler = FeatureScaler.FromParts(ScalingKind.Standardize, [1], [2], float.PositiveInfinity, new TableSchema(TableColumn.Count("n")));
        float[] values = [-9, float.NaN, 1e30f];

        scaler.Scale(values, values);

        Assert.Equal([(-MathF.Log(10) - 1) * 2, float.NaN, (MathF.Log(1e30f) - 1) * 2], values);
        scaler.Unscale(values, values);
        Assert.Equal(-9, values[0], 1e-4f);
    }
}
