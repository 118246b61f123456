using System.Collections.Concurrent;
using Vae.Data.Options;
using Vae.Data.Tables;

namespace Vae.Data.Columns;

/// <summary>Reads what a survey looks at of records; a thread has one of its own.</summary>
/// <param name="layout">The columns of the table.</param>
/// <param name="options">How it is read.</param>
/// <param name="counts">What counts the cells, which says what it needs of them.</param>
/// <param name="free">Blocks that were read and can be filled anew.</param>
internal sealed class SurveyReader(ColumnLayout layout, TableOptions options, FieldCount[] counts, ConcurrentBag<SurveyedBlock> free)
{
    private const int CellsABlock = 1 << 14;
    private const int BytesABlock = 1 << 16;

    private readonly CellReader cells = new(options);
    private readonly LabelReader labels = new(options, new CellReader(options));
    private readonly int[] fields = [.. layout.Features.Select(feature => feature.Field)];
    private readonly bool[] markersAreNames = layout.MarkersAreNames(options);
    private readonly bool[] knowsPlain = new bool[layout.Features.Length];
    private SurveyedBlock? block;

    /// <summary>Reads a record.</summary>
    /// <param name="record">A reader that stands on it.</param>
    public SurveyedRow Read(ITableReader record)
    {
        if (record.Fault is { } fault)
        {
            return new SurveyedRow(record.Place, fault, false, float.NaN, null, null, 0);
        }

        if (layout.WeightField >= 0)
        {
            var cell = record.Cell(layout.WeightField);
            if (!WeightReader.TryRead(cells, cell, out var weight))
            {
                return new SurveyedRow(record.Place, null, false, float.NaN, null, null, 0) { WeightFault = CellText.Excerpt(cell.ToString()) };
            }

            if (weight == 0)
            {
                return new SurveyedRow(record.Place, null, false, float.NaN, null, null, 0) { IsLeftOut = true };
            }
        }

        var (label, labelText) = (float.NaN, default(string));
        if (layout.LabelField >= 0)
        {
            var cell = record.Cell(layout.LabelField);
            if (!labels.TryRead(cell, out label))
            {
                return new SurveyedRow(record.Place, CellText.Excerpt(cell.ToString()), true, float.NaN, null, null, 0);
            }

            labelText = options.NormalLabel is null ? null : CellText.Excerpt(cell.ToString().Trim());
        }

        for (var bytes = BytesABlock; ; bytes = (int)Math.Min(Array.MaxLength, 2L * bytes))
        {
            var block = this.block is { HasRoom: true } open ? open : Take(bytes);
            this.block = block;
            var index = block.Add();
            if (TryRead(record, block.Row(index), block))
            {
                if (!block.HasRoom)
                {
                    // Before its last record is given out, for the block is filled anew once all of them are read.
                    block.Close();
                    this.block = null;
                }

                return new SurveyedRow(record.Place, null, false, label, labelText, block, index);
            }

            // There was no room for its texts.
            block.TakeBack();
            block.Close();
            this.block = null;
        }
    }

    private SurveyedBlock Take(int bytes) => bytes == BytesABlock && free.TryTake(out var known)
        ? known
        : new SurveyedBlock(fields.Length, Math.Max(1, CellsABlock / fields.Length), bytes);

    private bool TryRead(ITableReader record, Span<SurveyedCell> row, SurveyedBlock block)
    {
        for (var column = 0; column < fields.Length; column++)
        {
            if (!TryRead(column, record.Cell(fields[column]), block, out row[column]))
            {
                return false;
            }
        }

        return true;
    }

    private bool TryRead(int column, TableCell cell, SurveyedBlock block, out SurveyedCell read)
    {
        CellMeaning meaning;
        DigitLook look;
        if (cells.ReadsPlainNumbers && PlainNumber.TryRead(cell.Text, out var number, out var decimals) && layout.Features[column].Date is null)
        {
            (meaning, look) = (CellMeaning.Number, DigitLooks.OfPlain(cell, number, decimals));
        }
        else
        {
            meaning = cells.Read(cell, out number);
            if (meaning == CellMeaning.Missing && markersAreNames[column] && cells.MayBeName(cell))
            {
                (meaning, number) = (CellMeaning.Text, 0);
            }

            if (layout.Features[column].Date is not null && meaning != CellMeaning.Missing)
            {
                (meaning, number) = Time(cell, meaning, number);
            }

            look = ZoneOf(column, cell, meaning) is var zone and not DigitLook.Plain ? zone : meaning == CellMeaning.Number ? DigitLooks.Of(cell, number) : meaning == CellMeaning.Missing && cell.Text.Trim(" \t"u8).SequenceEqual("NA"u8) ? DigitLook.CapitalNa : DigitLook.Plain;
        }

        if (Needs(column, meaning, number, look))
        {
            return block.TryKeep(cell, meaning, number, look, out read);
        }

        read = new SurveyedCell(number, 0, 0, CellType.Missing, meaning, look);
        return true;
    }

    // Most cells are plain numbers, of which soon nothing more is needed. Counts are asked no more then: they lie in memory that another thread writes to all the time.
    private bool Needs(int column, CellMeaning meaning, double number, DigitLook look)
    {
        var isPlain = meaning == CellMeaning.Number && (look & ~DigitLook.EndsInZero) == 0 && !float.IsInfinity((float)number);
        if (isPlain && knowsPlain[column])
        {
            return false;
        }

        var needs = counts[column].NeedsCell(meaning, number, look);
        knowsPlain[column] |= isPlain && !needs;
        return needs;
    }

    private DigitLook ZoneOf(int column, TableCell cell, CellMeaning meaning) =>
        layout.Features[column].Date is not null && meaning == CellMeaning.Number && cell.Type == CellType.Text ? DateText.ZoneOf(cell.Text.Trim(" \t"u8)) : DigitLook.Plain;

    /// <summary>A time as its seconds since 1970; what is none counts as a text.</summary>
    private static (CellMeaning Meaning, double Number) Time(TableCell cell, CellMeaning meaning, double number)
    {
        var isTime = cell.Type == CellType.Text && DateText.TryRead(cell.Text.Trim(" \t"u8), out var time) || (DateText.TryReadUnix(number, out time) && meaning == CellMeaning.Number);
        return isTime ? (CellMeaning.Number, (time - DateTime.UnixEpoch).TotalSeconds) : (CellMeaning.Text, 0);
    }
}
