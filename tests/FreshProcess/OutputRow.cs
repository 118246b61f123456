namespace FreshProcess;

/// <summary>What the pipeline adds.</summary>
internal sealed class OutputRow
{
    public float[] Code { get; set; } = [];

    public float[] Rebuilt { get; set; } = [];

    public float Oddity { get; set; }

    public bool IsOdd { get; set; }

    public float Chance { get; set; }

    public float[] Why { get; set; } = [];
}
