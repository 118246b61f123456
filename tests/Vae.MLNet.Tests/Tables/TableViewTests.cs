using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Vae.Core;
using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Data;
using Vae.Data.Options;
using Vae.MLNet.Columns;
using Vae.MLNet.Tables;
using Vae.MLNet.Tests.ModelFiles;
using TestData = Vae.MLNet.Tests.Support.TestData;

namespace Vae.MLNet.Tests.Tables;

/// <summary>Files as data views: the same table as <c>vae train</c> sees, in every format.</summary>
public sealed class TableViewTests : IDisposable
{
    private const int Rows = 140;

    private readonly string folder = Directory.CreateTempSubdirectory("vae-table-").FullName;
    private readonly MLContext ml = new(seed: 1);
    private readonly List<string> warnings = [];

    public TableViewTests() => ml.Log += (_, message) =>
    {
        if (message.Kind == ChannelMessageKind.Warning)
        {
            warnings.Add(message.RawMessage);
        }
    };

    private static RowSourceOptions Options => new()
    {
        Label = "label",
        Csv = new CsvOptions { NormalLabel = "normal", Dates = new Dictionary<string, IReadOnlyList<DatePart>> { ["when"] = [DatePart.Hour, DatePart.Weekday] } },
        Inference = new ColumnInference { Kinds = new Dictionary<string, ColumnKind> { ["bytes"] = ColumnKind.Count } },
    };

    public void Dispose() => Directory.Delete(folder, recursive: true);

    public static TheoryData<string> Endings => [.. MixedTable.Endings];

    [Theory]
    [MemberData(nameof(Endings))]
    public void Fit_LoadedFile_IsTheModelOfTheFileByteForByte(string ending)
    {
        var path = MixedTable.Write(folder, ending, Rows);
        var expected = new VaeTrainer(TestData.Model).Fit(RowSourceFactory.Open(path, Options));

        var table = ml.Vae.LoadTable(path, Options);
        var found = Fit(table, table).Model;

        Assert.Equal("pressure protocol truth bytes when.hour.sin when.hour.cos when.weekday.sin when.weekday.cos", string.Join(' ', table.InputColumnNames));
        Assert.Equal(Bytes(expected), Bytes(found));
    }

    [Fact]
    public void Fit_BehindOtherSteps_KnowsKindsAndLevelsStill()
    {
        var table = ml.Vae.LoadTable(MixedTable.Write(folder, "csv", Rows), Options);
        var expected = Fit(table, table).Model;

        var behind = ml.Data.Cache(ml.Transforms.CopyColumns("More", "pressure").Fit(table).Transform(table));
        var found = Fit(behind, table).Model;

        Assert.Equal(expected.Columns, found.Columns);
        Assert.Equal(Scores(expected, table), Scores(found, table));
    }

    [Fact]
    public void Fit_NormalRowsOnly_IsTheModelOfNormalOnly()
    {
        var path = MixedTable.Write(folder, "csv", Rows);
        var options = Options with { Inference = Options.Inference! with { NormalRowsOnly = true } };
        var expected = new VaeTrainer(TestData.Model).Fit(new NormalRowsSource(RowSourceFactory.Open(path, options)));

        var table = ml.Vae.LoadTable(path, options);
        var found = ml.Vae.DetectAnomalies(new VaeAnomalyDetectionOptions { InputColumnNames = table.InputColumnNames, LabelColumnName = "label", NormalRowsOnly = true, Model = TestData.Model }).Fit(table);

        Assert.Equal(Bytes(expected), Bytes(found.Model));
    }

