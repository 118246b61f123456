using Vae.Data.Tables;

namespace Vae.Data.Columns;

/// <summary>A number of 64 bits that the values of a column make in their order, equal for columns that hold the same in every row.</summary>
internal struct CellPrint
{
    private const ulong Prime = 0x9E3779B97F4A7C15;

    // What no number's bits are: a NaN of its own for each.
    private const ulong Missing = 0x7FF8_0000_0000_0001;
    private const ulong Text = 0x7FF8_0000_0000_0002;

    /// <summary>The number so far.</summary>
    public ulong Value { get; private set; }

    /// <summary>Adds a cell.</summary>
    /// <param name="cell">The cell, where it is a text.</param>
    /// <param name="meaning">What it is.</param>
    /// <param name="number">Its number.</param>
    public void Add(TableCell cell, CellMeaning meaning, double number)
    {
        switch (meaning)
        {
            case CellMeaning.Missing:
                Add(Missing);
                break;
            case CellMeaning.Text:
                Add(Text);
                foreach (var character in cell.Text.Trim(" \t"u8))
                {
                    Add(character);
                }

                break;
            default:
                AddNumber(number);
                break;
        }
    }

    /// <summary>Adds a cell that is a number.</summary>
    /// <param name="number">Its number.</param>
    public void AddNumber(double number) => Add(BitConverter.DoubleToUInt64Bits(number + 0.0)); // one zero, not two

    private void Add(ulong part)
    {
        var mixed = (Value ^ part) * Prime;
        Value = mixed ^ (mixed >> 29);
    }
}
