using System.Text;

namespace Vae.Data.Tables;

/// <summary>The value of one field of a record, as the file has it. Valid until the reader moves on.</summary>
internal readonly ref struct TableCell
{
    private TableCell(CellType type, ReadOnlySpan<byte> text, double number)
    {
        Type = type;
        Text = text;
        Number = number;
    }

    /// <summary>How it is given.</summary>
    public CellType Type { get; }

    /// <summary>The text as UTF-8, which is not checked; empty where the cell is of another type.</summary>
    public ReadOnlySpan<byte> Text { get; }

    /// <summary>The number, which may be NaN or infinite; 1 and 0 for true and false; 0 where the cell is a text or missing.</summary>
    public double Number { get; }

    /// <summary>No value.</summary>
    public static TableCell Missing => default;

    /// <summary>A text of UTF-8.</summary>
    public static TableCell Of(ReadOnlySpan<byte> text) => new(CellType.Text, text, 0);

    /// <summary>A number.</summary>
    public static TableCell Of(double number) => new(CellType.Number, default, number);

    /// <summary>A truth value.</summary>
    public static TableCell Of(bool truth) => new(CellType.Truth, default, truth ? 1 : 0);

    /// <summary>The value as people write it; empty where it is missing.</summary>
    public override string ToString() => Type switch
    {
        CellType.Text => Encoding.UTF8.GetString(Text),
        CellType.Number => Number.ToString("R", System.Globalization.CultureInfo.InvariantCulture),
        CellType.Truth => Number == 0 ? "false" : "true",
        _ => "",
    };
}
