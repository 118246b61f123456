using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.Core;
using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Core.Networks;
using Vae.Core.Options;
using Vae.Data;
using Vae.Data.Options;
using Vae.MLNet.Tests.Support;

namespace Vae.MLNet.Tests;

/// <summary>Columns of a data view that are the context of a row.</summary>
public sealed class ContextTests
{
    private const int Count = 600;

    private static readonly VaeAnomalyDetectionOptions Options = new()
    {
        InputColumnNames = ["Hour", "Load", "Cooling"],
        ContextColumnNames = ["Hour", "Day"],
        Model = new VaeOptions { Training = new() { Steps = 300 }, Engine = new() { Threads = 1 } },
        Seed = 3,
    };

    private readonly MLContext ml = new(seed: 1);

    [Fact]
    public void Fit_ContextColumns_IsTheModelOfTheSameRowsWithTheContextLast()
    {
        var fitted = ml.Vae.DetectAnomalies(Options).Fit(View(1));

        var rows = Rows(1);
        var schema = fitted.Model.Columns!;
        var encoder = new TableEncoder(schema);
        var expanded = new double[Count * schema.Width];
        for (var i = 0; i < Count; i++)
        {
            var row = expanded.AsSpan(i * schema.Width, schema.Width);
            encoder.EncodeNumber(0, rows[i].Load, row);
            encoder.EncodeNumber(1, rows[i].Cooling, row);
            encoder.EncodeNumber(2, rows[i].Hour, row);
            encoder.EncodeText(3, rows[i].Day, row);
        }

        var expected = new VaeTrainer(Options.Model with { Columns = schema, ContextColumnCount = 2, Seed = 3 }).Fit(new DoubleRowSource(expanded, schema.Width));
        Assert.Equal(["Load", "Cooling", "Hour", "Day"], schema.Columns.Select(column => column.Name));
        Assert.Equal(["Hour", "Day"], fitted.Model.ContextColumnNames);
        Assert.Equal(expected.Threshold, fitted.Model.Threshold);
        var (wanted, found) = (new float[Count], new float[Count]);
        expected.Score(expanded, wanted);
        fitted.Model.Score(expanded, found);
        Assert.Equal(wanted, found);
        Assert.Equal(wanted, fitted.Transform(View(1)).GetColumn<float>("Score").ToArray());
    }

    [Fact]
    public void Transform_LoadAtAnotherHour_IsFlagged()
    {
        var fitted = ml.Vae.DetectAnomalies(Options).Fit(View(1));
        Reading[] odd = [new() { Hour = 12, Load = 900, Cooling = 270, Day = "Mon" }, new() { Hour = 0, Load = 900, Cooling = 270, Day = "Mon" }];

        var flags = fitted.Transform(ml.Data.LoadFromEnumerable(odd)).GetColumn<bool>("PredictedLabel").ToArray();

        Assert.Equal([false, true], flags);
    }

    [Fact]
    public void Save_PipelineWithContext_LoadsWithTheSameScoresInMLNetAlone()
    {
        var data = View(1);
        var fitted = ml.Vae.DetectAnomalies(Options).Fit(data);
        var expected = fitted.Transform(View(2)).GetColumn<float>("Score").ToArray();
        using var stream = new MemoryStream();

        ml.Model.Save(fitted, data.Schema, stream);
        stream.Position = 0;
        var loaded = ml.Model.Load(stream, out _);

        TestData.AssertClose(expected, [.. loaded.Transform(View(2)).GetColumn<float>("Score")]);
        stream.Position = 0;
        TestData.AssertClose(expected, [.. ml.Vae.Load(stream, out _).Transform(View(2)).GetColumn<float>("Score")]);
    }

    /// <summary>A vector of features with columns of context beside it.</summary>
    [Fact]
    public void Fit_ContextBesideAFeatureVector_ScoresTheVectorInIt()
    {
        var concatenate = ml.Transforms.Concatenate("Features", "Load", "Cooling");
        var options = Options with { InputColumnNames = [], ContextColumnNames = ["Hour"] };

        var pipeline = concatenate.Append(ml.Vae.DetectAnomalies(options)).Fit(View(1));

        var model = pipeline.LastTransformer.Model;
        Assert.Equal((3, 1), (model.InputDimension, model.ContextDimension));
        var inputs = ml.Transforms.Concatenate("Features", "Load", "Cooling", "Hour").Append(ml.Vae.DetectAnomalies(Options with
        {
            InputColumnNames = [], ContextColumnNames = [], Model = Options.Model with { ContextColumnCount = 1 },
        })).Fit(View(1));
        Assert.Equal(inputs.Transform(View(2)).GetColumn<float>("Score").ToArray(), pipeline.Transform(View(2)).GetColumn<float>("Score").ToArray());
    }

