namespace Vae.Core.Data;

/// <summary>What every reader asks of the buffers that it is given.</summary>
internal static class RowBuffers
{
    public static void ThrowIfBelowOneRow(int length, int columnCount, string parameterName)
    {
        if (length < columnCount)
        {
            throw new ArgumentException(
                $"The buffer holds {length} values but one row has {columnCount}; pass a buffer of at least one row.",
                parameterName);
        }
    }

    public static void ThrowIfNoLabelFits(int length, string parameterName)
    {
        if (length == 0)
        {
            throw new ArgumentException("The buffer for labels is empty; pass one of at least one label.", parameterName);
        }
    }

    public static InvalidOperationException NoLabels() =>
        new("This source has no labels; name its label column or label file when it is opened, or read its rows alone.");
}
