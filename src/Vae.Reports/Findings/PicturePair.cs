namespace Vae.Reports.Findings;

/// <summary>A row and what the model makes of it, as pictures.</summary>
/// <param name="Row">The row's number.</param>
/// <param name="Original">The row, a PNG file.</param>
/// <param name="Rebuilt">What the model makes of it, likewise.</param>
internal sealed record PicturePair(int Row, byte[] Original, byte[] Rebuilt);
