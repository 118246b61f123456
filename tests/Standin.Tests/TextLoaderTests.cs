using Microsoft.ML;
using Microsoft.ML.Data;

namespace Standin.Tests;

public sealed class TextLoaderTests : IDisposable
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void LoadFromTextFile_ColumnsWithHeader_ReadsScalarsAndVectors()
    {
        File.WriteAllText(_path, "label,a,b,c\n1,0.5,1e2,-3\n\n0,4,5,6\n");

        IDataView view = _ml.Data.LoadFromTextFile(_path, [new("Label", DataKind.Boolean, 0), new("Features", DataKind.Single, 1, 3)], separatorChar: ',', hasHeader: true);

        Assert.Equal([true, false], view.GetColumn<bool>("Label"));
        Assert.Equal([[0.5f, 100, -3], [4f, 5, 6]], view.GetColumn<float[]>("Features"));
        Assert.False(view.Schema["Features"].HasSlotNames());
    }

    [Fact]
    public void LoadFromTextFile_OptionsWithHeader_NamesTheSlots()
    {
        File.WriteAllText(_path, "label,a,b,c\n1,0.5,1e2,-3\n");

        IDataView view = _ml.Data.LoadFromTextFile(_path, new TextLoader.Options { Separators = [','], HasHeader = true, Columns = [new("Features", DataKind.Single, 1, 3)] });
        VBuffer<ReadOnlyMemory<char>> names = default;
        view.Schema["Features"].GetSlotNames(ref names);

        Assert.Equal(["a", "b", "c"], names.DenseValues().Select(name => name.ToString()));
        Assert.Equal([[0.5f, 100, -3]], view.GetColumn<float[]>("Features"));
    }

    [Fact]
    public void LoadFromTextFile_RangeWithoutEnd_GoesToTheEndOfTheLine()
    {
        File.WriteAllText(_path, "1,2,3,x\n4,5,6,y\n");

        IDataView view = _ml.Data.LoadFromTextFile(_path, new TextLoader.Options
        {
            Separators = [','],
            Columns = [new("All", DataKind.Single, [new TextLoader.Range(0, 1), new TextLoader.Range(2)]), new("Last", DataKind.String, [new TextLoader.Range(2, null)])],
        });

        Assert.Equal([[1f, 2, 3], [4f, 5, 6]], view.GetColumn<float[]>("All"));
        Assert.Equal([["3", "x"], ["6", "y"]], view.GetColumn<string[]>("Last"));
    }

    [Fact]
    public void LoadFromTextFile_FieldThatIsNoNumber_IsNaN()
    {
        File.WriteAllText(_path, "1,?\n2,NaN\n3,\n");

        IDataView view = _ml.Data.LoadFromTextFile(_path, [new TextLoader.Column("A", DataKind.Single, 1)], separatorChar: ',');

        Assert.Equal([float.NaN, float.NaN, 0], view.GetColumn<float>("A"));
    }

    [Fact]
    public void LoadFromTextFile_QuotedFields_KeepTheirSeparators()
    {
        File.WriteAllText(_path, "\"a,b\",1\n\"say \"\"so\"\"\",2\n");

        IDataView view = _ml.Data.LoadFromTextFile(_path, [new TextLoader.Column("T", DataKind.String, 0)], separatorChar: ',', allowQuoting: true);

        Assert.Equal(["a,b", "say \"so\""], view.GetColumn<string>("T"));
    }

    [Fact]
    public void LoadFromTextFile_OfARowClass_FollowsItsAttributes()
    {
        File.WriteAllText(_path, "7\t1\t2\n8\t3\t4\n");

        IDataView view = _ml.Data.LoadFromTextFile<Row>(_path);

        Assert.Equal([7f, 8], view.GetColumn<float>("Label"));
        Assert.Equal([[1f, 2], [3f, 4]], view.GetColumn<float[]>("V"));
    }

    [Fact]
    public void LoadFromTextFile_NoSuchFile_Throws()
        => Assert.ThrowsAny<ArgumentException>(() => _ml.Data.LoadFromTextFile(_path + ".absent", [new TextLoader.Column("A", DataKind.Single, 0)]).GetColumn<float>("A").ToArray());

    private sealed class Row
    {
        [LoadColumn(0)]
        public float Label { get; set; }

        [LoadColumn(1, 2)]
        public float[] V { get; set; } = [];
    }
}
