namespace Vae.Core.Data;

/// <summary>A table whose rows may carry a label beside their features.</summary>
public interface ILabelledRowSource : IRowSource
{
    /// <summary>What the label is called, or null where the table has no labels.</summary>
    string? LabelName { get; }

    /// <summary>Rows whose label is 0, the normal ones, or null (the default) when only a whole pass can tell.</summary>
    long? NormalRowCount => null;

    /// <summary>Starts a new pass that gives labels too.</summary>
    /// <returns>A reader that the caller disposes.</returns>
    /// <exception cref="InvalidOperationException"><see cref="LabelName"/> is null.</exception>
    /// <exception cref="VaeDataException">The data behind the source cannot be opened or no longer look as they did.</exception>
    ILabelledRowReader OpenLabelledReader();
}
