using Vae.Core.Data;
using Vae.Core.Objectives;
using Vae.Core.Options;
using Vae.Core.Simd;

namespace Vae.Core.Tests.Engines.Managed;

/// <summary>Losses and gradients of columns of several kinds, for each objective, against finite differences of the reference.</summary>
public sealed class MixedGradientTests
{
    public static TheoryData<string, ObjectiveKind, int> Models()
    {
        var data = new TheoryData<string, ObjectiveKind, int>();
        foreach (var likelihood in ModelKinds.Likelihoods)
        {
            data.Add(likelihood, ObjectiveKind.Elbo, 1);
            data.Add(likelihood, ObjectiveKind.Elbo, 3);
            data.Add(likelihood, ObjectiveKind.Iwae, 4);
            data.Add(likelihood, ObjectiveKind.Autoencoder, 1);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void ComputeGradient_MixedColumns_EqualsFiniteDifferences(string likelihood, ObjectiveKind kind, int samples)
    {
        var options = Small(likelihood) with { Objective = new ObjectiveOptions { Kind = kind, Samples = samples } };

        Check(new EngineCase(options, MixedRows.Schema.Width, rows: 33));
    }

    [Theory]
    [InlineData(32)]
    [InlineData(128)]
    [InlineData(256)]
    [InlineData(512)]
    public void ComputeGradient_MixedColumnsAtEachWidth_EqualsFiniteDifferences(int bits) =>
        Check(new EngineCase(Small("PerFeature"), MixedRows.Schema.Width, rows: 35), (VectorWidth)bits);

    [Theory]
    [InlineData("Bernoulli", true)]
    [InlineData("PerFeature", false)]
    public void ComputeGradient_MixedColumnsMaskedOrBinarized_EqualsFiniteDifferences(string likelihood, bool isBinarized)
    {
        var objective = new ObjectiveOptions
        {
            Corruption = Corruption.Masking(0.3f), Binarization = isBinarized ? Binarization.Dynamic : Binarization.None, Samples = 2,
        };

        Check(new EngineCase(Small(likelihood) with { Objective = objective }, MixedRows.Schema.Width, rows: 37));
    }

    [Fact]
    public void ComputeGradient_OneCategoricalAlone_EqualsFiniteDifferences() =>
        Check(new EngineCase(Small("PerFeature") with { Columns = new TableSchema(MixedRows.Levels("only", 9)) }, 9, rows: 40));

    [Theory]
    [InlineData("Fixed")]
    [InlineData("PerFeature")]
    public void ComputeGradient_ColumnsOfNumbersAlone_HasTheBitsOfNoColumns(string likelihood)
    {
        var columns = new TableSchema([.. Enumerable.Range(0, 7).Select(i => i % 2 == 0 ? TableColumn.Numeric($"n{i}") : TableColumn.Count($"c{i}"))]);
        var plain = Small(likelihood) with { Columns = null, Network = Small(likelihood).Network with { LatentDimension = 3 } };

        var without = new EngineCase(plain, 7, rows: 33).Run();
        var with = new EngineCase(plain with { Columns = columns }, 7, rows: 33).Run();

        Assert.Equal(without.Gradient, with.Gradient);
        Assert.Equal(without.Losses, with.Losses);
    }

    private static void Check(EngineCase @case, VectorWidth? width = null)
    {
        if (width is { } bits && !VectorWidths.IsSupported(bits))
        {
            return;
        }

        var (gradient, losses) = @case.Run(width: width);
        GradientAssert.EqualsReference(@case, losses);
        GradientAssert.EqualsReference(@case, gradient);
    }

    private static VaeOptions Small(string likelihood) =>
        GradientTests.Small(likelihood, Activation.SiLU, 2, false, 0) with { Columns = MixedRows.Schema };
}
