using Microsoft.ML;
using Vae.Core;
using Vae.Core.Data;
using Vae.Core.Options;
using Vae.Data.Options;
using Vae.MLNet.Columns;
using Vae.MLNet.Tests.Support;

namespace Vae.MLNet.Tests;

/// <summary>NaN in the feature column as a value that was not observed.</summary>
public sealed class ImputeTests
{
    private readonly MLContext ml = new(seed: 1);

    private static VaeOptions Observing => TestData.Model with { MissingValues = MissingValueHandling.Observed };

    [Fact]
    public void Impute_RowsWithHoles_FillsThemAndKeepsTheRest()
    {
        var rows = TestData.RowsWithHoles(200);
        var view = ml.Data.LoadFromEnumerable(rows);
        var transformer = ml.Vae.Impute(latentDimension: 3, epochs: 600).Fit(view);

        var imputed = Read(transformer.Transform(view)).Select(row => row.Imputed).ToArray();

        Assert.Equal(MissingValueHandling.Observed, transformer.Model.Options.MissingValues);
        var expected = new float[rows.Length * Row.FeatureCount];
        transformer.Model.Impute([.. rows.SelectMany(row => row.Features)], expected);
        Assert.Equal(expected, imputed.SelectMany(row => row));
        var complete = TestData.Rows(200);
        double error = 0, size = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            for (var d = 0; d < Row.FeatureCount; d++)
            {
                if (!float.IsNaN(rows[i].Features[d]))
                {
                    Assert.Equal(rows[i].Features[d], imputed[i][d]);
                }
                else if (rows[i].Label == 0)
                {
                    var mean = complete.Where(row => row.Label == 0).Average(row => row.Features[d]);
                    error += Math.Pow(imputed[i][d] - complete[i].Features[d], 2);
                    size += Math.Pow(mean - complete[i].Features[d], 2);
                }
            }
        }

        Assert.True(error < 0.8 * size, $"{error} of the model, {size} of the mean.");
    }

    [Fact]
    public void Impute_OntoTheFeatures_ReplacesThem()
    {
        var view = ml.Data.LoadFromEnumerable(TestData.RowsWithHoles(60));

        var filled = ml.Vae.Impute("Features", inputColumnName: null, latentDimension: 3, epochs: 3).Fit(view).Transform(view);

        Assert.All(Read(filled), row => Assert.All(row.Features, value => Assert.True(float.IsFinite(value))));
        Assert.Equal(Row.FeatureCount, ((Microsoft.ML.Data.VectorDataViewType)filled.Schema["Features"].Type).Size);
    }

    [Fact]
    public void Fit_RowsWithHoles_TakesEachAndScoresEach()
    {
        var view = ml.Data.LoadFromEnumerable(TestData.RowsWithHoles(100));

        var transformer = ml.Vae.DetectAnomalies(TestData.AllColumns with { ImputedColumnName = "Imputed", FeatureContributionsColumnName = "Why", Model = Observing }).Fit(view);

        Assert.Equal(100, transformer.Model.Report.TrainingRows);
        var scored = transformer.Transform(view);
        Assert.Equal(["Latent", "Reconstruction", "Score", "PredictedLabel", "Why", "Imputed"], scored.Schema.Skip(view.Schema.Count).Select(column => column.Name));
        Assert.All(Read(scored), row =>
        {
            Assert.True(float.IsFinite(row.Score));
            Assert.All(row.Why.Zip(row.Features), parts => Assert.True(!float.IsNaN(parts.Second) || parts.First == 0));
        });
    }

    [Fact]
    public void Fit_RowsWithHolesThatMayNotBe_IsRefusedAsBefore()
    {
        var view = ml.Data.LoadFromEnumerable(TestData.RowsWithHoles(100));

        Assert.Throws<VaeDataException>(() => ml.Vae.DetectAnomalies(TestData.AllColumns).Fit(view));
    }

    [Fact]
    public void Fit_InputColumnsWithHoles_ImputesThem()
    {
        var rows = Connections.Rows(120);
        for (var i = 0; i < rows.Length; i += 3)
        {
            rows[i].Seconds = float.NaN;
        }

        var transformer = ml.Vae.DetectAnomalies(new VaeAnomalyDetectionOptions
        {
            InputColumnNames = ["Seconds", "Protocol", "Port", "Bytes", "LoggedIn"],
            Inference = new ColumnInference { Kinds = Connections.Kinds },
            ImputedColumnName = "Imputed",
            Model = Observing,
        }).Fit(Connections.View(ml, rows));

        var scored = transformer.Transform(Connections.View(ml, rows));

        Assert.Equal(120, transformer.Model.Report.TrainingRows);
        Assert.All(Read(scored), row => Assert.True(float.IsFinite(row.Score) && float.IsFinite(row.Imputed[0])));
    }

    [Fact]
    public void Columns_ImputedOfAModelToWhichNothingMayBeMissing_IsRefused()
    {
        var error = Assert.Throws<ArgumentException>(() => ml.Vae.DetectAnomalies(TestData.AllColumns with { ImputedColumnName = "Imputed" }));
        Assert.Contains("MissingValues = Observed", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => ml.Vae.FromModel(TestData.Fit(ml).Model, new VaeColumns { Imputed = "Imputed" }));
    }

    private Filled[] Read(IDataView view) => [.. ml.Data.CreateEnumerable<Filled>(view, reuseRowObject: false, ignoreMissingColumns: true)];

    private sealed class Filled
    {
        public float[] Features { get; set; } = [];

        public float[] Imputed { get; set; } = [];

        public float[] Why { get; set; } = [];

        public float Score { get; set; }
    }
}
