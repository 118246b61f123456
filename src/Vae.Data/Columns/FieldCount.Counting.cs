using System.Runtime.InteropServices;
using Vae.Data.Tables;

namespace Vae.Data.Columns;

/// <content>How cells are counted.</content>
internal sealed partial class FieldCount
{
    /// <summary>Counts a cell.</summary>
    public void Add(TableCell cell, CellMeaning meaning, double number, long place) =>
        Add(cell, meaning, number, meaning == CellMeaning.Number ? DigitLooks.Of(cell, number) : DigitLook.Plain, place, new RowWeights(Rows + 1));

    /// <summary>
    /// Whether <see cref="Add(TableCell, CellMeaning, double, DigitLook, long, in RowWeights)"/> looks at more of a cell than its number. What is once not needed is never needed again, so that another thread may ask before the cells before are counted.
    /// </summary>
    public bool NeedsCell(CellMeaning meaning, double number, DigitLook look) =>
        meaning != CellMeaning.Missing && (!hasExamples || countsAll || meaning is CellMeaning.Text or CellMeaning.Truth || (look & (DigitLook.Padded | DigitLook.BareExponent | DigitLook.Rounded)) != 0 || ((look & DigitLook.Zoned) != 0 && !hasZoned) || ((look & DigitLook.Grouped) != 0 && !hasGrouped) || float.IsInfinity((float)number));

    /// <summary>Counts a cell.</summary>
    /// <param name="cell">The cell; anything where it is not needed (<see cref="NeedsCell"/>).</param>
    /// <param name="meaning">What it is.</param>
    /// <param name="number">Its number.</param>
    /// <param name="look">How the number is written.</param>
    /// <param name="place">Where the record stands.</param>
    /// <param name="row">What the row counts for.</param>
    public void Add(TableCell cell, CellMeaning meaning, double number, DigitLook look, long place, in RowWeights row)
    {
        if (meaning == CellMeaning.Number)
        {
            AddNumber(cell, number, look, place, row);
            return;
        }

        Rows++;
        print.Add(cell, meaning, number);
        if (meaning == CellMeaning.Missing)
        {
            Missing++;
            CapitalNas += look == DigitLook.CapitalNa ? 1 : 0;
            scale.AddGap(row);
            order.Add(-1);
            First = First with { Missing = First.Missing == 0 ? place : First.Missing };
            return;
        }

        AddPresent(cell, place);
        switch (meaning)
        {
            case CellMeaning.Infinite:
                Numbers++;
                Infinities++;
                First = First with { Infinity = First.Infinity == 0 ? place : First.Infinity };
                break;
            case CellMeaning.Truth:
                Truths++;
                break;
            default:
                Texts++;
                break;
        }

        var isText = meaning is CellMeaning.Text or CellMeaning.Truth;
        if (isText && First.Text == 0)
        {
            First = First with { Text = place };
            FirstText = CellText.Excerpt(cell.ToString());
        }

        if (isText || countsAll)
        {
            AddText(cell, place);
        }
    }

    /// <summary>Counts a cell that is a number.</summary>
    /// <inheritdoc cref="Add(TableCell, CellMeaning, double, DigitLook, long, in RowWeights)"/>
    public void AddNumber(TableCell cell, double number, DigitLook look, long place, in RowWeights row)
    {
        Rows++;
        print.AddNumber(number);
        AddPresent(cell, place);
        Numbers++;
        var hasPoint = (look & DigitLook.EndsInZero) != 0;
        if (number == Math.Floor(number))
        {
            AddWhole(number);
        }
        else
        {
            Fractions++;
            if (!Same.IsOver)
            {
                Same.Add(number, hasPoint);
            }

            hasPoint = true;
            AddPlain(number);
        }

        Negatives += number < 0 ? 1 : 0;
        UnixTimes += DateText.IsUnix(number) ? 1 : 0;
        risesByOne += number - last == 1 ? 1 : 0;
        risesByAny += number > last ? 1 : 0;
        falls |= number < last;
        sum += number;
        (last, lastAt) = (number, Rows);
        highest.Add(number, place);
        lowest.Add(number, place);
        scale.Add(row, number);
        AddDifferent(number);
        HasPoint |= hasPoint && (look & DigitLook.Grouped) == 0;
        if ((look & ~DigitLook.EndsInZero) != 0)
        {
            AddLook(cell, number, look);
        }

        if (float.IsInfinity((float)number) && Huge.Place == 0)
        {
            Huge = (CellText.Excerpt(cell.ToString()), place);
        }

        if (countsAll)
        {
            AddText(cell, place);
        }
    }

    private void AddPresent(TableCell cell, long place)
    {
        FirstPresent = FirstPresent == 0 ? place : FirstPresent;
        StandsAlone &= presentAt < 0 ? Rows == 1 : presentAt != Rows - 1;
        presentAt = Rows;
        if (!hasExamples)
        {
            Remember(cell);
        }
    }

