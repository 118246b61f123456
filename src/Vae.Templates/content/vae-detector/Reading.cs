using System.Text.Json.Serialization;
using Microsoft.ML.Data;

namespace VaeDetectorTemplate;

/// <summary>One row: a column of the file, a property of the request. Numbers and text go in as they are; a text that training never saw counts as such.</summary>
public sealed class Reading
{
    /// <summary>The columns that the detector looks at.</summary>
    public static readonly string[] Columns = [nameof(Machine), nameof(Temperature), nameof(Pressure), nameof(Vibration), nameof(Current)];

    [LoadColumn(0)]
    [JsonRequired]
    public string Machine { get; set; } = "";

    /// <summary>Degrees Celsius.</summary>
    [LoadColumn(1)]
    [JsonRequired]
    public float Temperature { get; set; }

    /// <summary>Bar.</summary>
    [LoadColumn(2)]
    [JsonRequired]
    public float Pressure { get; set; }

    /// <summary>Millimetres a second.</summary>
    [LoadColumn(3)]
    [JsonRequired]
    public float Vibration { get; set; }

    /// <summary>Ampere.</summary>
    [LoadColumn(4)]
    [JsonRequired]
    public float Current { get; set; }
}
