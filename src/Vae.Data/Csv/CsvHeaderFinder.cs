using System.Globalization;
using System.Text;
using Vae.Data.Options;

namespace Vae.Data.Csv;

/// <summary>Tells whether the first line of a CSV file names the columns.</summary>
/// <param name="path">The file.</param>
/// <param name="options">How it is read.</param>
/// <param name="line">Number of the first line.</param>
/// <param name="warnings">Receives what is doubtful.</param>
internal sealed class CsvHeaderFinder(string path, CsvOptions options, long line, List<DataWarning> warnings)
{
    private const int FewestBelow = 5;
    private const int FewestCopies = 2;

    private readonly Columns.CellReader cells = new(options);

    /// <param name="lines">The first records; at least one.</param>
    public bool IsHeader(List<byte[][]> lines)
    {
        if (options.Header != CsvHeader.Detect)
        {
            return options.Header == CsvHeader.Present;
        }

        var first = lines[0];
        if (IsAsWanted(first) || IsOfPandas(lines))
        {
            return true;
        }

        return Array.Exists(first, IsText) ? TextsAreNames(lines) : NumbersAreNames(lines);
    }

    private bool IsAsWanted(byte[][] first)
    {
        var wanted = options.Columns?.Columns.Select(column => column.Name).ToHashSet();
        return wanted is not null && wanted.Count > 1 && wanted.IsSubsetOf(first.Select(Encoding.UTF8.GetString))
            && !wanted.SetEquals(Enumerable.Range(1, wanted.Count).Select(i => i.ToString(CultureInfo.InvariantCulture)));
    }

    // As pandas names columns that have no names, beside the labels of rows: ",0,1,2".
    private static bool IsOfPandas(List<byte[][]> lines) =>
        lines.Count > 1 && lines[0].Length > 2 && CellText.IsBlank(lines[0][0]) && lines.Skip(1).All(line => !CellText.IsBlank(line[0]))
        && lines[0].Skip(1).Index().All(field => field.Item.AsSpan().Trim(" \t"u8).SequenceEqual(Encoding.UTF8.GetBytes(field.Index.ToString(CultureInfo.InvariantCulture))));

    // Text stands in a line of names, but in a table that may hold text elsewhere too: there the first line is a row like the next where it holds numbers and its texts stand above texts.
    private bool TextsAreNames(List<byte[][]> lines)
    {
        var first = lines[0];
        var mayHoldText = options.Columns is { IsNumeric: false } || options.Inference is not null;
        if (!mayHoldText || lines.Count == 1)
        {
            return true;
        }

        if (Array.TrueForAll(first, field => !IsNumber(field)))
        {
            return !ComesAgain(lines);
        }

        var second = lines[1];
        for (var i = 0; i < first.Length && second.Length == first.Length; i++)
        {
            if (IsText(first[i]) && !IsText(second[i]))
            {
                return true;
            }
        }

        return NumbersAreNamesBesideTexts(lines);
    }

