namespace VaeDetectorTemplate.Serving;

/// <summary>Which model is at work.</summary>
/// <param name="Columns">The columns it looks at.</param>
/// <param name="Threshold">The score above which a row is an anomaly.</param>
/// <param name="Written">When its file was written.</param>
/// <param name="Loaded">When it was taken up.</param>
public sealed record ModelDescription(IReadOnlyList<string> Columns, float Threshold, DateTime Written, DateTime Loaded);