    [Fact]
    public void Fit_NormalRowsOnlyOfATableWithAllLevels_LearnsThoseOfNormalRowsAlone()
    {
        var path = Path.Combine(folder, "levels.csv");
        File.WriteAllLines(path, ["p,x,label", .. Enumerable.Range(0, 100).Select(i => FormattableString.Invariant($"{(i % 10 == 9 ? "gopher" : i % 3 == 0 ? "tcp" : "udp")},{i % 7 * 0.5},{(i % 10 == 9 ? 1 : 0)}"))]);
        var expected = new VaeTrainer(TestData.Model).Fit(new NormalRowsSource(RowSourceFactory.Open(path, new RowSourceOptions { Label = "label", Inference = new ColumnInference { NormalRowsOnly = true } })));

        var table = ml.Vae.LoadTable(path, new RowSourceOptions { Label = "label" });
        var found = ml.Vae.DetectAnomalies(new VaeAnomalyDetectionOptions { InputColumnNames = table.InputColumnNames, LabelColumnName = "label", NormalRowsOnly = true, Model = TestData.Model }).Fit(table).Model;

        Assert.Equal(["udp", "tcp"], found.Columns!.Columns[0].Levels.ToArray());
        Assert.Equal(expected.Threshold, found.Threshold);
    }

    [Fact]
    public void LoadTable_SeveralFilesOfDifferentFormatsOrAPattern_AreOneTable()
    {
        string[] paths = [MixedTable.Write(folder, "csv", 40), MixedTable.Write(folder, "parquet", 30)];

        Assert.Equal(70, ml.Vae.LoadTable(paths, Options).GetColumn<double>("pressure").Count());
        Assert.Equal(
            MixedTable.Protocol(40).Concat(MixedTable.Protocol(30)),
            ml.Vae.LoadTable(Path.Combine(folder, "t.*"), Options).GetColumn<string>("protocol"));
    }

    [Fact]
    public void GetRowCursor_Table_GivesTypedColumnsAndTheLabel()
    {
        var table = ml.Vae.LoadTable(MixedTable.Write(folder, "csv", 30), Options);

        Assert.Equal(MixedTable.Pressure(30), table.GetColumn<double>("pressure"));
        Assert.Equal(MixedTable.Truth(30).Select(truth => truth ? 1.0 : 0), table.GetColumn<double>("truth"));
        Assert.Equal(MixedTable.Bytes(30).Select(count => (double)count), table.GetColumn<double>("bytes"));
        Assert.Equal(MixedTable.Label(30).Select(label => label == "normal" ? 0f : 1), table.GetColumn<float>("label"));
        Assert.Equal("label", table.LabelColumnName);
        Assert.False(table.CanShuffle);
    }

    [Fact]
    public void GetRowCursor_ManyAtOnce_AreIndependentAndKnowTheirPlace()
    {
        var table = ml.Vae.LoadTable(MixedTable.Write(folder, "parquet", 30), Options);
        var pressure = table.Schema["pressure"];
        using var first = table.GetRowCursor([pressure]);
        using var second = Assert.Single(table.GetRowCursorSet(table.Schema, 4));
        var read = first.GetGetter<double>(pressure);
        var id = first.GetIdGetter();
        var (value, rowId) = (0.0, default(DataViewRowId));

        Assert.Throws<InvalidOperationException>(() => read(ref value));
        Assert.Equal(-1, first.Position);
        for (var i = 0; i < 30; i++)
        {
            Assert.True(first.MoveNext());
            Assert.True(i % 2 == 1 || second.MoveNext());
            read(ref value);
            id(ref rowId);
            Assert.Equal((i, MixedTable.Pressure(30)[i], new DataViewRowId((ulong)i, 0)), (first.Position, value, rowId));
        }

        Assert.False(first.MoveNext());
        Assert.False(first.MoveNext());
        Assert.Equal((-1, 14), (first.Position, second.Position));
        Assert.Throws<InvalidOperationException>(() => read(ref value));
        Assert.Throws<InvalidOperationException>(() => first.GetGetter<double>(table.Schema["bytes"]));
        Assert.Throws<InvalidOperationException>(() => first.GetGetter<float>(pressure));
        Assert.Throws<ArgumentException>(() => table.GetRowCursor(TestData.View(ml, 2).Schema));
    }

