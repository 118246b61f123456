using Vae.Data.Tables;

namespace Vae.Data.Columns;

/// <summary>Memory for what a survey looks at of some records, filled by one thread and read by another.</summary>
/// <param name="width">Cells a record.</param>
/// <param name="rows">Records.</param>
/// <param name="bytes">Room for the texts of cells.</param>
internal sealed class SurveyedBlock(int width, int rows, int bytes)
{
    private readonly SurveyedCell[] cells = new SurveyedCell[width * rows];
    private readonly byte[] texts = new byte[bytes];
    private int used;
    private int filled;
    private int read;
    private volatile bool isClosed;

    /// <summary>Whether another record may be filled in.</summary>
    public bool HasRoom => filled < rows;

    /// <summary>The cells of a record.</summary>
    public Span<SurveyedCell> Row(int index) => cells.AsSpan(index * width, width);

    /// <summary>Gives out the next record to be filled.</summary>
    public int Add() => filled++;

    /// <summary>Takes the record back that was given out last: it has no room here.</summary>
    public void TakeBack() => filled--;

    /// <summary>Keeps a cell as the file has it.</summary>
    /// <returns>False where there is no room for it.</returns>
    public bool TryKeep(TableCell cell, CellMeaning meaning, double number, DigitLook look, out SurveyedCell kept)
    {
        kept = default;
        var length = cell.Type == CellType.Text ? cell.Text.Length : sizeof(double);
        if (texts.Length - used < length)
        {
            return false;
        }

        if (cell.Type == CellType.Text)
        {
            cell.Text.CopyTo(texts.AsSpan(used));
        }
        else
        {
            BitConverter.TryWriteBytes(texts.AsSpan(used), cell.Number);
        }

        kept = new SurveyedCell(number, used, length, cell.Type, meaning, look);
        used += length;
        return true;
    }

    /// <summary>The cell as the file has it, where it was kept.</summary>
    public TableCell CellOf(in SurveyedCell cell) => cell.Type switch
    {
        CellType.Missing => TableCell.Missing,
        CellType.Text => TableCell.Of(Kept(cell)),
        CellType.Number => TableCell.Of(BitConverter.ToDouble(Kept(cell))),
        _ => TableCell.Of(BitConverter.ToDouble(Kept(cell)) != 0),
    };

    /// <summary>Says that nothing more is filled in.</summary>
    public void Close() => isClosed = true;

    /// <summary>Says that a record was read and is needed no more.</summary>
    /// <returns>Whether it was the last, so that the block can be filled anew.</returns>
    public bool Release()
    {
        read++;
        if (!isClosed || read < filled)
        {
            return false;
        }

        (read, used, filled, isClosed) = (0, 0, 0, false);
        return true;
    }

    private ReadOnlySpan<byte> Kept(in SurveyedCell cell) => texts.AsSpan(cell.Start, cell.Length);
}
