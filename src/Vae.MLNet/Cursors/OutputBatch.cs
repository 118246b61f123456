using Microsoft.ML;
using Microsoft.ML.Data;

namespace Vae.MLNet.Cursors;

/// <summary>Features of a few rows and what a model makes of them, computed in one pass and read row by row.</summary>
/// <param name="featureCount">Features a row.</param>
/// <param name="beforeRead">Run before each read, for rows that are computed only when somebody looks.</param>
internal abstract class OutputBatch(int featureCount, Action? beforeRead)
{
    private float[] _features = [];

    /// <summary>The row that getters read, from 0.</summary>
    public int Current { get; set; }

    /// <summary>Makes room for at least this many rows; what was held is lost.</summary>
    public virtual void Reserve(int rows) => Reserve(ref _features, rows, featureCount);

    /// <summary>Where the features of a row go.</summary>
    public Span<float> Features(int row) => _features.AsSpan(row * featureCount, featureCount);

    /// <summary>Runs the model over the first rows; only the active outputs are computed.</summary>
    public abstract void Compute(int rows);

    /// <summary>A getter of the current row's value.</summary>
    /// <param name="outputIndex">Place of the column in the output schema.</param>
    public abstract Delegate Getter(int outputIndex);

    /// <summary>The features of the first rows.</summary>
    protected ReadOnlySpan<float> Rows(int rows) => _features.AsSpan(0, rows * featureCount);

    protected void BeforeRead() => beforeRead?.Invoke();

    /// <summary>Gives out the current row of a table.</summary>
    protected void Copy(float[] source, int width, ref VBuffer<float> value)
    {
        var editor = VBufferEditor.Create(ref value, width);
        source.AsSpan(Current * width, width).CopyTo(editor.Values);
        value = editor.Commit();
    }

    protected static void Reserve(ref float[] values, int rows, int width)
    {
        if (values.Length < rows * width)
        {
            values = new float[rows * width];
        }
    }
}
