using System.Text.Json.Serialization;

namespace VaeDetectorTemplate.Serving;

/// <summary>What is said of a row.</summary>
/// <param name="Score">Higher is stranger; a text where it is no finite number, as JSON has none.</param>
/// <param name="IsAnomaly">Whether it is above the model's threshold.</param>
/// <param name="Column">The column with the largest part in the score.</param>
public sealed record Answer([property: JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)] float Score, bool IsAnomaly, string Column);
