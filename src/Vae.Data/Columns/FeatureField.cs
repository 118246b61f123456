namespace Vae.Data.Columns;

/// <summary>A column that holds features: what it is called, and where its value comes from.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Field">The field of the table.</param>
/// <param name="Date">What is made of the field's time; null where it is taken as it is.</param>
internal sealed record FeatureField(string Name, int Field, DateFeature? Date = null);
