using Vae.Core.Models;
using Vae.Core.Options;

namespace Vae.Core.Tests.Scoring;

/// <summary>Whether rows have the same outputs alone, in few and in many.</summary>
internal static class CutRows
{
    /// <summary>Scores and rebuilds rows in calls of 1, 3, 32 and 33: bit for bit what one call gives.</summary>
    public static void AssertSame(VaeModel model, ScoreKind kind, float[] rows)
    {
        var (width, count) = (model.InputDimension, rows.Length / model.InputDimension);
        var (whole, rebuilt) = (new float[count], new float[rows.Length]);
        model.Score(rows, kind, whole);
        model.Reconstruct(rows, rebuilt);
        foreach (var cut in (int[])[1, 3, 32, 33])
        {
            var (pieces, rebuiltPieces) = (new float[count], new float[rows.Length]);
            for (var first = 0; first < count; first += cut)
            {
                var here = Math.Min(cut, count - first);
                var some = rows.AsSpan(first * width, here * width);
                model.Score(some, kind, pieces.AsSpan(first, here));
                model.Reconstruct(some, rebuiltPieces.AsSpan(first * width, here * width));
            }

            Assert.Equal(whole, pieces);
            Assert.Equal(rebuilt, rebuiltPieces);
        }
    }
}
