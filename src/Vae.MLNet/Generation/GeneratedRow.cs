namespace Vae.MLNet.Generation;

/// <summary>The features of the row that a cursor stands on.</summary>
internal delegate ReadOnlySpan<float> GeneratedRow();

/// <summary>The same in 64-bit floats.</summary>
internal delegate ReadOnlySpan<double> GeneratedDoubles();
