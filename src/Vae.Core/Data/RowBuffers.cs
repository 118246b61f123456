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
}
