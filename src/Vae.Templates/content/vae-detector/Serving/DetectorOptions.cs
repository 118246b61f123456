using System.ComponentModel.DataAnnotations;

namespace VaeDetectorTemplate.Serving;

/// <summary>The section Detector of appsettings.json.</summary>
public sealed class DetectorOptions
{
    /// <summary>The model's file.</summary>
    [Required]
    public string Path { get; set; } = "detector.zip";

    /// <summary>Rows that one request may hold.</summary>
    [Range(1, 1_000_000)]
    public int LargestBatch { get; set; } = 10_000;

    /// <summary>Bytes that the body of a request may have.</summary>
    [Range(1, 1L << 30)]
    public long LargestBody { get; set; } = 4 << 20;

    /// <summary>How often the model's file is looked at.</summary>
    [Range(0.1, 3600)]
    public double SecondsBetweenLooks { get; set; } = 2;
}
