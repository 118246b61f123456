using System.IO.Compression;
using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.Core.Onnx;
using Vae.Core.Options;
using Vae.MLNet.Columns;
using Vae.MLNet.Saving;
using Vae.MLNet.Tests.Support;

namespace Vae.MLNet.Tests.ModelFiles;

/// <summary>Pipelines through ML.NET's model file: what ML.NET alone loads, and what we load, equals what was saved.</summary>
public sealed class PipelineSaveTests
{
    private readonly MLContext ml = new(seed: 1);

    public static TheoryData<string?, string?, string?, string?> Outputs()
    {
        var data = new TheoryData<string?, string?, string?, string?>();
        for (var chosen = 1; chosen < 16; chosen++)
        {
            data.Add(
                (chosen & 1) != 0 ? "Latent" : null,
                (chosen & 2) != 0 ? "Reconstruction" : null,
                (chosen & 4) != 0 ? "Score" : null,
                (chosen & 8) != 0 ? "PredictedLabel" : null);
        }

        // The linear model within writes 'Score'; nothing of that may show, nor hide what is the user's.
        data.Add("Score", "Rebuilt", "How strange?", "Is strange");
        data.Add("Code", "Score", "Oddity", null);
        data.Add(null, null, "Oddity", "Score");
        data.Add(null, null, "PredictedLabel", "Score");
        data.Add("Features", null, "Number", "Label");
        data.Add("a.output", "b.output", "c.output", "d.output");
        data.Add("Größe", "再構成", "score(1)", ")");
        return data;
    }

    [Theory]
    [MemberData(nameof(Outputs))]
    public void Save_AnyOutputsUnderAnyNames_LoadsTheSame(string? latent, string? reconstruction, string? score, string? predictedLabel)
    {
        var columns = new VaeColumns { Latent = latent, Reconstruction = reconstruction, Score = score, PredictedLabel = predictedLabel };
        var transformer = ml.Vae.FromModel(TestData.Fit(ml).Model, columns);

        var loaded = PipelineFile.AssertSurvives(ml, transformer, TestData.View(ml, 20, seed: 5));

        Assert.Equal(columns, Assert.IsType<VaeTransformer>(Assert.Single(loaded)).Columns);
    }

    [Theory]
    [InlineData(ObjectiveKind.Autoencoder, 1, ScoreKind.SquaredError)]
    [InlineData(ObjectiveKind.Iwae, 3, ScoreKind.ImportanceWeightedNll)]
    public void Save_OtherObjectives_LoadTheSame(ObjectiveKind kind, int samples, ScoreKind score)
    {
        var view = TestData.View(ml, 100);
        var transformer = ml.Vae.DetectAnomalies(TestData.AllColumns with
        {
            Model = TestData.Model with { Objective = new() { Kind = kind, Samples = samples }, Scoring = new() { Kind = score } },
        }).Fit(view);

        var loaded = PipelineFile.AssertSurvives(ml, transformer, view);

        Assert.Equal(transformer.Model.Options.Objective, Assert.IsType<VaeTransformer>(Assert.Single(loaded)).Model.Options.Objective);
    }

    [Theory]
    [InlineData(ScoreKind.ReferenceDistance)]
    [InlineData(ScoreKind.NegativeElbo)]
    public void Save_RowsWithMissingValues_ImputesAndScoresTheSame(ScoreKind score)
    {
        var view = ml.Data.LoadFromEnumerable(TestData.RowsWithHoles(100));
        var transformer = ml.Vae.DetectAnomalies(TestData.AllColumns with
        {
            ImputedColumnName = "Filled in",
            FeatureContributionsColumnName = "Why",
            Model = TestData.Model with { MissingValues = Vae.Core.Data.MissingValueHandling.Observed, Scoring = new() { Kind = score } },
        }).Fit(view);

        var loaded = Assert.IsType<VaeTransformer>(Assert.Single(PipelineFile.AssertSurvives(ml, transformer, view)));

        Assert.Equal("Filled in", loaded.Columns.Imputed);
        Assert.Equal(transformer.Model.Options.ImputationPasses, loaded.Model.Options.ImputationPasses);
    }

    [Theory]
    [InlineData(NormalizationKind.None)]
    [InlineData(NormalizationKind.Batch)]
    [InlineData(NormalizationKind.Layer)]
    public void Save_ImageNetwork_LoadsTheSame(NormalizationKind normalization)
    {
        // Six features as a picture of two rows of three pixels.
        var view = TestData.View(ml, 100);
        var network = NetworkOptions.ForImages(new ImageShape(1, 2, 3)) with { LatentDimension = TestData.LatentDimension, Normalization = normalization };
        var transformer = ml.Vae.DetectAnomalies(TestData.AllColumns with { Model = TestData.Model with { Network = network } }).Fit(view);

        var loaded = PipelineFile.AssertSurvives(ml, transformer, view);

        Assert.Equal(network.Image, Assert.IsType<VaeTransformer>(Assert.Single(loaded)).Model.Options.Network.Image);
    }

