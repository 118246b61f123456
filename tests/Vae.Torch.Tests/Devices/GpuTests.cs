using Vae.Core.Engines;
using Vae.Core.Options;
using Vae.Core.Tests.Engines.Managed;
using Vae.Torch.Tests.Support;

namespace Vae.Torch.Tests.Devices;

/// <summary>What needs a card: the same parity as on the processor, rows that stay on the device, and the lower precisions.</summary>
[Trait("Category", "Gpu")]
public sealed class GpuTests
{
    [SkippableTheory]
    [MemberData(nameof(Parity.GradientTests.Models), MemberType = typeof(Parity.GradientTests))]
    public void ComputeGradient_OnTheGpu_EqualsTheManagedEngine(string likelihood, Activation activation, int samples, bool dropout, bool freeBits)
    {
        Machine.NeedsGpu();
        var @case = new EngineCase(TorchCase.Small(likelihood, activation, samples, dropout, freeBits ? 0.12f : 0), features: 7, rows: 33);
        var (expected, expectedLosses) = @case.Run();

        var (actual, actualLosses) = @case.RunTorch("cuda:0");

        Agreement.Equal(expectedLosses, actualLosses);
        Agreement.Equal(@case.Layout, expected, actual, 1e-4, "Gradient");
    }

    [SkippableTheory]
    [MemberData(nameof(Parity.TrainingTests.Models), MemberType = typeof(Parity.TrainingTests))]
    public void Step_AHundredTimesOnTheGpu_EqualsTheManagedEngine(string likelihood, Activation activation, string kind)
    {
        Machine.NeedsGpu();
        var @case = new EngineCase(Parity.TrainingTests.Options(likelihood, activation, kind), features: 7, rows: 33);
        using var managed = @case.Open();
        using var gpu = @case.OpenTorch("cuda:0");
        foreach (var session in new[] { managed, gpu })
        {
            for (var step = 0; step < 100; step++)
            {
                session.Step(@case.Rows, @case.Settings(step) with { LearningRate = 0.003f, Injection = null });
            }
        }

        Agreement.Equal(@case.Layout, managed.State(@case).Parameters, gpu.State(@case).Parameters, 1e-3, "Parameter");
        Agreement.Equal(managed.TakeLosses(), gpu.TakeLosses());
    }

    [SkippableFact]
    public void Step_RowsOnTheGpuByAnnouncedOrder_EqualTheRowsThemselves()
    {
        Machine.NeedsGpu();
        var @case = new EngineCase(TorchCase.Small("PerFeature"), features: 9, rows: 40);
        using var byIndex = @case.OpenTorch("cuda:0");
        using var byRow = @case.OpenTorch("cuda:0");
        int[] order = [7, 3, 3, 39, 0, 12, 11];

        byIndex.UseRows(@case.Rows);
        byIndex.AnnounceOrder(order);
        byIndex.Step(order.AsSpan(2, 4), new StepSettings(3, 0.01f, 1));
        byRow.Step(order[2..6].SelectMany(row => @case.Rows.AsSpan(row * 9, 9).ToArray()).ToArray(), new StepSettings(3, 0.01f, 1));

        Agreement.Equal(@case.Layout, byRow.State(@case).Parameters, byIndex.State(@case).Parameters, 1e-5, "Parameter");
        Assert.Contains("rows on the device", byIndex.Description, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData(EnginePrecision.TF32, 0.01)]
    [InlineData(EnginePrecision.BFloat16, 0.05)]
    public void ComputeGradient_LowerPrecision_IsWithinItsStatedAccuracy(EnginePrecision precision, double tolerance)
    {
        Machine.NeedsGpu();
        var @case = new EngineCase(TorchCase.Small("PerFeature"), features: 7, rows: 64);
        var (expected, _) = @case.Run();
        using var session = @case.OpenTorch("cuda:0", precision: precision);
        var actual = new float[@case.Layout.Count];

        session.ComputeGradient(@case.Rows, @case.Settings(), actual);

        Agreement.Equal(@case.Layout, expected, actual, tolerance, "Gradient");
    }
}
