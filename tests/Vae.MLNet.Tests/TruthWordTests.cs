using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.Core.Data;
using Vae.Core.Models;
using Vae.MLNet.Tests.Support;

namespace Vae.MLNet.Tests;

/// <summary>Explanations call truth values as the table does.</summary>
public sealed class TruthWordTests
{
    private readonly MLContext ml = new(seed: 1);

    [Fact]
    public void Explain_ColumnOfBooleans_SaysFalseAndTrueAlsoOnceSaved()
    {
        var view = ml.Data.LoadFromEnumerable(Enumerable.Range(0, 60).Select(i => new Reading { Load = i % 7, IsHot = i % 2 == 0, Doors = [i % 3 == 0, i % 5 == 0] }));
        var model = ml.Vae.DetectAnomalies(new VaeAnomalyDetectionOptions { InputColumnNames = ["Load", "IsHot", "Doors"], Model = TestData.Model }).Fit(view).Model;
        using var file = new MemoryStream();
        model.Save(file);
        file.Position = 0;

        foreach (var known in new[] { model, VaeModel.Load(file) })
        {
            var features = known.Explain([3, 1, 0, 1]).Features;
            Assert.Equal([null, new TruthWords("false", "true"), new TruthWords("false", "true"), new TruthWords("false", "true")], features.Select(feature => feature.Truths));
            Assert.StartsWith("IsHot is true, expected ", features[1].ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Explain_FileBehindAnotherStep_SaysWhatTheFileSays()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllLines(path, ["load,hot", .. Enumerable.Range(0, 80).Select(i => $"{i % 7},{(i % 2 == 0 ? "TRUE" : "FALSE")}")]);
            var table = ml.Vae.LoadTable(path);
            var part = ml.Data.TrainTestSplit(table, testFraction: 0.2).TrainSet;
            var options = new VaeAnomalyDetectionOptions { InputColumnNames = ["load", "hot"], Model = TestData.Model };

            var whole = ml.Vae.DetectAnomalies(options).Fit(table).Model;
            var behind = ml.Vae.DetectAnomalies(options).Fit(part).Model;

            Assert.Null(whole.Report.Truths);
            Assert.All([whole, behind], model => Assert.Equal(new TruthWords("FALSE", "TRUE"), model.Explain([3, 0]).Features[1].Truths));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Explain_NumbersDeclaredBinary_StayNumbers()
    {
        var view = ml.Data.LoadFromEnumerable(Enumerable.Range(0, 60).Select(i => new Reading { Load = i % 2, IsHot = i % 3 == 0 }));
        var model = ml.Vae.DetectAnomalies(["Load", "IsHot"], epochs: 2, kinds: new Dictionary<string, ColumnKind> { ["Load"] = ColumnKind.Binary }).Fit(view).Model;

        Assert.Null(model.Explain([1, 1]).Features[0].Truths);
        Assert.NotNull(model.Explain([1, 1]).Features[1].Truths);
    }

    private sealed class Reading
    {
        public float Load { get; set; }

        public bool IsHot { get; set; }

        [VectorType(2)]
        public bool[] Doors { get; set; } = [false, false];
    }
}
