using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Core.Onnx;
using Vae.Core.Options;
using Vae.Core.Tests.Onnx.Runtimes;

namespace Vae.Core.Tests.Onnx;

/// <summary>An exported graph in ONNX Runtime is given one row or a hundred thousand in a call: those who score on many machines choose the size of their batches.</summary>
public sealed class BatchSizeTests
{
    private const int Columns = 4;
    private const int MostRows = 100_000;

    // The engine and ONNX Runtime add in other orders.
    private const double Tolerance = 1e-4;

    /// <summary>The sizes around the 32 rows that the engine computes at once among them.</summary>
    private static readonly int[] Sizes = [1, 2, 31, 32, 33, 1000, MostRows];

    [Theory]
    [InlineData(ScoreKind.ReferenceDistance)]
    [InlineData(ScoreKind.SquaredError)]
    [InlineData(ScoreKind.ReconstructionLogLikelihood)]
    public void Run_OneRowToAHundredThousand_GivesTheScoresOfTheModel(ScoreKind kind)
    {
        var rows = Rows(MostRows);
        var model = new VaeTrainer(new VaeOptions
        {
            Network = new NetworkOptions { HiddenLayers = [8], LatentDimension = 2 },
            Training = new TrainingOptions { Steps = 50 },
            Scoring = new ScoringOptions { Kind = kind },
        }).Fit(new MemoryRowSource(rows.AsMemory(0, 500 * Columns), Columns));
        var expected = new float[MostRows];
        model.Score(rows, expected);
        using var session = InProcess.Session(model, new OnnxExportOptions());

        foreach (var size in Sizes)
        {
            // Others than the first of all, as far as there are any.
            var first = Math.Min(1000, MostRows - size);
            var actual = InProcess.Floats(session, rows.AsSpan(first * Columns, size * Columns), Columns, "score");

            Assert.Equal(size, actual.Length);
            for (var i = 0; i < size; i++)
            {
                var wanted = expected[first + i];
                Assert.True(Math.Abs(actual[i] - wanted) <= Tolerance * (1 + Math.Abs(wanted)), $"Row {i} of {size}: {actual[i]}, where the model scores {wanted}.");
            }
        }
    }

    /// <summary>Two hidden numbers behind four columns, and noise.</summary>
    private static float[] Rows(int count)
    {
        var random = new Random(1);
        var rows = new float[count * Columns];
        for (var i = 0; i < count; i++)
        {
            var (a, b) = (random.NextSingle(), random.NextSingle());
            for (var column = 0; column < Columns; column++)
            {
                rows[(i * Columns) + column] = (a * (column + 1)) - (b * (3 - column)) + (0.1f * random.NextSingle());
            }
        }

        return rows;
    }
}
