using Microsoft.ML;
using Microsoft.ML.Data;

namespace Standin.Tests;

public sealed class ViewTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void CreateEnumerable_OfLoadedRows_GivesThemBack()
    {
        IDataView view = _ml.Data.LoadFromEnumerable(Rows(5));

        List<Row> back = _ml.Data.CreateEnumerable<Row>(view, reuseRowObject: false).ToList();

        Assert.Equal([0f, 1, 2, 3, 4], back.Select(row => row.Number));
        Assert.Equal(["0", "1", "2", "3", "4"], back.Select(row => row.Text));
        Assert.Equal([3f, 9f], back[3].Vector);
        Assert.True(back[1].Flag);
    }

    [Fact]
    public void LoadFromEnumerable_AttributesOnMembers_NameAndTypeTheColumns()
    {
        DataViewSchema schema = _ml.Data.LoadFromEnumerable(Rows(1)).Schema;

        Assert.Equal(["Flag", "Key", "Number", "Text", "renamed"], schema.Select(column => column.Name).Order(StringComparer.Ordinal));
        Assert.Equal(NumberDataViewType.Single, schema["Number"].Type);
        Assert.Equal(TextDataViewType.Instance, schema["Text"].Type);
        Assert.Equal(BooleanDataViewType.Instance, schema["Flag"].Type);
        Assert.Equal(new KeyDataViewType(typeof(uint), 4), schema["Key"].Type);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 2), schema["renamed"].Type);
    }

    [Fact]
    public void CreateEnumerable_MissingColumn_Throws()
    {
        IDataView view = _ml.Data.LoadFromEnumerable([new Other()]);

        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.CreateEnumerable<Row>(view, reuseRowObject: false).First());
        Assert.Equal(0f, _ml.Data.CreateEnumerable<Row>(view, reuseRowObject: false, ignoreMissingColumns: true).First().Number);
    }

    [Fact]
    public void GetGetter_WrongType_Throws()
    {
        IDataView view = _ml.Data.LoadFromEnumerable(Rows(1));
        using DataViewRowCursor cursor = view.GetRowCursor(view.Schema);

        Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<int>(view.Schema["Number"]));
    }

    [Fact]
    public void IsColumnActive_OfColumnsNotAskedFor_IsFalse()
    {
        IDataView view = _ml.Data.LoadFromEnumerable(Rows(1));
        using DataViewRowCursor cursor = view.GetRowCursor([view.Schema["Number"]]);

        Assert.True(cursor.IsColumnActive(view.Schema["Number"]));
        Assert.False(cursor.IsColumnActive(view.Schema["Text"]));
        Assert.Equal(-1, cursor.Position);
        Assert.True(cursor.MoveNext());
        Assert.Equal(0, cursor.Position);
        Assert.False(cursor.MoveNext());
    }

    [Fact]
    public void SkipAndTake_OfTenRows_KeepTheirOrder()
    {
        IDataView view = _ml.Data.LoadFromEnumerable(Rows(10));

        Assert.Equal([3f, 4], Numbers(_ml.Data.TakeRows(_ml.Data.SkipRows(view, 3), 2)));
    }

    [Fact]
    public void FilterRowsByMissingValues_NaNInNumber_DropsTheRow()
    {
        IDataView view = _ml.Data.LoadFromEnumerable([new Row { Number = 1 }, new Row { Number = float.NaN }, new Row { Number = 2 }]);

        Assert.Equal([1f, 2], Numbers(_ml.Data.FilterRowsByMissingValues(view, "Number")));
    }

    [Fact]
    public void FilterRowsByColumn_Bounds_AreInclusiveBelowAndExclusiveAbove()
    {
        IDataView view = _ml.Data.LoadFromEnumerable(Rows(10));

        Assert.Equal([2f, 3], Numbers(_ml.Data.FilterRowsByColumn(view, "Number", 2, 4)));
    }

    [Fact]
    public void ShuffleRows_OfAHundred_IsAPermutation()
    {
        IDataView shuffled = _ml.Data.ShuffleRows(_ml.Data.LoadFromEnumerable(Rows(100)), seed: 3, shufflePoolSize: 10);

        float[] numbers = Numbers(shuffled);

        Assert.NotEqual(Enumerable.Range(0, 100).Select(i => (float)i), numbers);
        Assert.Equal(Enumerable.Range(0, 100).Select(i => (float)i), numbers.Order());
    }

    [Fact]
    public void Cache_ReadTwice_ReadsItsSourceOnce()
    {
        int reads = 0;
        IDataView cached = _ml.Data.Cache(_ml.Data.LoadFromEnumerable(Rows(10).Select(row =>
        {
            reads++;
            return row;
        })));

        Assert.Equal(Numbers(cached), Numbers(cached));
        Assert.Equal(10, reads);
        Assert.True(cached.CanShuffle);
    }

    [Fact]
    public void GetRowCursor_OfACacheWithRandom_IsAPermutation()
    {
        IDataView cached = _ml.Data.Cache(_ml.Data.LoadFromEnumerable(Rows(50)));
        var numbers = new List<float>();

        using (DataViewRowCursor cursor = cached.GetRowCursor([cached.Schema["Number"]], new Random(5)))
        {
            ValueGetter<float> getter = cursor.GetGetter<float>(cached.Schema["Number"]);
            float value = 0;
            while (cursor.MoveNext())
            {
                getter(ref value);
                numbers.Add(value);
            }
        }

        Assert.NotEqual(Enumerable.Range(0, 50).Select(i => (float)i), numbers);
        Assert.Equal(Enumerable.Range(0, 50).Select(i => (float)i), numbers.Order());
    }

    [Fact]
    public void TrainTestSplit_OfAThousand_SharesNoRowAndLosesNone()
    {
        IDataView view = _ml.Data.LoadFromEnumerable(Rows(1000));

        DataOperationsCatalog.TrainTestData split = _ml.Data.TrainTestSplit(view, testFraction: 0.3, seed: 7);
        float[] train = Numbers(split.TrainSet);
        float[] test = Numbers(split.TestSet);

        Assert.Equal(Enumerable.Range(0, 1000).Select(i => (float)i), train.Concat(test).Order());
        Assert.InRange(test.Length, 240, 360);
        Assert.Equal(test, Numbers(split.TestSet));
    }

    [Fact]
    public void TrainTestSplit_SamplingKey_KeepsItsRowsTogether()
    {
        IDataView view = _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 200).Select(i => new Row { Number = i, Text = (i % 20).ToString(System.Globalization.CultureInfo.InvariantCulture) }));

        DataOperationsCatalog.TrainTestData split = _ml.Data.TrainTestSplit(view, testFraction: 0.5, samplingKeyColumnName: "Text", seed: 7);
        string[] train = split.TrainSet.GetColumn<string>("Text").Distinct().ToArray();
        string[] test = split.TestSet.GetColumn<string>("Text").Distinct().ToArray();

        Assert.Empty(train.Intersect(test));
        Assert.Equal(20, train.Length + test.Length);
    }

    [Fact]
    public void CrossValidationSplit_InFourFolds_TestsEveryRowOnce()
    {
        IReadOnlyList<DataOperationsCatalog.TrainTestData> folds = _ml.Data.CrossValidationSplit(_ml.Data.LoadFromEnumerable(Rows(400)), numberOfFolds: 4, seed: 2);

        Assert.Equal(4, folds.Count);
        Assert.Equal(Enumerable.Range(0, 400).Select(i => (float)i), folds.SelectMany(fold => Numbers(fold.TestSet)).Order());
        Assert.All(folds, fold => Assert.Equal(400, Numbers(fold.TrainSet).Length + Numbers(fold.TestSet).Length));
    }

    [Fact]
    public void Preview_OfThreeRows_ShowsTwoWhenAskedForTwo()
    {
        DataDebuggerPreview preview = _ml.Data.LoadFromEnumerable(Rows(3)).Preview(maxRows: 2);

        Assert.Equal(2, preview.RowView.Length);
        Assert.Equal(1f, preview.ColumnView.Single(column => column.Column.Name == "Number").Values[1]);
    }

    private static List<Row> Rows(int count)
        => Enumerable.Range(0, count).Select(i => new Row { Number = i, Text = $"{i}", Flag = i % 2 == 1, Key = (uint)(i % 4), Vector = [i, i * i] }).ToList();

    private static float[] Numbers(IDataView view) => view.GetColumn<float>("Number").ToArray();

    private sealed class Row
    {
        public float Number { get; set; }

        public string Text { get; set; } = "";

        public bool Flag { get; set; }

        [KeyType(4)]
        public uint Key { get; set; }

        [VectorType(2)]
        [ColumnName("renamed")]
        public float[] Vector { get; set; } = [0, 0];

        [NoColumn]
        public object? Left { get; set; }
    }

    private sealed class Other
    {
        public float Another { get; set; }
    }
}
