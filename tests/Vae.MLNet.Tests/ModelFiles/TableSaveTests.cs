using System.IO.Compression;
using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.Core;
using Vae.Core.Data;
using Vae.Core.Onnx;
using Vae.Data.Options;
using Vae.MLNet.Columns;
using Vae.MLNet.Tests.Support;

namespace Vae.MLNet.Tests.ModelFiles;

/// <summary>Pipelines over several columns, of numbers and of text, outlive a file: by ML.NET alone and by ours.</summary>
public sealed class TableSaveTests
{
    private readonly MLContext ml = new(seed: 1);

    [Fact]
    public void Save_ColumnsOfEveryType_KeepColumnsAndValues()
    {
        var pipeline = ml.Vae.DetectAnomalies(Connections.AllColumns).Fit(Connections.View(ml, Connections.Rows(200)));

        var loaded = AssertSurvives(pipeline, Connections.RowsWithStrangers(50));

        var transformer = Assert.Single(loaded.OfType<VaeTransformer>());
        Assert.Equal(Connections.Schema, transformer.Model.Columns);
        Assert.Equal(pipeline.Columns, transformer.Columns);
    }

    [Fact]
    public void Save_WhatWasLoaded_KeepsItAgain()
    {
        var pipeline = ml.Vae.DetectAnomalies(Connections.AllColumns).Fit(Connections.View(ml, Connections.Rows(200)));
        var view = Connections.View(ml, []);
        var loaded = PipelineFile.LoadByUs(PipelineFile.Save(ml, pipeline, view.Schema));

        AssertSurvives(loaded, Connections.RowsWithStrangers(50));
    }

    [Fact]
    public void Save_NumbersOfManyTypes_KeepValues()
    {
        var pipeline = ml.Vae.DetectAnomalies(["Seconds", "Port", "Bytes", "Rate", "Errors"], epochs: 2).Fit(Connections.View(ml, Connections.Rows(100)));

        Assert.Null(pipeline.Model.Columns);
        AssertSurvives(pipeline, Connections.Rows(40, seed: 3));
    }

    [Fact]
    public void Save_ModelPutIntoAPipeline_KeepsValues()
    {
        var rows = Connections.Rows(120);
        string[] inputs = ["Protocol", "Seconds", "LoggedIn"];
        var model = ml.Vae.DetectAnomalies(inputs, epochs: 2).Fit(Connections.View(ml, rows)).Model;

        AssertSurvives(ml.Vae.FromModel(model, VaeColumns.ForAnomalies with { Inputs = [.. inputs] }), Connections.RowsWithStrangers(30));
    }

    [Fact]
    public void Save_TextsThatMarkMissingValues_AreMissingInASavedPipelineToo()
    {
        var pipeline = ml.Vae.DetectAnomalies(["Protocol", "Seconds"], epochs: 1).Fit(Connections.View(ml, Connections.Rows(100)));
        var rows = Connections.Rows(10, seed: 3);
        (rows[1].Protocol, rows[2].Protocol, rows[3].Protocol, rows[4].Protocol, rows[5].Protocol) = ("NA", "Null", "n/A", "?", "gopher");

        AssertSurvives(pipeline, rows);

        Assert.Equal([1, 2, 3, 4], pipeline.Transform(Connections.View(ml, rows)).GetColumn<float>("Score").Index().Where(score => float.IsNaN(score.Item)).Select(score => score.Index));
    }

    [Fact]
    public void Save_TextsThatAreNotObserved_KeepValues()
    {
        string[] inputs = ["Seconds", "Protocol", "Port"];
        var pipeline = ml.Vae.DetectAnomalies(new VaeAnomalyDetectionOptions
        {
            InputColumnNames = [.. inputs],
            Inference = new ColumnInference { Kinds = new Dictionary<string, ColumnKind> { ["Port"] = ColumnKind.Categorical } },
            LatentColumnName = "Latent",
            Model = TestData.Model with { MissingValues = MissingValueHandling.Observed },
        }).Fit(Connections.View(ml, Connections.Rows(200)));
        var rows = Connections.RowsWithStrangers(50);
        rows[3].Seconds = float.NaN;
        rows[5].Protocol = "";
        rows[6].Protocol = "gopher";

        AssertSurvives(pipeline, rows);
    }

