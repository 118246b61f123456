using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Core.Onnx;
using Vae.Core.Options;
using Vae.Core.Tests.Onnx.Runtimes;

namespace Vae.Core.Tests.Onnx;

/// <summary>
/// Equal rows of one batch have equal outputs, up to rounding, wherever in it they stand. Where a row holds a NaN that is not a matter of course: ReduceMax of ONNX Runtime gives equal rows other numbers by their place in
/// memory (findings/reduce-max-of-equal-rows-differs.sh), so that no output may rest on it.
/// </summary>
public sealed class EqualRowsTests
{
    private const int Columns = 5;
    private const int Copies = 16;

    // The runtime adds in an order that depends on the place too.
    private const float Rounding = 1e-4f;

    public static TheoryData<ScoreKind, MissingValueHandling> Models()
    {
        var data = new TheoryData<ScoreKind, MissingValueHandling>();
        foreach (var kind in Enum.GetValues<ScoreKind>())
        {
            foreach (var handling in Enum.GetValues<MissingValueHandling>())
            {
                data.Add(kind, handling);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Run_EqualRowsWithAMissingValue_HaveEqualOutputs(ScoreKind kind, MissingValueHandling handling)
    {
        var random = new Random(11);
        float[] rows = [.. Enumerable.Range(0, 200 * Columns).Select(_ => (float)random.NextDouble())];
        var model = new VaeTrainer(new VaeOptions
        {
            Network = new NetworkOptions { HiddenLayers = [7], LatentDimension = 3 },
            Training = new TrainingOptions { Steps = 10 },
            Scoring = new ScoringOptions { Kind = kind },
            MissingValues = handling,
        }).Fit(new MemoryRowSource(rows, Columns));
        using var session = InProcess.Session(model, new OnnxExportOptions { Contributions = "contributions" });

        for (var missing = 0; missing < Columns; missing++)
        {
            var row = rows[..Columns];
            row[missing] = float.NaN;
            float[] copies = [.. Enumerable.Repeat(row, Copies).SelectMany(value => value)];
            var scores = InProcess.Floats(session, copies, Columns, "score");
            var parts = InProcess.Floats(session, copies, Columns, "contributions");

            Assert.All(scores, score => Assert.Equal(scores[0], score, Rounding));
            Assert.Equal(handling == MissingValueHandling.Observed, float.IsFinite(scores[0]));
            Assert.All(Enumerable.Range(0, parts.Length), i => Assert.Equal(parts[i % Columns], parts[i], Rounding));
        }
    }
}
