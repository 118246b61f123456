namespace Vae.Core.Engines.Managed.Panels;

/// <summary>Where the rows of a batch lie: one after the other, or at indices.</summary>
internal readonly unsafe struct BatchRows(float* rows, int* indices)
{
    /// <summary>Whether the rows were given by value, one after the other.</summary>
    public bool IsByValue => indices == null;

    /// <summary>Number of a row of the batch among those that the session holds.</summary>
    public int Index(int row) => indices == null ? row : indices[row];

    /// <summary>A row of the batch.</summary>
    public float* Row(int index, int width) => rows + ((nint)Index(index) * width);
}
