namespace FreshProcess;

/// <summary>What a pipeline with a classifier adds.</summary>
internal sealed class ClassifiedRow
{
    public float[] Score { get; set; } = [];

    /// <summary>The key, from 1; 0 where it is missing.</summary>
    public uint PredictedLabel { get; set; }

    /// <summary>What the key stands for.</summary>
    public float Value { get; set; }
}
