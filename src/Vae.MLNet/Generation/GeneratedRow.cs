namespace Vae.MLNet.Generation;

/// <summary>The features of the row that a cursor stands on.</summary>
internal delegate ReadOnlySpan<float> GeneratedRow();
