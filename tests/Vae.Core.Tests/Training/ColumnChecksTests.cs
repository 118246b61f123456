using Vae.Core.Data;
using Vae.Core.Likelihoods;
using Vae.Core.Models;
using Vae.Core.Objectives;
using Vae.Core.Options;
using Vae.Core.Tests.Engines.Managed;

namespace Vae.Core.Tests.Training;

/// <summary>Rows and options that do not go with the columns are refused by name.</summary>
public sealed class ColumnChecksTests
{
    private static readonly TableSchema Schema = new(TableColumn.Binary("flag"), MixedRows.Levels("protocol", 2), TableColumn.Count("bytes"));

    [Theory]
    [InlineData(0, 2f, "flag")]
    [InlineData(0, -0.5f, "flag")]
    [InlineData(1, 0.5f, "protocol")]
    [InlineData(2, 1f, "protocol")]
    [InlineData(3, -1f, "bytes")]
    public void Fit_ValueThatTheColumnCannotHave_NamesRowAndColumn(int feature, float value, string column)
    {
        var rows = new float[] { 0, 1, 0, 5, 1, 1, 0, 7, 0, 0, 0, 2, 1, 0, 1, 3 };
        rows[4 + feature] = value;

        var error = Assert.Throws<VaeDataException>(() => new VaeTrainer(new VaeOptions { Columns = Schema }).Fit(new MemoryRowSource(rows, 4)));

        Assert.Contains("Row 1 (counted from 0)", error.Message, StringComparison.Ordinal);
        Assert.Contains($"'{column}'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_RowsOfAllKinds_Trains()
    {
        float[] rows = [0, 1, 0, 5, 1, 1, 0, 7, 0, 0, 0, 2, 1, 0, 1, 3];

        var model = new VaeTrainer(new VaeOptions { Columns = Schema, Training = new() { Steps = 3 } }).Fit(new MemoryRowSource(rows, 4));

        Assert.Equal(3, model.LatentDimension);
    }

    [Fact]
    public void Validate_VaeGanWithLevels_IsRefused()
    {
        var options = new VaeOptions
        {
            Columns = Schema,
            Likelihood = Likelihood.GaussianFixed(),
            Objective = new() { Kind = ObjectiveKind.VaeGan },
            Scoring = new() { Kind = ScoreKind.SquaredError },
        };

        Assert.Contains("VaeGan", Assert.Throws<ArgumentException>(options.Validate).Message, StringComparison.Ordinal);
        (options with { Columns = TableSchema.Numeric(["a", "b"]) }).Validate();
    }

    [Fact]
    public void Validate_NoiseThatMakesImpossibleRows_IsRefused()
    {
        var options = new VaeOptions { Columns = Schema, Objective = new() { Corruption = Corruption.Gaussian(0.2f) } };

        Assert.Contains("Masking", Assert.Throws<ArgumentException>(options.Validate).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>((options with { Objective = new() { Corruption = Corruption.SaltAndPepper(0.2f) } }).Validate);
        (options with { Objective = new() { Corruption = Corruption.Masking(0.2f) } }).Validate();
        (options with { Columns = new TableSchema(TableColumn.Numeric("a"), TableColumn.Count("b")) }).Validate();
    }
}
