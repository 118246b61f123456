using System.Collections;

namespace Microsoft.ML.Data;

/// <summary>A vector of <see cref="Length"/> values, dense, or sparse with ascending indices of the values that are not default.</summary>
public readonly struct VBuffer<T> : IEnumerable
{
    private readonly T[] _values;
    private readonly int[] _indices;
    private readonly int _count;

    public readonly int Length;

    public VBuffer(int length, T[] values, int[] indices = null)
        : this(length, indices is null ? length : values?.Length ?? 0, values, indices)
    {
    }

    public VBuffer(int length, int count, T[] values, int[] indices)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (count < 0 || count > length || count > (values?.Length ?? 0))
        {
            throw new ArgumentOutOfRangeException(nameof(count), count, $"A vector of {length} over {values?.Length ?? 0} stored values cannot have {count}.");
        }

        if (count < length && count > (indices?.Length ?? 0))
        {
            throw new ArgumentException($"A sparse vector of {count} stored values needs as many indices; there are {indices?.Length ?? 0}.", nameof(indices));
        }

        Length = length;
        _count = count;
        _values = values;
        _indices = indices;
    }

    public bool IsDense => _count == Length;

    public ReadOnlySpan<T> GetValues() => _values.AsSpan(0, _count);

    public ReadOnlySpan<int> GetIndices() => IsDense ? default : _indices.AsSpan(0, _count);

    public void CopyToDense(ref VBuffer<T> destination)
    {
        VBufferEditor<T> editor = VBufferEditor.Create(ref destination, Length);
        CopyTo(editor.Values);
        destination = editor.Commit();
    }

    public void CopyTo(ref VBuffer<T> destination)
    {
        VBufferEditor<T> editor = VBufferEditor.Create(ref destination, Length, _count);
        GetValues().CopyTo(editor.Values);
        GetIndices().CopyTo(editor.Indices);
        destination = editor.Commit();
    }

    public void CopyTo(ref VBuffer<T> destination, int sourceIndex, int length)
    {
        if (sourceIndex < 0 || length < 0 || sourceIndex > Length - length)
        {
            throw new ArgumentOutOfRangeException(nameof(length), length, $"{length} values from {sourceIndex} do not lie within a vector of {Length}.");
        }

        int first = IsDense ? sourceIndex : LowerBound(sourceIndex);
        int count = IsDense ? length : LowerBound(sourceIndex + length) - first;
        VBufferEditor<T> editor = VBufferEditor.Create(ref destination, length, count);
        GetValues().Slice(first, count).CopyTo(editor.Values);
        for (int i = 0; !IsDense && i < editor.Indices.Length; i++)
        {
            editor.Indices[i] = _indices[first + i] - sourceIndex;
        }

        destination = editor.Commit();
    }

    public void CopyTo(Span<T> destination) => CopyTo(destination, 0);

    public void CopyTo(Span<T> destination, int destinationIndex, T defaultValue = default(T))
    {
        Span<T> target = destination.Slice(destinationIndex, Length);
        if (IsDense)
        {
            GetValues().CopyTo(target);
            return;
        }

        target.Fill(defaultValue);
        for (int i = 0; i < _count; i++)
        {
            target[_indices[i]] = _values[i];
        }
    }

    public static void Copy(T[] source, int sourceIndex, ref VBuffer<T> destination, int length)
    {
        VBufferEditor<T> editor = VBufferEditor.Create(ref destination, length);
        source.AsSpan(sourceIndex, length).CopyTo(editor.Values);
        destination = editor.Commit();
    }

    public IEnumerable<KeyValuePair<int, T>> Items(bool all = false)
    {
        int stored = 0;
        for (int i = 0; i < Length; i++)
        {
            bool isStored = IsDense || (stored < _count && _indices[stored] == i);
            if (isStored || all)
            {
                yield return new KeyValuePair<int, T>(i, isStored ? _values[stored] : default);
            }

            stored += isStored ? 1 : 0;
        }
    }

    public IEnumerable<T> DenseValues() => Items(all: true).Select(item => item.Value);

    public void GetItemOrDefault(int index, ref T destination) => destination = GetItemOrDefault(index);

    public T GetItemOrDefault(int index)
    {
        if ((uint)index >= (uint)Length)
        {
            throw new ArgumentOutOfRangeException(nameof(index), index, $"The vector has {Length} values.");
        }

        int at = IsDense ? index : Array.BinarySearch(_indices, 0, _count, index);
        return at < 0 ? default : _values[at];
    }

    public override string ToString() => IsDense ? $"Dense vector of size {Length}" : $"Sparse vector of size {Length}, {_count} explicit values";

    public IEnumerator GetEnumerator() => Items(all: true).GetEnumerator();

    internal VBufferEditor<T> GetEditor() => new(Length, _count, _values, _indices, false, false, false);

    internal VBufferEditor<T> GetEditor(int newLogicalLength, int? valuesCount, int? maxValuesCapacity, bool keepOldOnResize, bool requireIndicesOnDense)
    {
        int count = valuesCount ?? newLogicalLength;
        if (newLogicalLength < 0 || count < 0 || count > newLogicalLength)
        {
            throw new ArgumentOutOfRangeException(nameof(newLogicalLength), newLogicalLength, $"A vector of {newLogicalLength} cannot store {count} values.");
        }

        int most = Math.Max(count, Math.Min(maxValuesCapacity ?? newLogicalLength, newLogicalLength));
        T[] values = Grown(_values, count, most, keepOldOnResize);
        bool needsIndices = count < newLogicalLength || requireIndicesOnDense;
        int[] indices = needsIndices ? Grown(_indices, count, most, keepOldOnResize) : _indices;
        return new VBufferEditor<T>(newLogicalLength, count, values, indices, requireIndicesOnDense, values != _values, indices != _indices);
    }

    // Arrays that are too short double, so that a column read row by row soon stops allocating.
    private static TItem[] Grown<TItem>(TItem[] old, int needed, int most, bool keepOld)
    {
        if ((old?.Length ?? 0) >= needed)
        {
            return old;
        }

        var grown = new TItem[Math.Min(most, Math.Max(needed, 2 * (old?.Length ?? 0)))];
        if (keepOld)
        {
            old?.CopyTo(grown, 0);
        }

        return grown;
    }

    private int LowerBound(int index)
    {
        int at = Array.BinarySearch(_indices, 0, _count, index);
        return at < 0 ? ~at : at;
    }
}
