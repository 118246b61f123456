using Vae.Core.Data;
using Vae.Core.Generation;
using Vae.Core.Options;
using Vae.Core.Tests.Engines.Managed;
using Vae.Core.Tests.Scoring;

namespace Vae.Core.Tests.Generation;

/// <summary>Rows drawn from models of columns of several kinds.</summary>
public sealed class MixedSamplingTests
{
    private static readonly int Width = MixedRows.Schema.Width;

    [Fact]
    public void S7_Sample_WithDecoderNoise_DrawsLevelsAndBinariesByTheirProbabilities()
    {
        const int Count = 40_000;
        var model = RandomModel.Make(new VaeOptions { Columns = MixedRows.Schema, Network = new() { HiddenLayers = [8], LatentDimension = 3 }, Seed = 2 }, Width);

        var means = model.Sample(Count, seed: 4).Rows;
        var draws = model.Sample(Count, seed: 4, new SamplingOptions { DecoderNoise = true }).Rows;

        for (var c = 0; c < MixedRows.Schema.Columns.Length; c++)
        {
            var (kind, start, end) = (MixedRows.Schema.Columns[c].Kind, MixedRows.Schema.Offset(c), MixedRows.Schema.Offset(c + 1));
            for (var d = start; d < end && kind is ColumnKind.Binary or ColumnKind.Categorical; d++)
            {
                var (wanted, found) = (Mean(means, d), Mean(draws, d));
                Assert.Equal(wanted, found, 4 * Math.Sqrt(0.25 / Count));
            }

            for (var row = 0; kind == ColumnKind.Categorical && row < Count; row++)
            {
                var levels = draws.AsSpan((row * Width) + start, end - start);
                Assert.Equal(1, levels.Count(1f));
                Assert.Equal(end - start - 1, levels.Count(0f));
            }
        }
    }

    [Fact]
    public void Sample_WithDecoderNoiseFromLaterRow_ContinuesTheSequence()
    {
        var model = RandomModel.Make(new VaeOptions { Columns = MixedRows.Schema, Network = new() { HiddenLayers = [8], LatentDimension = 3 }, Seed = 2 }, Width);

        var all = model.Sample(50, seed: 9, new SamplingOptions { DecoderNoise = true }).Rows;
        var rest = model.Sample(20, seed: 9, new SamplingOptions { DecoderNoise = true, FirstRow = 30 }).Rows;

        Assert.Equal(all[(30 * Width)..], rest);
    }

    private static double Mean(float[] rows, int feature)
    {
        var sum = 0.0;
        for (var i = feature; i < rows.Length; i += Width)
        {
            sum += rows[i];
        }

        return sum / (rows.Length / Width);
    }
}
