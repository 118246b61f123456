using Microsoft.ML.Data;

namespace Vae.MLNet.Tests.Support;

/// <summary>A row of the tests' data: six features, a label, and columns that a pipeline only carries along.</summary>
internal sealed class Row
{
    public const int FeatureCount = 6;

    [VectorType(FeatureCount)]
    public float[] Features { get; set; } = [];

    public float Label { get; set; }

    public bool IsStrange { get; set; }

    public int Number { get; set; }

    public string Name { get; set; } = "";

    [VectorType(3)]
    public double[] Extra { get; set; } = [];
}
