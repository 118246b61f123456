using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.MLNet.Tests.Support;

namespace Vae.MLNet.Tests;

public sealed class CursorTests
{
    private readonly MLContext ml = new(seed: 1);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(40)]
    [InlineData(41)]
    [InlineData(168)]
    [InlineData(680)]
    [InlineData(681)]
    [InlineData(2728)]
    [InlineData(2729)]
    [InlineData(7000)]
    public void Cursor_AnyRowCount_DeliversTheModelsNumbersInOrder(int count)
    {
        var transformer = TestData.Fit(ml);
        var rows = TestData.Rows(count, seed: 5);

        var actual = TestData.Read(ml, transformer.Transform(ml.Data.LoadFromEnumerable(rows)));

        TestData.AssertEqual(TestData.Expected(transformer.Model, rows), actual);
    }

    [Fact]
    public void Cursor_EveryColumnActive_CarriesTheInputAlongUnchanged()
    {
        var rows = TestData.Rows(100);
        var scored = TestData.Fit(ml).Transform(ml.Data.LoadFromEnumerable(rows));

        var carried = ml.Data.CreateEnumerable<Row>(scored, reuseRowObject: false).ToArray();

        Assert.Equal(rows.SelectMany(r => r.Features), carried.SelectMany(r => r.Features));
        Assert.Equal(rows.SelectMany(r => r.Extra), carried.SelectMany(r => r.Extra));
        Assert.Equal(
            rows.Select(r => (r.Label, r.IsStrange, r.Number, r.Name)),
            carried.Select(r => (r.Label, r.IsStrange, r.Number, r.Name)));
    }

    [Fact]
    public void Cursor_VectorPassedThrough_IsTheReadersOwn()
    {
        var scored = TestData.Fit(ml).Transform(TestData.View(ml, 3));
        using var cursor = scored.GetRowCursor(scored.Schema);
        var getter = cursor.GetGetter<VBuffer<double>>(scored.Schema["Extra"]);
        cursor.MoveNext();
        cursor.MoveNext();
        VBuffer<double> first = default, second = default;

        getter(ref first);
        VBufferEditor.CreateFromBuffer(ref first).Values.Clear();
        getter(ref second);

        Assert.Equal([1, -1, 0.5], second.DenseValues());
    }

    [Fact]
    public void Cursor_PositionBatchAndId_AreThoseOfTheInput()
    {
        var view = TestData.View(ml, 60);
        var scored = TestData.Fit(ml).Transform(view);
        using var expected = view.GetRowCursor(view.Schema);
        using var actual = scored.GetRowCursor(scored.Schema);
        var expectedId = expected.GetIdGetter();
        var actualId = actual.GetIdGetter();
        Assert.Equal(-1, actual.Position);
        while (expected.MoveNext())
        {
            Assert.True(actual.MoveNext());
            DataViewRowId left = default, right = default;
            expectedId(ref left);
            actualId(ref right);
            Assert.Equal(left, right);
            Assert.Equal((expected.Position, expected.Batch), (actual.Position, actual.Batch));
        }

        Assert.False(actual.MoveNext());
        Assert.False(actual.MoveNext());
        Assert.Equal(-1, actual.Position);
    }

    [Fact]
    public void Cursor_OnlyScore_FetchesOnlyTheFeatures()
    {
        var spy = new SpyView(TestData.View(ml, 20));
        var scored = TestData.Fit(ml).Transform(spy);

        Assert.Equal(20, scored.GetColumn<float>("Score").Count());

        Assert.Equal(["Features"], spy.ActiveColumns);
    }

    [Fact]
    public void Cursor_ScoreAndOneInput_FetchesThoseTwo()
    {
        var spy = new SpyView(TestData.View(ml, 20));
        var scored = TestData.Fit(ml).Transform(spy);
        using var cursor = scored.GetRowCursor([scored.Schema["PredictedLabel"], scored.Schema["Number"]]);
        while (cursor.MoveNext())
        {
        }

        Assert.Equal(["Features", "Number"], spy.ActiveColumns.Order());
        Assert.False(cursor.IsColumnActive(scored.Schema["Features"]));
        Assert.False(cursor.IsColumnActive(scored.Schema["Score"]));
        Assert.True(cursor.IsColumnActive(scored.Schema["Number"]));
        Assert.True(cursor.IsColumnActive(scored.Schema["PredictedLabel"]));
    }

    [Fact]
    public void Cursor_NoneOfOurs_PassesTheInputThrough()
    {
        var spy = new SpyView(TestData.View(ml, 500));
        var scored = TestData.Fit(ml).Transform(spy);

        using var cursor = scored.GetRowCursor([scored.Schema["Number"]]);
        var getter = cursor.GetGetter<int>(scored.Schema["Number"]);
        cursor.MoveNext();
        cursor.MoveNext();
        var number = 0;
        getter(ref number);

        Assert.Equal(1, number);
        Assert.Equal(2, spy.RowsRead);
        Assert.Equal(["Number"], spy.ActiveColumns);
        Assert.Same(scored.Schema, cursor.Schema);
        Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<float>(scored.Schema["Score"]));
    }

    [Fact]
    public void Cursor_FewRowsTaken_ReadsFewAhead()
    {
        var spy = new SpyView(TestData.View(ml, 5000));
        var scored = TestData.Fit(ml).Transform(spy);

        Assert.Equal(3, scored.GetColumn<float>("Score").Take(3).Count());
        Assert.InRange(spy.RowsRead, 3, 8);

        var before = spy.RowsRead;
        Assert.Equal(1000, scored.GetColumn<float>("Score").Take(1000).Count());
        Assert.InRange(spy.RowsRead - before, 1000, 4776);
    }

    [Fact]
    public void Cursors_ReadInTurnsAndLeftInTheMiddle_DeliverTheModelsNumbers()
    {
        var transformer = TestData.Fit(ml);
        var rows = TestData.Rows(9000, seed: 6);
        var expected = TestData.Expected(transformer.Model, rows);
        var scored = transformer.Transform(ml.Data.LoadFromEnumerable(rows));
        var cursors = Enumerable.Range(0, 3).Select(_ => scored.GetRowCursor([scored.Schema["Score"]])).ToArray();
        var getters = cursors.Select(cursor => cursor.GetGetter<float>(scored.Schema["Score"])).ToArray();
        for (var i = 0; i < 8000; i++)
        {
            for (var k = 0; k < cursors.Length; k++)
            {
                if (i == 3000 * (k + 1))
                {
                    cursors[k].Dispose();
                }
                else if (i < 3000 * (k + 1))
                {
                    Assert.True(cursors[k].MoveNext());
                    var value = 0f;
                    getters[k](ref value);
                    TestData.AssertClose([expected[i].Score], [value]);
                }
            }
        }

        cursors[2].Dispose();
    }

    /// <summary>Among the first batches, at the edge of one, and where the next is read while one is computed.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(21)]
    [InlineData(40)]
    [InlineData(168)]
    [InlineData(680)]
    [InlineData(2728)]
    [InlineData(4776)]
    [InlineData(5000)]
    public void Cursor_BrokenRow_DeliversTheRowsBeforeIt(int at)
    {
        var transformer = TestData.Fit(ml);
        var rows = TestData.Rows(6000);
        var expected = TestData.Expected(transformer.Model, rows);
        var scored = transformer.Transform(new SpyView(ml.Data.LoadFromEnumerable(rows), failAtRow: at));
        using var cursor = scored.GetRowCursor([scored.Schema["Score"]]);
        var score = cursor.GetGetter<float>(scored.Schema["Score"]);
        for (var i = 0; i < at; i++)
        {
            Assert.True(cursor.MoveNext());
            var value = 0f;
            score(ref value);
            TestData.AssertClose([expected[i].Score], [value]);
        }

        Assert.Equal($"row {at} cannot be read", Assert.Throws<IOException>(() => cursor.MoveNext()).Message);
        Assert.Throws<IOException>(() => cursor.MoveNext());
    }

    [Fact]
    public void Cursor_Shuffled_KeepsRowsTogether()
    {
        var rows = TestData.Rows(300);
        var transformer = TestData.Fit(ml);
        var scored = transformer.Transform(ml.Data.Cache(ml.Data.LoadFromEnumerable(rows)));
        var expected = TestData.Expected(transformer.Model, rows);
        using var cursor = scored.GetRowCursor(scored.Schema, new Random(3));
        var number = cursor.GetGetter<int>(scored.Schema["Number"]);
        var score = cursor.GetGetter<float>(scored.Schema["Score"]);
        var order = new List<int>();
        while (cursor.MoveNext())
        {
            var at = 0;
            var value = 0f;
            number(ref at);
            score(ref value);
            TestData.AssertClose([expected[at].Score], [value]);
            order.Add(at);
        }

        Assert.True(scored.CanShuffle);
        Assert.False(transformer.Transform(ml.Data.LoadFromEnumerable(rows)).CanShuffle);
        Assert.Equal(Enumerable.Range(0, 300), order.Order());
        Assert.NotEqual(Enumerable.Range(0, 300), order);
    }

    [Fact]
    public async Task CursorSet_ReadInParallel_CoversEveryRowOnce()
    {
        var rows = TestData.Rows(700);
        var transformer = TestData.Fit(ml);
        var scored = transformer.Transform(ml.Data.Cache(ml.Data.LoadFromEnumerable(rows)));
        var expected = TestData.Expected(transformer.Model, rows);

        var cursors = scored.GetRowCursorSet(scored.Schema, 4);
        var parts = await Task.WhenAll(cursors.Select(cursor => Task.Run(() =>
        {
            var number = cursor.GetGetter<int>(scored.Schema["Number"]);
            var score = cursor.GetGetter<float>(scored.Schema["Score"]);
            var part = new List<(int Number, float Score)>();
            while (cursor.MoveNext())
            {
                var at = 0;
                var value = 0f;
                number(ref at);
                score(ref value);
                part.Add((at, value));
            }

            cursor.Dispose();
            return part;
        })));

        var all = parts.SelectMany(p => p).OrderBy(p => p.Number).ToArray();
        Assert.Equal(Enumerable.Range(0, 700), all.Select(p => p.Number));
        TestData.AssertClose([.. expected.Select(o => o.Score)], [.. all.Select(p => p.Score)]);
    }

    [Fact]
    public void Cursor_Misused_SaysHow()
    {
        var scored = TestData.Fit(ml).Transform(TestData.View(ml, 3));
        using var cursor = scored.GetRowCursor([scored.Schema["Score"], scored.Schema["Number"]]);
        var number = cursor.GetGetter<int>(scored.Schema["Number"]);

        var inactive = Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<bool>(scored.Schema["PredictedLabel"]));
        Assert.Equal("Column 'PredictedLabel' is not active here; name it among the columns needed when the cursor or row is made.", inactive.Message);

        var wrong = Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<double>(scored.Schema["Score"]));
        Assert.Equal("Column 'Score' is Single, read as Single; a getter of Double cannot read it.", wrong.Message);

        var early = Assert.Throws<InvalidOperationException>(() =>
        {
            var value = 0;
            number(ref value);
        });
        Assert.StartsWith("The cursor stands on no row: call MoveNext first", early.Message, StringComparison.Ordinal);

        // Before the first row, and behind the last, whose value is not there any more.
        var score = cursor.GetGetter<float>(scored.Schema["Score"]);
        void ReadScore()
        {
            var value = 0f;
            score(ref value);
        }

        Assert.StartsWith("The cursor stands on no row", Assert.Throws<InvalidOperationException>(ReadScore).Message, StringComparison.Ordinal);
        while (cursor.MoveNext())
        {
            ReadScore();
        }

        Assert.StartsWith("The cursor stands on no row", Assert.Throws<InvalidOperationException>(ReadScore).Message, StringComparison.Ordinal);

        var stranger = ml.Data.LoadFromEnumerable(new[] { new { A = 1f } }).Schema["A"];
        Assert.StartsWith(
            "Column 'A' does not belong to this data view",
            Assert.Throws<ArgumentException>(() => scored.GetRowCursor([stranger])).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void GetRowCount_KnownOrNot_IsTheInputs()
    {
        var transformer = TestData.Fit(ml);

        Assert.Equal(9, transformer.Transform(TestData.View(ml, 9)).GetRowCount());
        Assert.Null(transformer.Transform(new SpyView(TestData.View(ml, 9))).GetRowCount());
    }
}
