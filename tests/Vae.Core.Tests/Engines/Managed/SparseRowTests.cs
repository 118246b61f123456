using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Vae.Core.Data;
using Vae.Core.Engines;
using Vae.Core.Engines.Managed;
using Vae.Core.Engines.Managed.Layers;
using Vae.Core.Engines.Managed.Panels;
using Vae.Core.Likelihoods;
using Vae.Core.Models;
using Vae.Core.Objectives;
using Vae.Core.Options;
using Vae.Core.Simd;

namespace Vae.Core.Tests.Engines.Managed;

/// <summary>Training and scoring rows that are mostly zeros: no bit depends on who is looked at by non-zeros, or on threads.</summary>
public sealed class SparseRowTests
{
    private const int Features = 150;

    public static TheoryData<string> Kinds() => ["plain", "corrupted", "binarised", "bernoulli", "clipped", "missing"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void ComputeGradient_OnceByAllNumbersAndOnceByNonZeros_GivesTheSameBits(string kind)
    {
        var @case = new EngineCase(Options(kind, threads: 2), Features, rows: 110);
        Thin(@case.Rows, 0.1, 110);
        using var session = @case.Open();
        var settings = new StepSettings(5, 0.01f, 1);
        var (first, second) = (new float[@case.Layout.Count], new float[@case.Layout.Count]);

        // Weights are loaded for batches that follow one of few non-zeros.
        session.ComputeGradient(@case.Rows, settings, first);
        var before = session.TakeLosses();
        session.ComputeGradient(@case.Rows, settings, second);

        Assert.Equal(MemoryMarshal.Cast<float, int>(first).ToArray(), MemoryMarshal.Cast<float, int>(second).ToArray());
        Assert.Equal(before, session.TakeLosses());
    }

    [Fact]
    public void ComputeGradient_SparseBatchAfterADenseOneAndOneOfBoth_GivesTheBitsOfAFreshSession()
    {
        var @case = new EngineCase(Options("plain", threads: 2), Features, rows: 110);
        var dense = @case.Rows.ToArray();
        Thin(@case.Rows, 0.1, 110);
        float[] mixed = [.. @case.Rows.AsSpan(0, 70 * Features), .. dense.AsSpan(70 * Features)];
        using var used = @case.Open();

        foreach (var batch in (float[][])[@case.Rows, @case.Rows, mixed, dense, dense, mixed, mixed, @case.Rows, @case.Rows.AsSpan(0, 40 * Features).ToArray(), @case.Rows])
        {
            using var fresh = @case.Open();
            Assert.Equal(Gradient(fresh, batch), Gradient(used, batch));
        }

        float[] Gradient(ITrainingSession session, float[] batch)
        {
            var gradient = new float[@case.Layout.Count];
            session.ComputeGradient(batch, new StepSettings(2, 0.01f, 1), gradient);
            return gradient;
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Fit_SparseRowsOnOneTwoAndThreeThreads_GivesIdenticalParameters(string kind)
    {
        var (one, two, three) = (Fit(kind, 1), Fit(kind, 2), Fit(kind, 3));

        Assert.Equal(one.Parts.Parameters, two.Parts.Parameters);
        Assert.Equal(one.Parts.Parameters, three.Parts.Parameters);
        Assert.Equal(one.Threshold, three.Threshold);
    }

    [Theory]
    [InlineData(ScoreKind.ReferenceDistance)]
    [InlineData(ScoreKind.NegativeElbo)]
    public void Score_SparseRowsAmongDenseOnesAndAlone_GivesTheSameBits(ScoreKind kind)
    {
        var options = Options("plain", threads: 2);
        options = options with { Scoring = options.Scoring with { Kind = kind } };
        var rows = Rows(200, 0.1);
        var model = new VaeTrainer(options).Fit(new MemoryRowSource(rows, Features));
        var dense = Rows(200, 1);
        float[] mixed = [.. rows.AsSpan(0, 40 * Features), .. dense.AsSpan(0, 160 * Features)];
        var (scores, alone) = (new float[400], new float[400]);
        float[] both = [.. rows, .. mixed];

        model.Score(both, scores);
        for (var row = 0; row < alone.Length; row++)
        {
            model.Score(both.AsSpan(row * Features, Features), alone.AsSpan(row, 1));
        }

        Assert.Equal(alone, scores);
    }

    [Fact]
    public unsafe void Forward_StackOfOneLayerWithAWeightThatIsNoNumber_SpreadsItAsTheDenseLayerDoes()
    {
        var @case = new EngineCase(Options("plain", threads: 1), Features, rows: 32);
        Thin(@case.Rows, 0.1, 32);
        @case.Parameters[7] = float.NaN;
        var parameters = new PinnedFloats(@case.Parameters.Length);
        @case.Parameters.CopyTo(parameters.Span);
        var (dense, sparse) = (new LayerStack<Simd128, Vector128<float>>(@case.Plan.Encoder, @case.Layout), new SparseStack<Simd128, Vector128<float>>(@case.Plan.Encoder, @case.Layout, parameters));
        var (input, first, second) = (new PinnedFloats(Features * Panel.Lanes), new PinnedFloats(dense.Widest * Panel.Lanes), new PinnedFloats(dense.Widest * Panel.Lanes));
        @case.Rows.AsSpan().CopyTo(input.Span);
        float[] Copy(float* panel) => new Span<float>(panel, @case.Plan.Mean.Inputs * Panel.Lanes).ToArray();

        var expected = Copy(dense.Forward(parameters.Pointer, input.Pointer, first.Pointer, second.Pointer));
        Assert.Equal(expected, Copy(sparse.Forward(input.Pointer, first.Pointer, second.Pointer)));
        Assert.Contains(float.NaN, expected);
    }

    private static VaeModel Fit(string kind, int threads)
    {
        var rows = Rows(300, 0.1);
        if (kind == "missing")
        {
            rows[Features + 4] = float.NaN;
        }

        return new VaeTrainer(Options(kind, threads)).Fit(new MemoryRowSource(rows, Features));
    }

    private static float[] Rows(int count, double density)
    {
        var random = new Random(8);
        var rows = new float[count * Features];
        foreach (ref var value in rows.AsSpan())
        {
            value = (float)random.NextDouble();
        }

        Thin(rows, density, count);
        return rows;
    }

    private static void Thin(float[] rows, double density, int count)
    {
        var random = new Random(9);
        for (var i = 0; i < rows.Length; i++)
        {
            // No column is all zeros.
            rows[i] = random.NextDouble() < density || i / Features == i % Features % count ? rows[i] : 0;
        }
    }

    private static VaeOptions Options(string kind, int threads)
    {
        var options = new VaeOptions
        {
            Network = new NetworkOptions { HiddenLayers = [60, 20], LatentDimension = 5 },
            Training = new TrainingOptions { Steps = 12, BatchSize = 110 },
            Engine = new EngineOptions { Threads = threads },
            Scaling = ScalingKind.None,
            Seed = 4,
        };
        return kind switch
        {
            "bernoulli" => options with { Likelihood = Likelihood.Bernoulli(), Network = options.Network with { Activation = Activation.GELU, Dropout = 0.2f } },
            "binarised" => options with { Likelihood = Likelihood.Bernoulli(), Objective = new ObjectiveOptions { Binarization = Binarization.Dynamic } },
            "corrupted" => options with { Objective = new ObjectiveOptions { Corruption = Corruption.Masking(0.3f), Samples = 2 } },
            "clipped" => options with { Training = options.Training with { GradientClipNorm = 0.7f, Optimizer = new OptimizerOptions { WeightDecay = 0.1f } } },
            "missing" => options with { MissingValues = MissingValueHandling.Observed },
            _ => options,
        };
    }
}
