namespace Vae.Data.Columns;

/// <summary>What is the same for columns of which one is the other under other names: the values of a column by the order in which they came first.</summary>
internal struct OrderPrint
{
    /// <summary>Different values up to which a column is looked at: one of more is no column of names.</summary>
    public const int MostDifferent = 4096;

    private const ulong Prime = 0x9E3779B97F4A7C15;

    /// <summary>A number of 64 bits that the values make in their order.</summary>
    public ulong Print { get; private set; }

    /// <summary>Different values so far.</summary>
    public int Different { get; private set; }

    /// <summary>Rows that hold another value than the first one.</summary>
    public long Others { get; private set; }

    /// <summary>Whether there were no more values than are looked at.</summary>
    public readonly bool IsWhole => Different < MostDifferent;

    /// <summary>Adds a value.</summary>
    /// <param name="order">How many different ones came before it for the first time; below 0 where there is no value.</param>
    public void Add(int order)
    {
        Different = Math.Max(Different, order + 1);
        Others += order > 0 ? 1 : 0;
        var mixed = (Print ^ (ulong)(order + 2)) * Prime;
        Print = mixed ^ (mixed >> 29);
    }
}
