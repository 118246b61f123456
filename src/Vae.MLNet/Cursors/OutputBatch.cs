using System.Numerics;
using Microsoft.ML.Data;
using Vae.MLNet.Columns;
using Vae.MLNet.Columns.Values;

namespace Vae.MLNet.Cursors;

/// <summary>Features of a few rows and what a model makes of them, computed in one pass and read row by row.</summary>
/// <param name="featureCount">Features a row.</param>
/// <param name="hasDoubles">Whether features are kept in 64-bit floats, for a model with an origin.</param>
/// <param name="limits">What columns can have: a row with another value has no outputs; null where everything goes.</param>
/// <param name="beforeRead">Run before each read, for rows that are computed only when somebody looks.</param>
internal abstract class OutputBatch(int featureCount, bool hasDoubles, ValueLimits? limits, Action? beforeRead)
{
    private float[] features = [];
    private double[] doubles = [];

    /// <summary>The row that getters read, from 0.</summary>
    public int Current { get; set; }

    /// <summary>Makes room for at least this many rows; what was held is lost.</summary>
    public virtual void Reserve(int rows)
    {
        Reserve(ref features, hasDoubles ? 0 : rows, featureCount);
        Reserve(ref doubles, hasDoubles ? rows : 0, featureCount);
    }

    /// <summary>Reads the features of the row that a reader stands on.</summary>
    /// <param name="row">Their place in the batch.</param>
    /// <param name="reader">The reader.</param>
    /// <returns>What is wrong with the row, which is NaN then; null where nothing is.</returns>
    public string? ReadFeatures(int row, FeatureReader reader)
    {
        if (hasDoubles)
        {
            var doubles = this.doubles.AsSpan(row * featureCount, featureCount);
            reader.Read(doubles);
            return NanIfFaulty(doubles);
        }

        var features = this.features.AsSpan(row * featureCount, featureCount);
        reader.Read(features);
        return NanIfFaulty(features);
    }

    /// <summary>Runs the model over some rows; only the active outputs are computed. Others may be read, and computed, at the same time.</summary>
    /// <param name="first">Place of the first of them in the batch.</param>
    /// <param name="rows">How many.</param>
    public abstract void Compute(int first, int rows);

    /// <summary>Tells the pass, if there is one, of rows that were computed; to be called in their order.</summary>
    /// <param name="first">Place of the first of them in the batch.</param>
    /// <param name="rows">How many.</param>
    public virtual void Tell(int first, int rows)
    {
    }

    /// <summary>A getter of the current row's value.</summary>
    /// <param name="outputIndex">Place of the column in the output schema.</param>
    public abstract Delegate Getter(int outputIndex);

    /// <summary>Whether the features are in <see cref="Doubles"/>, not in <see cref="Rows"/>.</summary>
    protected bool HasDoubles => hasDoubles;

    /// <summary>The features of some rows.</summary>
    protected ReadOnlySpan<float> Rows(int first, int rows) => Part(features, first, rows, featureCount);

    /// <summary>The same in 64-bit floats.</summary>
    protected ReadOnlySpan<double> Doubles(int first, int rows) => Part(doubles, first, rows, featureCount);

    /// <summary>Some rows of a table.</summary>
    protected static Span<T> Part<T>(T[] values, int first, int rows, int width) => values.AsSpan(first * width, rows * width);

    protected void BeforeRead() => beforeRead?.Invoke();

    /// <summary>Gives out the current row of a table.</summary>
    protected void Copy(float[] source, int width, ref VBuffer<float> value)
    {
        var editor = VBufferEditor.Create(ref value, width);
        source.AsSpan(Current * width, width).CopyTo(editor.Values);
        value = editor.Commit();
    }

    private string? NanIfFaulty<T>(Span<T> row)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var fault = limits?.Fault<T>(row);
        if (fault is not null)
        {
            row.Fill(T.NaN);
        }

        return fault;
    }

    protected static void Reserve<T>(ref T[] values, int rows, int width)
    {
        if (values.Length < rows * width)
        {
            values = new T[rows * width];
        }
    }
}