    [Fact]
    public void LoadTable_ForAModel_ReadsAsVaeScoreDoes()
    {
        var train = MixedTable.Write(folder, "csv", Rows);
        var table = ml.Vae.LoadTable(train, Options);
        var transformer = Fit(table, table);
        var later = Path.Combine(folder, "later.csv");
        File.WriteAllText(later, "when,bytes,id,truth,protocol,pressure\n2020-03-10 10:00:00,5,1,true,tcp,101325\n2020-03-10 10:00:00,5,2,true,gopher,101325\n2020-03-10 10:00:00,-5,3,true,tcp,101325\n2020-03-10 10:00:00,5,4,true,,101325\n");
        warnings.Clear();

        var view = ml.Vae.LoadTable(later, transformer.Model);
        float[] scores = [.. transformer.Transform(view).GetColumn<float>("Score")];

        Assert.Equal(Scores(transformer.Model, later), scores);
        Assert.Equal([false, false, true, true], scores.Select(float.IsNaN));
        Assert.Equal(["tcp", "gopher", "", ""], view.GetColumn<string>("protocol"));
        Assert.Contains(warnings, warning => warning.Contains("'id' is no column of the model and is left out", StringComparison.Ordinal));
        Assert.Contains(warnings, warning => warning.Contains("1 of 4 rows hold a value that cannot be read and were read as missing", StringComparison.Ordinal) && warning.Contains("line 4", StringComparison.Ordinal));
    }

    [Fact]
    public void Fit_ValueThatCannotBeRead_NamesItsLine()
    {
        var path = Path.Combine(folder, "bad.csv");
        File.WriteAllLines(path, ["a,b", .. Enumerable.Range(0, 60).Select(i => FormattableString.Invariant($"{i % 7},{(i == 40 ? "-" : (i * 3 % 11).ToString(System.Globalization.CultureInfo.InvariantCulture))}"))]);

        Assert.Contains("line 42", Assert.Throws<VaeDataException>(() => ml.Vae.LoadTable(path)).Message, StringComparison.Ordinal);
        Assert.Equal(60, ml.Vae.LoadTable(path, new RowSourceOptions { Csv = new CsvOptions { MissingTexts = ["-"] } }).GetColumn<double>("b").Count());
    }

    [Fact]
    public void Save_PipelineOfATable_SurvivesWithItsTypes()
    {
        var table = ml.Vae.LoadTable(MixedTable.Write(folder, "csv", Rows), Options);

        PipelineFile.AssertSurvives(ml, Fit(table, table), table);
    }

    [Fact]
    public void LoadTable_Pictures_AreOneColumnOfFeatures()
    {
        var path = Path.Combine(folder, "images.idx");
        byte[] head = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 2];
        File.WriteAllBytes(path, [.. head, 0, 51, 102, 255, 255, 0, 0, 0]);

        var view = ml.Vae.LoadTable(path);

        Assert.Equal("Features", Assert.Single(view.InputColumnNames));
        Assert.Equal([[0f, 0.2f, 0.4f, 1f], [1f, 0, 0, 0]], view.GetColumn<float[]>("Features"));
        Assert.Equal(2, view.GetRowCount());
    }

    private VaeTransformer Fit(IDataView view, TableView table) =>
        ml.Vae.DetectAnomalies(new VaeAnomalyDetectionOptions { InputColumnNames = table.InputColumnNames, Model = TestData.Model }).Fit(view);

    private static float[] Scores(VaeModel model, string path)
    {
        var source = RowSourceFactory.Open(path, new RowSourceOptions { Columns = model.Columns, Csv = new CsvOptions { InvalidRows = InvalidRowHandling.Nan } });
        var rows = new double[4 * source.ColumnCount];
        using var reader = source.OpenReader();
        Assert.Equal(4, reader.Read(rows.AsSpan()));
        var scores = new float[4];
        model.Score(rows, scores);
        return scores;
    }

    private IEnumerable<float> Scores(VaeModel model, TableView table) =>
        ml.Vae.FromModel(model, VaeColumns.ForAnomalies with { Inputs = table.InputColumnNames }).Transform(table).GetColumn<float>("Score");

    private static byte[] Bytes(VaeModel model)
    {
        using var stream = new MemoryStream();
        model.Save(stream);
        return stream.ToArray();
    }
}