    [Fact]
    public void LoadTable_ContextColumns_AreToldToTheEstimator()
    {
        var folder = Directory.CreateTempSubdirectory("vae-context-");
        try
        {
            var path = Path.Combine(folder.FullName, "loads.csv");
            File.WriteAllLines(path, ["Hour,Load,Day,Cooling", .. Rows(1).Select(row => FormattableString.Invariant($"{row.Hour},{row.Load},{row.Day},{row.Cooling}"))]);

            var table = ml.Vae.LoadTable(path, new RowSourceOptions { Csv = new CsvOptions { ContextColumns = ["Hour", "Day"] } });
            var fitted = ml.Vae.DetectAnomalies(Options with { InputColumnNames = table.InputColumnNames, ContextColumnNames = table.ContextColumnNames }).Fit(table);

            Assert.Equal(["Hour", "Day"], table.ContextColumnNames.AsEnumerable());
            var expected = new VaeTrainer(Options.Model with { Seed = 3 }).Fit(RowSourceFactory.Open(path, new RowSourceOptions { Inference = new ColumnInference(), Csv = new CsvOptions { ContextColumns = ["Hour", "Day"] } }));
            Assert.Equal(expected.Threshold, fitted.Model.Threshold);
            var again = ml.Vae.LoadTable(path, fitted.Model);
            Assert.Equal(Count, fitted.Transform(again).GetColumn<float>("Score").Count(float.IsFinite));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void DetectAnomalies_LabelAmongTheContext_IsRefusedWhenTheEstimatorIsMade()
    {
        var options = Options with { ContextColumnNames = ["Hour", "Anomaly"], NormalRowsOnly = true, LabelColumnName = "Anomaly" };

        Assert.Contains("'Anomaly' is named as the label and among ContextColumnNames", Assert.Throws<ArgumentException>(() => ml.Vae.DetectAnomalies(options)).Message, StringComparison.Ordinal);
    }

    /// <summary>Learning from what is there is no way out for a context, which must be known.</summary>
    [Fact]
    public void Fit_ContextMissing_SaysThatItMustBeKnown()
    {
        var rows = Rows(1);
        rows[3].Day = "";

        var message = Assert.Throws<VaeDataException>(() => ml.Vae.DetectAnomalies(Options).Fit(ml.Data.LoadFromEnumerable(rows))).Message;

        Assert.Contains("the column is context, which must be known", message, StringComparison.Ordinal);
        Assert.DoesNotContain("Observed", message, StringComparison.Ordinal);
    }

    [Fact]
    public void DetectAnomalies_ContextOfConvolutions_IsRefusedWhenTheEstimatorIsMade()
    {
        var options = Options with { Model = Options.Model with { Network = new() { Kind = NetworkKind.Convolutional, Image = new ImageShape(1, 2, 2) } } };

        Assert.Contains("Network.Kind is Convolutional", Assert.Throws<ArgumentException>(() => ml.Vae.DetectAnomalies(options)).Message, StringComparison.Ordinal);
    }

    private IDataView View(int seed) => ml.Data.LoadFromEnumerable(Rows(seed));

    private static Reading[] Rows(int seed)
    {
        var random = new Random(seed);
        var rows = new Reading[Count];
        for (var i = 0; i < Count; i++)
        {
            var hour = (float)(24 * random.NextDouble());
            var load = (float)(550 - (350 * Math.Cos(2 * Math.PI * hour / 24)) + (60 * (random.NextDouble() - 0.5)));
            rows[i] = new Reading { Hour = hour, Load = load, Cooling = (0.3f * load) + (float)(10 * random.NextDouble()), Day = random.Next(2) == 0 ? "Mon" : "Tue" };
        }

        return rows;
    }

    private sealed class Reading
    {
        public float Hour { get; set; }

        public float Load { get; set; }

        public float Cooling { get; set; }

        public string Day { get; set; } = "";
    }
}