    [Fact]
    public void Save_Ensemble_LoadsTheSame()
    {
        var options = TestData.AllColumns with
        {
            ProbabilityColumnName = "Chance",
            FeatureContributionsColumnName = "Why",
            Model = TestData.Model with { Training = TestData.Model.Training with { EnsembleSize = 3 } },
        };
        var transformer = ml.Vae.DetectAnomalies(options).Fit(TestData.View(ml, 200));

        var loaded = PipelineFile.AssertSurvives(ml, transformer, TestData.View(ml, 60));

        Assert.Equal(3, Assert.IsType<VaeTransformer>(Assert.Single(loaded)).Model.EnsembleSize);
    }

    [Fact]
    public void Save_InTheMiddleOfAChain_LoadsTheSame()
    {
        var view = TestData.View(ml, 200);
        var chain = ml.Transforms.Concatenate("All", "Features", "Label")
            .Append(ml.Vae.DetectAnomalies(TestData.AllColumns with { FeatureColumnName = "All", ScoreColumnName = "Oddity", PredictedLabelColumnName = "IsOdd" }))
            .Append(ml.Transforms.NormalizeMeanVariance("Latent"))
            .Append(ml.BinaryClassification.Trainers.LbfgsLogisticRegression("IsStrange", "Latent"))
            .Fit(view);

        var loaded = PipelineFile.AssertSurvives(ml, chain, view);

        Assert.Equal(4, loaded.Count());
        Assert.Single(loaded.OfType<VaeTransformer>());
    }

    [Fact]
    public void Save_ChainsWithinChains_LoadsEveryTransformer()
    {
        var view = TestData.View(ml, 100);
        var inner = ml.Transforms.Concatenate("All", "Features", "Label").Append(ml.Vae.Encode(new VaeEncodingOptions { FeatureColumnName = "All", Model = TestData.Model }));
        var chain = ml.Transforms.CopyColumns("Before", "Label").Append(inner).Append(ml.Transforms.CopyColumns("After", "Latent")).Fit(view);

        var loaded = PipelineFile.AssertSurvives(ml, chain, view);

        Assert.Equal(7, Assert.Single(loaded.OfType<VaeTransformer>()).Model.InputDimension);
    }

    [Fact]
    public void Save_TwoTransformers_LeavesTheFirstScoreAlone()
    {
        var view = TestData.View(ml, 200);
        var chain = ml.Vae.DetectAnomalies(TestData.AllColumns with { LatentColumnName = "Code", ReconstructionColumnName = null })
            .Append(ml.Vae.DetectAnomalies(TestData.AllColumns with { FeatureColumnName = "Code", ScoreColumnName = "Score2", PredictedLabelColumnName = "PredictedLabel2" }))
            .Fit(view);

        var loaded = PipelineFile.AssertSurvives(ml, chain, view);

        Assert.Equal(2, loaded.OfType<VaeTransformer>().Count());
        PipelineFile.AssertSurvives(ml, loaded, view);
    }

    [Fact]
    public void Save_FeaturesNamedScore_LeavesThemAlone()
    {
        var view = ml.Transforms.CopyColumns("Score", "Features").Fit(TestData.View(ml, 20)).Transform(TestData.View(ml, 20));
        var transformer = ml.Vae.FromModel(
            TestData.Fit(ml).Model, new VaeColumns { Features = "Score", Score = "Oddity", PredictedLabel = null });

        PipelineFile.AssertSurvives(ml, transformer, view);
    }

    [Fact]
    public void Save_OneFeature_TakesANumberAndAVector()
    {
        var view = TestData.View(ml, 100);
        var number = ml.Vae.DetectAnomalies(TestData.AllColumns with { FeatureColumnName = "Label" }).Fit(view);
        PipelineFile.AssertSurvives(ml, number, view);

        var vectors = ml.Transforms.Concatenate("One", "Label").Fit(view).Transform(view);
        PipelineFile.AssertSurvives(ml, ml.Vae.DetectAnomalies(TestData.AllColumns with { FeatureColumnName = "One" }).Fit(vectors), vectors);
    }