    private void AddPlain(double number)
    {
        plainMinimum = number < plainMinimum ? number : plainMinimum;
        plainMaximum = number > plainMaximum ? number : plainMaximum;
    }

    private void AddDifferent(double number)
    {
        var mayBeNames = !countsAll && order.IsWhole;
        if (!mayBeNames && numbers.Count >= MostNumbers)
        {
            return;
        }

        ref var at = ref CollectionsMarshal.GetValueRefOrAddDefault(numbers, number, out var isKnown);
        at = isKnown ? (at.Order, at.Count < int.MaxValue ? at.Count + 1 : at.Count) : (numbers.Count - 1, 1);
        if (mayBeNames)
        {
            order.Add(at.Order);
        }
    }

    // What only whole numbers can be.
    private void AddWhole(double number)
    {
        Bits += number is 0 or 1 ? 1 : 0;
        DigitDates += DateText.IsDigits(number) ? 1 : 0;
        DigitTimes += DateText.IsDigitTime(number) ? 1 : 0;
        Periods = DateText.IsWeek(number) ? (Periods.Months + (DateText.IsMonth(number) ? 1 : 0), Periods.Weeks + 1) : Periods;
        WholeDays += IsWholeDays(number) ? 1 : 0;
        smallWholes += Math.Abs(number) < 1000 ? 1 : 0;
        if (number == 0)
        {
            zeros++;
        }
        else if (!sentinels.Add(number))
        {
            AddPlain(number);
        }
    }

    private static bool IsWholeDays(double whole) => Math.Abs(whole) < LargestLong ? (long)whole % SecondsADay == 0 : whole % SecondsADay == 0;

    private void AddLook(TableCell cell, double number, DigitLook look)
    {
        if ((look & DigitLook.Grouped) != 0)
        {
            FirstGrouped = Grouped++ == 0 ? CellText.Excerpt(cell.ToString()) : FirstGrouped;
            hasGrouped = true;
            GroupedRound += (look & DigitLook.Round) != 0 ? 1 : 0;
            smallWholes -= number == Math.Floor(number) ? 1 : 0; // 12.000 is no whole number to whoever writes twelve thousand so
        }

        if ((look & DigitLook.Zoned) != 0)
        {
            Zoned = (Zoned.Count + 1, hasZoned ? Zoned.First : CellText.Excerpt(cell.ToString()));
            hasZoned = true;
            ZonesOfTwoKinds = (ZonesOfTwoKinds.Greenwich + ((look & DigitLook.Greenwich) != 0 ? 1 : 0), ZonesOfTwoKinds.Offset + ((look & DigitLook.Offset) != 0 ? 1 : 0));
        }

        BareExponents = (look & DigitLook.BareExponent) == 0 ? BareExponents : (BareExponents.Count + 1, BareExponents.Count == 0 ? CellText.Excerpt(cell.ToString()) : BareExponents.First);
        if ((look & DigitLook.Rounded) != 0)
        {
            FirstRounded = Rounded++ == 0 ? CellText.Excerpt(cell.ToString()) : FirstRounded;
        }

        BeyondDoubles += (look & DigitLook.BeyondDoubles) != 0 ? 1 : 0;
        if ((look & DigitLook.Padded) != 0)
        {
            FirstPadded = Padded++ == 0 ? CellText.Excerpt(cell.ToString()) : FirstPadded;
        }
    }

    private void AddText(TableCell cell, long place)
    {
        // A number of the format itself is a level by the text that people write for it.
        var text = cell.Type == CellType.Text ? cell.Text.Trim(" \t"u8) : System.Text.Encoding.UTF8.GetBytes(cell.ToString());

        // Three bytes of UTF-8 a UTF-16 unit at most; what passes here by a hair is refused as a level.
        if (text.Length > 3 * TableColumn.MaximumTextLength)
        {
            TooLong ??= (CellText.Excerpt(text), text.Length, place);
        }
        else if (FullAt == 0)
        {
            FullAt = Levels.TryAdd(text, out var at) ? 0 : place;
            order.Add(at);
        }
    }

    private void Remember(TableCell cell)
    {
        // A column of few different values is asked for each of its cells.
        foreach (var known in exampleTexts)
        {
            if (cell.Type == CellType.Text && cell.Text.SequenceEqual(known))
            {
                return;
            }
        }

        var shown = CellText.Excerpt(cell.ToString());
        if (cell.Type == CellType.Text && exampleTexts.Count < MostExamples)
        {
            exampleTexts.Add(cell.Text.ToArray());
        }

        if (!examples.Contains(shown))
        {
            examples.Add(shown);
            hasExamples = examples.Count == MostExamples;
        }
    }
}