    // In a table of texts alone a row looks like names, but half of its texts or more come again below; a line of names that comes again, as where files were joined, does so as a whole.
    private bool ComesAgain(List<byte[][]> lines)
    {
        var first = lines[0];
        var others = lines.Skip(1).Where(row => row.Length == first.Length).ToArray();
        var copies = others.Where(row => row.Zip(first).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second))).ToArray();
        var counted = copies.Length < FewestCopies ? others.Except(copies).ToArray() : others;
        var texts = first.Index().Where(field => IsText(field.Item)).ToArray();
        var again = texts.Where(field => Array.Exists(counted, row => row[field.Index].AsSpan().SequenceEqual(field.Item))).ToArray();
        if (others.Length < FewestBelow || 2 * again.Length < texts.Length || Array.Exists(texts, field => Array.Exists(others, row => IsNumber(row[field.Index]))))
        {
            return false;
        }

        warnings.Add(new DataWarning("row-like-a-header", null, Invariant(
            $"'{path}', line {line}: '{Shown(first)}' was taken for a row, for '{CellText.Excerpt(again[0].Item)}'{(again.Length > 1 ? Invariant($" and {again.Length - 1} more of its texts come") : " comes")} again below; if it names the columns, say so (CsvOptions.Header = Present).")));
        return true;
    }

    private static string Shown(byte[][] row) => string.Join(',', row.Take(5).Select(field => CellText.Excerpt(field))) + (row.Length > 5 ? ",..." : "");

    // Numbers beside texts are names where numbers alone would be, and the texts do not come again below.
    private bool NumbersAreNamesBesideTexts(List<byte[][]> lines)
    {
        int[] numbers = [.. lines[0].Index().Where(field => IsNumber(field.Item)).Select(field => field.Index)];
        var others = lines.Skip(1).Where(row => row.Length == lines[0].Length).ToArray();
        return others.Length >= FewestBelow
            && Array.TrueForAll(others, row => row.Index().All(field => numbers.Contains(field.Index) || !field.Item.AsSpan().SequenceEqual(lines[0][field.Index])))
            && NumbersAreNames([.. lines.Where(row => row.Length == lines[0].Length).Select(row => Array.ConvertAll(numbers, field => row[field]))]);
    }

    // Numbers may be names too, as wavelengths are, or what a program calls columns that have none. They are where they rise in equal steps and the rows below are of another kind.
    private bool NumbersAreNames(List<byte[][]> lines)
    {
        if (!RiseEvenly(lines[0]) || lines.Count < 3)
        {
            WarnOfCodes(lines);
            return false;
        }

        var others = lines.Skip(1).Where(row => row.Length == lines[0].Length).ToArray();
        var isOfAnotherKind = others.Length > 1 && lines[0].Index().Count(field => Array.Exists(others, row => IsFraction(row[field.Index]))) * 2 > lines[0].Length
            && !Array.Exists(others, RiseEvenly);
        var shown = Shown(lines[0]);
        warnings.Add(isOfAnotherKind
            ? new DataWarning("header-of-numbers", null, Invariant($"'{path}', line {line}: '{shown}' was taken for the names of the columns, though they are numbers; if it is a row, say that there are no names (CsvOptions.Header = Absent)."))
            : new DataWarning("row-like-a-header", null, Invariant($"'{path}', line {line}: '{shown}' was taken for a row, though its numbers rise in equal steps as names may; if it names the columns, say so (CsvOptions.Header = Present).")));
        return isOfAnotherKind;
    }

    // Whole numbers above fractions, each of them beyond all that stands below it: numbers of sensors, or of questions.
    private void WarnOfCodes(List<byte[][]> lines)
    {
        var first = lines[0];
        var others = lines.Skip(1).Where(row => row.Length == first.Length).ToArray();
        var isTold = others.Length >= FewestBelow && first.Length > 1 && first.Select(Encoding.UTF8.GetString).Distinct().Count() == first.Length && first.Index().All(field =>
            IsNumber(field.Item) && !IsFraction(field.Item) && Array.Exists(others, row => IsFraction(row[field.Index])) && StandsApart(field.Item, others, field.Index));
        if (isTold)
        {
            warnings.Add(new DataWarning("row-like-a-header", null, Invariant($"'{path}', line {line}: '{Shown(first)}' was taken for a row, though all of its numbers are whole and lie far beyond those below, as numbers of sensors do; if it names the columns, say so (CsvOptions.Header = Present).")));
        }
    }

    private bool StandsApart(byte[] field, byte[][][] others, int index)
    {
        var below = others.Select(row => cells.Read(Tables.TableCell.Of(row[index].AsSpan()), out var number) == Columns.CellMeaning.Number ? number : double.NaN).Where(double.IsFinite).ToArray();
        _ = cells.Read(Tables.TableCell.Of(field.AsSpan()), out var above);
        return below.Length > 0 && (above > below.Max() + (below.Max() - below.Min()) || above < below.Min() - (below.Max() - below.Min()));
    }

    private bool RiseEvenly(byte[][] row)
    {
        if (row.Length < 2)
        {
            return false;
        }

        var numbers = new double[row.Length];
        for (var i = 0; i < row.Length; i++)
        {
            if (!CellText.IsNumber(row[i]) || !double.TryParse(row[i], CultureInfo.InvariantCulture, out numbers[i]) || numbers[i] != Math.Floor(numbers[i]))
            {
                return false;
            }
        }

        var step = numbers[1] - numbers[0];
        return step > 0 && (row.Length > 2 || (step == 1 && numbers[0] is 0 or 1)) && Enumerable.Range(1, row.Length - 1).All(i => numbers[i] - numbers[i - 1] == step);
    }

    private bool IsFraction(byte[] field) =>
        cells.Read(Tables.TableCell.Of(field.AsSpan()), out var number) == Columns.CellMeaning.Number && number != Math.Floor(number);

    private bool IsNumber(byte[] field) => cells.Read(Tables.TableCell.Of(field.AsSpan()), out _) is Columns.CellMeaning.Number or Columns.CellMeaning.Infinite;

    private bool IsText(byte[] field) => cells.Read(Tables.TableCell.Of(field.AsSpan()), out _) is Columns.CellMeaning.Text or Columns.CellMeaning.Truth;
}