    [Fact]
    public void Save_RowsWithNaN_ScoreNaNAndAreNotLabelled()
    {
        var rows = TestData.Rows(6);
        rows[1].Features[2] = float.NaN;
        rows[4].Features[0] = float.PositiveInfinity;
        var view = ml.Data.LoadFromEnumerable(rows);

        PipelineFile.AssertSurvives(ml, TestData.Fit(ml), view);

        Assert.True(float.IsNaN(TestData.Read(ml, TestData.Fit(ml).Transform(view))[1].Score));
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(12.345679f)]
    [InlineData(-1e-30f)]
    [InlineData(float.MaxValue)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void Save_AnyThreshold_LabelsTheSame(float threshold)
    {
        var loaded = PipelineFile.AssertSurvives(ml, TestData.Fit(ml).WithThreshold(threshold), TestData.View(ml, 30));

        Assert.Equal(threshold, loaded.OfType<VaeTransformer>().Single().Model.Threshold);
    }

    [Fact]
    public void Save_ThresholdAtAScore_IsNotAboveIt()
    {
        var view = TestData.View(ml, 30);
        var transformer = TestData.Fit(ml);
        var byLibrary = PipelineFile.LoadByLibrary(PipelineFile.Save(ml, transformer, view.Schema)).Transform(view);
        var score = byLibrary.GetColumn<float>("Score").ElementAt(7);

        var again = PipelineFile.LoadByLibrary(PipelineFile.Save(ml, transformer.WithThreshold(score), view.Schema)).Transform(view);

        Assert.Equal(byLibrary.GetColumn<float>("Score").Select(s => s > score), again.GetColumn<bool>("PredictedLabel"));
    }

    [Fact]
    public void Save_OfALoadedPipeline_LoadsTheSame()
    {
        var view = TestData.View(ml, 50);
        var chain = ml.Transforms.CopyColumns("Input", "Features").Append(ml.Vae.DetectAnomalies(TestData.AllColumns with { FeatureColumnName = "Input" })).Fit(view);

        var ours = PipelineFile.LoadByUs(PipelineFile.Save(ml, chain, view.Schema));
        var again = PipelineFile.LoadByUs(PipelineFile.Save(ml, ours, view.Schema));
        SameView.Assert(chain.Transform(view), again.Transform(view), ordered: true);

        // What ML.NET alone loaded and saved again is still ours.
        var byLibrary = PipelineFile.LoadByLibrary(PipelineFile.Save(ml, chain, view.Schema));
        SameView.Assert(chain.Transform(view), PipelineFile.LoadByUs(PipelineFile.Save(ml, byLibrary, view.Schema)).Transform(view), ordered: true);
    }

    [Fact]
    public void Save_WithADataLoader_LoadsThePipeline()
    {
        var path = Path.Combine(Path.GetTempPath(), $"vae-{Guid.NewGuid():N}.csv");
        try
        {
            File.WriteAllLines(path, TestData.Rows(60).Select(r => string.Join(',', r.Features.Select(f => f.ToString("R", System.Globalization.CultureInfo.InvariantCulture)))));
            var loader = ml.Data.CreateTextLoader([new TextLoader.Column("Features", DataKind.Single, 0, 5)], separatorChar: ',');
            var view = loader.Load(path);
            var chain = ml.Transforms.CopyColumns("Input", "Features").Append(ml.Vae.DetectAnomalies(TestData.AllColumns)).Fit(view);
            using var stream = new MemoryStream();
            ml.Model.Save(chain, loader, stream);
            stream.Position = 0;

            var loaded = ml.Vae.Load(stream, out var schema);

            Assert.Equal("Features", Assert.Single(schema!).Name);
            SameView.Assert(chain.Transform(view), loaded.Transform(view), ordered: true);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Save_ThroughATemporaryFile_LeavesNone()
    {
        var folder = new TemporaryFolder();
        using (BuiltInSteps.Create(TestData.Fit(ml).ToSaved(), new MLContext { TempFilePath = folder.Path }))
        {
            // ML.NET's own copy of the network, which it would leave lying about.
            Assert.NotEmpty(Directory.GetFiles(folder.Path));
        }

        folder.Dispose();

        Assert.False(Directory.Exists(folder.Path));
    }

    [Fact]
    public void Load_OfAStreamThatDoesNotSeek_LoadsTheSame()
    {
        var view = TestData.View(ml, 20);
        using var packed = new MemoryStream();
        using (var packer = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            packer.Write(PipelineFile.Save(ml, TestData.Fit(ml), view.Schema));
        }

        packed.Position = 0;
        using var stream = new GZipStream(packed, CompressionMode.Decompress);

        SameView.Assert(TestData.Fit(ml).Transform(view), ml.Vae.Load(stream).Transform(view), ordered: true);
    }

    [Fact]
    public void Load_OfASavedPipeline_LeavesNoTemporaryFiles()
    {
        using var folder = new TemporaryFolder();
        var file = PipelineFile.Save(ml, TestData.Fit(ml), TestData.View(ml, 1).Schema);

        new MLContext { TempFilePath = folder.Path }.Vae.Load(new MemoryStream(file));

        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void Save_BesideAnOnnxTransformerOfTheUsersOwn_LeavesThatAlone()
    {
        var view = TestData.View(ml, 20);
        var model = TestData.Fit(ml).Model;
        using var encoder = new MemoryStream();
        model.Export(encoder, new OnnxExportOptions { Part = OnnxPart.Encoder, Form = OnnxForm.Row, Features = "Features", Latent = "Code" });
        encoder.Position = 0;
        var chain = ml.Transforms.ApplyOnnxModel(["Code"], ["Features"], encoder).Fit(view)
            .Append(ml.Vae.FromModel(model, TestData.Fit(ml).Columns));

        var loaded = PipelineFile.AssertSurvives(ml, chain, view);

        Assert.Equal(2, loaded.Count());
        Assert.Single(loaded.OfType<VaeTransformer>());
    }

    [Fact]
    public void Load_OfASavedPipeline_CanDecodeAndTrainAgain()
    {
        var view = TestData.View(ml, 100);
        var fitted = ml.Vae.DetectAnomalies(TestData.AllColumns).Fit(view);

        var loaded = PipelineFile.LoadByUs(PipelineFile.Save(ml, fitted, view.Schema)).OfType<VaeTransformer>().Single();

        var code = TestData.Read(ml, fitted.Transform(view))[3].Latent;
        var (expected, actual) = (new float[Row.FeatureCount], new float[Row.FeatureCount]);
        fitted.Model.Decode(code, expected);
        loaded.Model.Decode(code, actual);
        Assert.Equal(expected, actual);
        var retrained = ml.Vae.DetectAnomalies(TestData.AllColumns with { Model = loaded.Model.Options }).Fit(view);
        TestData.AssertEqual(TestData.Read(ml, fitted.Transform(view)), TestData.Read(ml, retrained.Transform(view)));
    }

    [Fact]
    public void Evaluate_OfWhatTheLibraryLoaded_EqualsOurs()
    {
        var view = TestData.View(ml, 200);
        var fitted = TestData.Fit(ml);
        var loaded = PipelineFile.LoadByLibrary(PipelineFile.Save(ml, fitted, view.Schema));

        var (expected, actual) = (ml.AnomalyDetection.Evaluate(fitted.Transform(view)), ml.AnomalyDetection.Evaluate(loaded.Transform(view)));

        Assert.Equal(expected.AreaUnderRocCurve, actual.AreaUnderRocCurve, 6);
        Assert.Equal(expected.DetectionRateAtFalsePositiveCount, actual.DetectionRateAtFalsePositiveCount, 6);
    }

    [Fact]
    public void PredictionEngine_OverWhatWasLoaded_EqualsTheBatch()
    {
        var rows = TestData.Rows(40, seed: 6);
        var view = ml.Data.LoadFromEnumerable(rows);
        var fitted = TestData.Fit(ml);
        var file = PipelineFile.Save(ml, fitted, view.Schema);
        using var byLibrary = ml.Model.CreatePredictionEngine<Row, Output>(PipelineFile.LoadByLibrary(file));
        using var byUs = ml.Model.CreatePredictionEngine<Row, Output>(PipelineFile.LoadByUs(file));
        var expected = TestData.Read(ml, fitted.Transform(view));

        TestData.AssertEqual(expected, [.. rows.Select(byLibrary.Predict)]);
        TestData.AssertEqual(expected, [.. rows.Select(byUs.Predict)]);
    }

    [Fact]
    public void Load_OfAPath_TellsTheTwoKindsOfFileApart()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var (zip, onnx) = (Path.Combine(folder.FullName, "model.zip"), Path.Combine(folder.FullName, "model.onnx"));
            var view = TestData.View(ml, 20);
            var fitted = TestData.Fit(ml);
            ml.Model.Save(fitted, view.Schema, zip);
            fitted.Model.Save(onnx);

            SameView.Assert(fitted.Transform(view), ml.Vae.Load(zip, out var schema).Transform(view), ordered: true);
            var fromOnnx = Assert.IsType<VaeTransformer>(Assert.Single(ml.Vae.Load(onnx, out var none)));

            Assert.Equal(view.Schema.Select(c => c.Name), schema!.Select(c => c.Name));
            Assert.Null(none);
            Assert.Equal(VaeColumns.ForAnomalies, fromOnnx.Columns);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
