using Microsoft.ML;
using Vae.MLNet.Tests.Support;

namespace Vae.MLNet.Tests;

public sealed class PredictionEngineTests
{
    private readonly MLContext ml = new(seed: 1);

    [Fact]
    public void Predict_EachRow_EqualsTheBatch()
    {
        var rows = TestData.Rows(100, seed: 3);
        var transformer = TestData.Fit(ml);
        using var engine = ml.Model.CreatePredictionEngine<Row, Output>(transformer);

        var single = rows.Select(engine.Predict).ToArray();

        TestData.AssertEqual(TestData.Read(ml, transformer.Transform(ml.Data.LoadFromEnumerable(rows))), single);
    }

    [Fact]
    public void Predict_BehindConcatenate_EqualsTheBatch()
    {
        var rows = TestData.Rows(100, seed: 3);
        var view = ml.Data.LoadFromEnumerable(rows);
        var chain = ml.Transforms.Concatenate("All", "Features", "Label")
            .Append(ml.Vae.DetectAnomalies(TestData.AllColumns with { FeatureColumnName = "All" }))
            .Fit(view);
        using var engine = ml.Model.CreatePredictionEngine<Row, Output>(chain);

        TestData.AssertEqual(TestData.Read(ml, chain.Transform(view)), [.. rows.Select(engine.Predict)]);
    }

    [Fact]
    public void Dispose_OfTheEngine_LeavesTheTransformerAlive()
    {
        var rows = TestData.Rows(10);
        var transformer = TestData.Fit(ml);
        var before = TestData.Read(ml, transformer.Transform(ml.Data.LoadFromEnumerable(rows)));

        ml.Model.CreatePredictionEngine<Row, Output>(transformer).Dispose();
        using var engine = ml.Model.CreatePredictionEngine<Row, Output>(transformer);

        TestData.AssertEqual(before, [.. rows.Select(engine.Predict)]);
        TestData.AssertEqual(before, TestData.Read(ml, transformer.Transform(ml.Data.LoadFromEnumerable(rows))));
    }

    [Fact]
    public void Predict_IntoTheSameObject_AllocatesLittle()
    {
        var row = TestData.Rows(1)[0];
        var transformer = TestData.Fit(ml);
        using var engine = ml.Model.CreatePredictionEngine<Row, Label>(transformer);
        var label = new Label();
        for (var i = 0; i < 200; i++)
        {
            engine.Predict(row, ref label);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            engine.Predict(row, ref label);
        }

        // The engine itself may allocate a little; a buffer a row of this model would be far more.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 32_000);
    }

    [Fact]
    public void RowMapper_SomeColumns_NeedsOnlyTheirInputs()
    {
        var schema = TestData.View(ml, 1).Schema;
        var mapper = TestData.Fit(ml).GetRowToRowMapper(schema);

        IEnumerable<string> Needed(params string[] names) =>
            mapper.GetDependencies(names.Select(n => mapper.OutputSchema[n])).Select(c => c.Name);

        Assert.Same(schema, mapper.InputSchema);
        Assert.Equal(["Features"], Needed("Score"));
        Assert.Equal(["Name"], Needed("Name"));
        Assert.Equal(["Features", "Number"], Needed("Number", "Latent"));
        Assert.Empty(Needed());
    }

    [Fact]
    public void RowMapper_RowOfAnotherSchema_IsRefused()
    {
        var mapper = TestData.Fit(ml).GetRowToRowMapper(TestData.View(ml, 1).Schema);
        var other = TestData.View(ml, 1);
        using var cursor = other.GetRowCursor(other.Schema);

        var error = Assert.Throws<ArgumentException>(() => mapper.GetRow(cursor, mapper.OutputSchema));

        Assert.StartsWith("The row has another schema than the one that this mapper was made for", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RowMapper_OverACursor_FollowsIt()
    {
        var rows = TestData.Rows(20);
        var view = ml.Data.LoadFromEnumerable(rows);
        var transformer = TestData.Fit(ml);
        var mapper = transformer.GetRowToRowMapper(view.Schema);
        using var cursor = view.GetRowCursor(mapper.GetDependencies([mapper.OutputSchema["Score"]]));
        using var row = mapper.GetRow(cursor, [mapper.OutputSchema["Score"]]);
        var getter = row.GetGetter<float>(mapper.OutputSchema["Score"]);
        var scores = new List<float>();
        while (cursor.MoveNext())
        {
            var score = 0f;
            getter(ref score);
            scores.Add(score);
        }

        Assert.False(row.IsColumnActive(mapper.OutputSchema["Latent"]));
        Assert.False(row.IsColumnActive(mapper.OutputSchema["Name"]));
        Assert.True(row.IsColumnActive(mapper.OutputSchema["Features"]));
        TestData.AssertClose([.. TestData.Expected(transformer.Model, rows).Select(o => o.Score)], scores);
    }

    private sealed class Label
    {
        public float Score { get; set; }

        public bool PredictedLabel { get; set; }
    }
}
