namespace FreshProcess;

/// <summary>What is printed of a classifier.</summary>
internal sealed record ClassifierAnswer(string[] Columns, ClassifiedRow[] Rows, ClassifiedRow[] Predictions, double MicroAccuracy, string[] Assemblies);
