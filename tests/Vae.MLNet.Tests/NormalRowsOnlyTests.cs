using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Vae.Core;
using Vae.Core.Objectives;
using Vae.Core.Options;
using Vae.MLNet.Tests.Support;

namespace Vae.MLNet.Tests;

/// <summary>Anomalies are left out of training by their label, as <c>vae train --normal-only</c> leaves them out.</summary>
public sealed class NormalRowsOnlyTests
{
    private readonly MLContext ml = new(seed: 1);
    private readonly List<string> lines = [];
    private readonly List<string> warnings = [];

    public NormalRowsOnlyTests() => ml.Log += (_, message) =>
    {
        (message.Kind == ChannelMessageKind.Warning ? warnings : lines).Add(message.RawMessage);
    };

    [Theory]
    [InlineData("Label", null)]
    [InlineData("IsStrange", null)]
    [InlineData("IsStrange", "false")]
    public void Fit_NormalRowsOnly_TrainsTheModelOfTheNormalRows(string label, string? normal)
    {
        var rows = TestData.Rows(200);
        var expected = Bytes(ml.Vae.DetectAnomalies(Options()).Fit(View([.. rows.Where(row => row.Label == 0)])));

        var found = Bytes(ml.Vae.DetectAnomalies(Options() with { NormalRowsOnly = true, LabelColumnName = label, NormalLabel = normal }).Fit(View(rows)));

        Assert.Equal(expected, found);
        Assert.Contains($"Trained on the 180 normal rows of 200 alone, by column '{label}': 20 anomalies and 0 rows without a label were left out.", lines);
    }

    [Fact]
    public void Fit_RowsWithoutALabel_AreLeftOutToo()
    {
        var rows = TestData.Rows(200);
        rows[0].Label = float.NaN;

        var model = ml.Vae.DetectAnomalies(Options() with { NormalRowsOnly = true, LabelColumnName = "Label" }).Fit(View(rows)).Model;

        Assert.Equal(179, model.Report.TrainingRows);
        Assert.Contains("Trained on the 179 normal rows of 200 alone, by column 'Label': 20 anomalies and 1 rows without a label were left out.", lines);
    }

    [Fact]
    public void Fit_NormalRowsThatAreTheMinority_AreWarnedOf()
    {
        _ = ml.Vae.DetectAnomalies(Options() with { NormalRowsOnly = true, LabelColumnName = "IsStrange", NormalLabel = "true" }).Fit(View(TestData.Rows(200)));

        Assert.Contains("Label 0, the normal one, is 20 of 200 rows; if another is normal, say so (NormalLabel).", warnings);
    }

    [Fact]
    public void Fit_NoNormalRow_IsRefused()
    {
        var rows = TestData.Rows(50);
        foreach (var row in rows)
        {
            row.Label = 1;
        }

        var error = Assert.Throws<VaeDataException>(() => ml.Vae.DetectAnomalies(Options() with { NormalRowsOnly = true, LabelColumnName = "Label" }).Fit(View(rows)));

        Assert.StartsWith("No row has label 0 in column 'Label', so none is a normal row: all 50 have other labels, or none.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_LevelsThatOnlyAnomaliesHave_StayUnseen()
    {
        var rows = Connections.Rows(100);
        foreach (var row in rows.Where(row => row.Number % 10 == 9))
        {
            (row.Protocol, row.LoggedIn) = ("gopher", true);
        }

        foreach (var row in rows.Where(row => row.Number % 10 != 9))
        {
            row.LoggedIn = false;
        }

        var model = ml.Vae.DetectAnomalies(["Protocol", "Seconds"], epochs: 1, normalRowsOnly: true, labelColumnName: "LoggedIn").Fit(Connections.View(ml, rows)).Model;

        Assert.Equal(["icmp", "tcp", "udp"], model.Columns!.Columns[0].Levels.Order());
        Assert.Equal(90, model.Report.TrainingRows);
    }

    [Fact]
    public void Fit_ValidationRows_AreNormalOnesToo()
    {
        var estimator = ml.Vae.DetectAnomalies(Options() with { NormalRowsOnly = true, LabelColumnName = "Label" });

        var report = estimator.Fit(View(TestData.Rows(200)), View(TestData.Rows(100, seed: 2))).Model.Report;

        Assert.Equal((180, 90), (report.TrainingRows, report.ValidationRows));
    }

    [Fact]
    public void Options_ThatContradictOneAnother_AreRefused()
    {
        Assert.Contains("LabelColumnName is not", Refusal(Options() with { NormalRowsOnly = true }), StringComparison.Ordinal);
        Assert.Contains("leave it out of the inputs", Refusal(new VaeAnomalyDetectionOptions { InputColumnNames = ["Features", "Label"], NormalRowsOnly = true, LabelColumnName = "Label" }), StringComparison.Ordinal);
        Assert.Contains("NormalRowsOnly is not set", Refusal(Options() with { NormalLabel = "ok" }), StringComparison.Ordinal);
        Assert.Contains("set NormalRowsOnly", Refusal(Options() with { LabelColumnName = "Label" }), StringComparison.Ordinal);
        Assert.Contains("leave out one of them", Refusal(Options() with
        {
            NormalRowsOnly = true,
            LabelColumnName = "Label",
            Model = TestData.Model with { Objective = new() { Kind = ObjectiveKind.Adversarial, Adversarial = new() { UseLabels = true } } },
        }), StringComparison.Ordinal);
    }

    [Fact]
    public void GetOutputSchema_LabelOfNormalRows_MayBeOfAnyType()
    {
        var shape = ml.Transforms.CustomMapping<Nothing, Row>((_, _) => { }, contractName: null).GetOutputSchema(new SchemaShape([]));

        Assert.Contains(ml.Vae.DetectAnomalies(Options() with { NormalRowsOnly = true, LabelColumnName = "IsStrange" }).GetOutputSchema(shape), column => column.Name == "Score");
        Assert.Contains("Extra", Assert.Throws<VaeDataException>(
            () => ml.Vae.DetectAnomalies(Options() with { NormalRowsOnly = true, LabelColumnName = "Extra" }).GetOutputSchema(shape)).Message, StringComparison.Ordinal);
        Assert.Contains("no label column 'x'", Assert.Throws<VaeDataException>(
            () => ml.Vae.DetectAnomalies(Options() with { NormalRowsOnly = true, LabelColumnName = "x" }).GetOutputSchema(shape)).Message, StringComparison.Ordinal);
    }

    private string Refusal(VaeAnomalyDetectionOptions options) => Assert.Throws<ArgumentException>(() => ml.Vae.DetectAnomalies(options)).Message;

    private static VaeAnomalyDetectionOptions Options() => new() { Model = TestData.Model with { Scoring = ScoringOptions.ForNormalRows } };

    private IDataView View(Row[] rows) => ml.Data.LoadFromEnumerable(rows);

    private static byte[] Bytes(VaeTransformer transformer)
    {
        using var stream = new MemoryStream();
        transformer.Model.Save(stream);
        return stream.ToArray();
    }

    private sealed class Nothing
    {
    }
}
