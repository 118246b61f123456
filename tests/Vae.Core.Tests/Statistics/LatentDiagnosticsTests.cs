using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Core.Options;
using Vae.Core.Statistics;
using Vae.Core.Tests.Children;
using Vae.Core.Tests.Oracles;

namespace Vae.Core.Tests.Statistics;

public sealed class LatentDiagnosticsTests
{
    [Fact]
    public void Of_Codes_GivesMeanKlAndVarianceOfEachDimension()
    {
        // Dimension 0 varies, dimension 1 barely, dimension 2 not at all but far from 0.
        float[] mean = [1, 0.05f, 3, -1, -0.05f, 3, 2, 0, 3, -2, 0, 3];
        float[] logVariance = [0, -1, 0.5f, 0, -1, 0.5f, 0, -2, 0.5f, 0, -2, 0.5f];

        var diagnostics = LatentDiagnostics.Of(mean, logVariance, 3);

        for (var j = 0; j < 3; j++)
        {
            var expected = Enumerable.Range(0, 4).Average(i => ReferenceMath.Divergence(mean[(i * 3) + j], logVariance[(i * 3) + j]));
            Assert.Equal(expected, diagnostics.KlPerDimension[j], 1e-6);
        }

        Assert.Equal(2.5, diagnostics.MeanVariances[0], 1e-6);
        Assert.Equal(0.00125, diagnostics.MeanVariances[1], 1e-6);
        Assert.Equal(0, diagnostics.MeanVariances[2], 1e-6);
        Assert.Equal(1, diagnostics.ActiveUnits);
    }

    [Fact]
    public void Fit_OverwhelmingKl_WarnsOfCollapse()
    {
        var model = Fit(new ObjectiveOptions { KlWeight = 1000 });

        Assert.Equal(0, model.Report.ActiveUnits);
        Assert.True(model.Report.IsCollapsed);
        Assert.Contains("collapsed", Assert.Single(model.Report.Warnings), StringComparison.Ordinal);
        Assert.All(model.Report.KlPerDimension, kl => Assert.InRange(kl, 0, 0.05));
    }

    [Fact]
    public void Fit_TwoFactors_UsesUnitsAndDoesNotWarn()
    {
        var model = Fit(new ObjectiveOptions());

        Assert.InRange(model.Report.ActiveUnits, 2, 5);
        Assert.False(model.Report.IsCollapsed);
        Assert.Empty(model.Report.Warnings);
        Assert.Equal(5, model.Report.KlPerDimension.Length);
        Assert.True(model.Report.KlPerDimension.Max() > 0.5);
    }

    private static VaeModel Fit(ObjectiveOptions objective)
    {
        var rows = new float[500 * 10];
        new GeneratedRows(500, 10).OpenReader().Read(rows);
        return new VaeTrainer(new VaeOptions
        {
            Network = new NetworkOptions { HiddenLayers = [16], LatentDimension = 5 },
            Objective = objective,
            Training = new TrainingOptions { Steps = 600, BatchSize = 50, Optimizer = new OptimizerOptions { LearningRate = 0.01f, Beta2 = 0.9f } },
        }).Fit(new MemoryRowSource(rows, 10));
    }
}
