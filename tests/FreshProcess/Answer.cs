namespace FreshProcess;

/// <summary>What is printed.</summary>
internal sealed record Answer(
    string[] Input, string[] Columns, OutputRow[] Rows, OutputRow[] Predictions, double AreaUnderRocCurve, string[] Assemblies);
