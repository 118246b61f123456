namespace Vae.Core.Engines;

/// <summary>From rows to probabilities of classes. Safe to use from many threads at once.</summary>
internal interface IClassifierPipeline
{
    /// <summary>Probabilities [rows, classes]; those of a row with NaN or an infinity are NaN.</summary>
    /// <param name="rows">Row-major rows.</param>
    /// <param name="scaled">Whether the rows are scaled already.</param>
    /// <param name="probabilities">Receives them.</param>
    void Probabilities(ReadOnlySpan<float> rows, bool scaled, Span<float> probabilities);
}
