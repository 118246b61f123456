using Microsoft.ML.Data;

namespace Standin.Tests;

public sealed class VBufferTests
{
    [Fact]
    public void CopyTo_SparseBuffer_FillsInDefaults()
    {
        var buffer = new VBuffer<float>(5, 2, [7f, 8f], [1, 4]);
        var dense = new float[5];
        buffer.CopyTo(dense);

        Assert.False(buffer.IsDense);
        Assert.Equal([0f, 7, 0, 0, 8], dense);
        Assert.Equal([0f, 7, 0, 0, 8], buffer.DenseValues());
        Assert.Equal(8, buffer.GetItemOrDefault(4));
        Assert.Equal([KeyValuePair.Create(1, 7f), KeyValuePair.Create(4, 8f)], buffer.Items());
    }

    [Fact]
    public void CopyTo_PartOfASparseBuffer_ShiftsItsIndices()
    {
        var buffer = new VBuffer<float>(5, 2, [7f, 8f], [1, 4]);
        VBuffer<float> part = default;
        buffer.CopyTo(ref part, 1, 3);

        Assert.Equal(3, part.Length);
        Assert.Equal([7f, 0, 0], part.DenseValues());
    }

    [Fact]
    public void CopyToDense_SparseBuffer_IsDense()
    {
        var buffer = new VBuffer<int>(3, 1, [5], [2]);
        VBuffer<int> dense = default;
        buffer.CopyToDense(ref dense);

        Assert.True(dense.IsDense);
        Assert.Equal([0, 0, 5], dense.GetValues().ToArray());
    }

    [Fact]
    public void Create_BufferLargeEnough_ReusesItsArray()
    {
        VBuffer<float> buffer = default;
        VBufferEditor<float> first = VBufferEditor.Create(ref buffer, 4);
        first.Values.Fill(1);
        buffer = first.Commit();

        VBufferEditor<float> second = VBufferEditor.Create(ref buffer, 3);

        Assert.True(first.CreatedNewValues);
        Assert.False(second.CreatedNewValues);
        Assert.Equal([1f, 1, 1], second.Commit().GetValues().ToArray());
    }

    [Fact]
    public void CommitTruncated_FewerThanTheLength_IsSparse()
    {
        VBuffer<float> buffer = default;
        VBufferEditor<float> editor = VBufferEditor.Create(ref buffer, 10, 3);
        editor.Values[0] = 2;
        editor.Indices[0] = 6;

        buffer = editor.CommitTruncated(1);

        Assert.Equal(10, buffer.Length);
        Assert.Equal(2, buffer.GetItemOrDefault(6));
        Assert.Equal([6], buffer.GetIndices().ToArray());
    }

    [Fact]
    public void VectorType_EqualsByItemAndDimensions()
    {
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 4), new VectorDataViewType(NumberDataViewType.Single, 4));
        Assert.NotEqual(new VectorDataViewType(NumberDataViewType.Single, 4), new VectorDataViewType(NumberDataViewType.Single, 2, 2));
        Assert.False(new VectorDataViewType(NumberDataViewType.Single).IsKnownSize);
        Assert.Equal(4, new VectorDataViewType(NumberDataViewType.Single, 2, 2).Size);
        Assert.Equal("Vector<Single, 4>", new VectorDataViewType(NumberDataViewType.Single, 4).ToString());
    }
}
