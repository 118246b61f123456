using Microsoft.ML.Data;

namespace FreshProcess;

/// <summary>A line of the text file.</summary>
internal sealed class InputRow
{
    [LoadColumn(0, 2)]
    [VectorType(3)]
    public float[] First { get; set; } = [];

    [LoadColumn(3, 5)]
    [VectorType(3)]
    public float[] Second { get; set; } = [];

    [LoadColumn(6)]
    public float Label { get; set; }
}
