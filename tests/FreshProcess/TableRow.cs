using Microsoft.ML.Data;

namespace FreshProcess;

/// <summary>A line of a text file with columns of several types.</summary>
internal sealed class TableRow
{
    [LoadColumn(0)]
    public float Seconds { get; set; }

    [LoadColumn(1)]
    public string Protocol { get; set; } = "";

    [LoadColumn(2)]
    public int Port { get; set; }

    [LoadColumn(3)]
    public long Bytes { get; set; }

    [LoadColumn(4)]
    public bool LoggedIn { get; set; }

    [LoadColumn(5)]
    public float Label { get; set; }
}