    [Theory]
    [InlineData("Flags", "'Flags' is a vector of texts")]
    [InlineData("Zone", "MapKeyToValue")]
    public void Save_InputWhoseMissingValuesCannotBeTold_IsRefusedWithAdvice(string input, string words)
    {
        var pipeline = ml.Vae.DetectAnomalies(new VaeAnomalyDetectionOptions
        {
            InputColumnNames = [input, "Seconds"],
            Model = TestData.Model with { MissingValues = MissingValueHandling.Observed },
        }).Fit(Connections.View(ml, Connections.Rows(60)));

        var error = Assert.Throws<NotSupportedException>(() => PipelineFile.Save(ml, pipeline, Connections.View(ml, []).Schema));

        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Save_InputNamedScore_KeepsIt()
    {
        var view = Scored();
        var pipeline = ml.Vae.Encode(["Score", "Word"], epochs: 2).Fit(view);

        PipelineFile.AssertSurvives(ml, pipeline, view);
    }

    [Fact]
    public void Save_LevelsThatAreHardToWrite_KeepThem()
    {
        string[] words = ["a \"b\"", "größe, \n", "  spaces  ", "\ud83d\ude00", "NA", "vae.out(x)"];
        var rows = Enumerable.Range(0, 60).Select(i => new Word { Text = words[i % words.Length], Number = i }).ToArray();
        var view = ml.Data.LoadFromEnumerable(rows);

        var pipeline = ml.Vae.DetectAnomalies(["Text", "Number"], epochs: 2).Fit(view);

        Assert.Equal(words.Order(StringComparer.Ordinal), pipeline.Model.Columns!.Columns[0].Levels.Order(StringComparer.Ordinal));
        PipelineFile.AssertSurvives(ml, pipeline, view);
    }

    [Theory]
    [InlineData("vae.inputs([[\"Protocol\",\"Text\",0]])", "stand for 1 columns but its model was trained on 2")]
    [InlineData("vae.inputs([[\"Protocol\",\"Text\",1048576],[\"a\",\"Text\",1048576]])", "stand for 2097152 columns")]
    [InlineData("vae.inputs([[\"Protocol\",\"Text\",-1],[\"Seconds\",\"Single\",0]])", "no variational autoencoder")]
    [InlineData("vae.inputs([[\"Protocol\",\"Text\",0],[\"Protocol\",\"Text\",0]])", "no variational autoencoder")]
    [InlineData("vae.inputs([[\"Protocol\",\"System.IO.File\",0],[\"Seconds\",\"Single\",0]])", "no variational autoencoder")]
    [InlineData("vae.inputs([[\"Protocol\",\"17\",0],[\"Seconds\",\"Single\",0]])", "no variational autoencoder")]
    [InlineData("vae.inputs([[\"Protocol\"]])", "no variational autoencoder")]
    [InlineData("vae.inputs([[[[[[[1]]]]]]])", "no variational autoencoder")]
    [InlineData("vae.inputs({})", "no variational autoencoder")]
    [InlineData("vae.inputs()", "no variational autoencoder")]
    public void Load_InputsThatCannotBe_AreRefused(string input, string words)
    {
        var pipeline = ml.Vae.DetectAnomalies(["Protocol", "Seconds"], epochs: 1).Fit(Connections.View(ml, Connections.Rows(60)));
        var file = new MemoryStream();
        file.Write(PipelineFile.Save(ml, pipeline, Connections.View(ml, []).Schema));
        using (var archive = new ZipArchive(file, ZipArchiveMode.Update, leaveOpen: true))
        {
            var network = archive.Entries.Single(entry => entry.FullName.Replace('\\', '/').EndsWith("/OnnxModel", StringComparison.Ordinal));
            var name = network.FullName;
            network.Delete();
            using var content = new BinaryWriter(archive.CreateEntry(name).Open());
            using var onnx = new MemoryStream();
            pipeline.Model.Export(onnx, new OnnxExportOptions { Form = OnnxForm.Row, Features = input, Score = "vae.out(Score)", LogVariance = null, Reconstruction = null, Latent = null });
            content.Write((int)onnx.Length);
            content.Write(onnx.ToArray());
        }

        var error = Assert.Throws<ModelFileException>(() => PipelineFile.LoadByUs(file.ToArray()));

        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    private TransformerChain<ITransformer> AssertSurvives(ITransformer pipeline, Connection[] rows)
    {
        // What it reads and the comparison does not know.
        var full = Connections.View(ml, rows);
        var file = PipelineFile.Save(ml, pipeline, full.Schema);
        var drop = ml.Transforms.DropColumns("Time", "Flags", "Bytes", "Rate");
        using var byLibrary = (IDisposable)PipelineFile.LoadByLibrary(file);
        var expected = drop.Fit(pipeline.Transform(full)).Transform(pipeline.Transform(full));
        var other = ((ITransformer)byLibrary).Transform(full);
        SameView.Assert(expected, drop.Fit(other).Transform(other), ordered: false);
        var byUs = PipelineFile.LoadByUs(file);
        var ours = byUs.Transform(full);
        SameView.Assert(expected, drop.Fit(ours).Transform(ours), ordered: true);
        return byUs;
    }

    private IDataView Scored() => ml.Data.LoadFromEnumerable(
        Enumerable.Range(0, 50).Select(i => new Graded { Score = i, Word = i % 2 == 0 ? "even" : "odd" }));

    private sealed class Graded
    {
        public float Score { get; set; }

        public string Word { get; set; } = "";
    }

    private sealed class Word
    {
        public string Text { get; set; } = "";

        public float Number { get; set; }
    }
}
