namespace Vae.Data.Columns;

/// <summary>How much memory the different texts of all columns of a table may take together while they are counted: 64 MiB, 64 bytes a text included.</summary>
internal sealed class LevelBudget
{
    private const int BytesAText = 64;

    private long left = 64 << 20;

    public bool TryTake(int bytes)
    {
        left -= bytes + BytesAText;
        return left >= 0;
    }
}
