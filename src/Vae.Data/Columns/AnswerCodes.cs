namespace Vae.Data.Columns;

/// <summary>Tells numbers by which questionnaires and instruments say why there is no value, where a column holds several of them or few others: 8 and 9 beside 1 to 5, 77, 88 and 99, -8 and -9.</summary>
internal static class AnswerCodes
{
    private const int MostCodes = 4;
    private const int MostBelow = 6;
    private const int FewestRows = 3;
    private const int LeastShare = 200;
    private const int LeastGapOfDigits = 3;
    private const int LeastDigit = 7;

    /// <summary>The numbers, and how often each is there; none where there are none.</summary>
    /// <param name="numbers">Each number of a column, and how often it is there.</param>
    /// <param name="total">Rows with a number.</param>
    public static (double Value, long Count)[] Of(IEnumerable<(double Value, long Count)> numbers, long total)
    {
        (double Value, long Count)[] sorted = [.. numbers.OrderBy(number => number.Value)];
        var below = Array.FindIndex(sorted, number => number.Value >= 0);
        if (below is > 0 and <= MostBelow && AreOften(sorted[..below], total) && AreBelow(sorted, below))
        {
            return sorted[..below];
        }

        for (var codes = MostCodes; codes > 0; codes--)
        {
            if (sorted.Length >= codes + 2 && AreOften(sorted[^codes..], total) && AreAbove(sorted[..^codes], sorted[^codes..]))
            {
                return sorted[^codes..];
            }

            if (sorted.Length >= codes + 2 && AreOften(sorted[..codes], total) && sorted[..codes].All(code => IsCode(-code.Value)) && sorted[codes].Value - sorted[codes - 1].Value > sorted[^1].Value - sorted[codes].Value)
            {
                return sorted[..codes];
            }
        }

        return [];
    }

    // All that is below 0, with a step left out between them or before them, which numbers that were measured do not do.
    private static bool AreBelow((double Value, long Count)[] sorted, int below)
    {
        var codes = sorted[..below];
        return sorted.Length >= below + 2 && codes.All(code => code.Value >= -9 ? code.Value == Math.Floor(code.Value) : IsCode(-code.Value)) && codes[0].Value <= -LeastDigit && -codes[0].Value > below && codes.Sum(code => code.Count) >= FewestRows * below;
    }

    private static bool AreAbove((double Value, long Count)[] others, (double Value, long Count)[] codes)
    {
        var (least, most) = (others[0].Value, others[^1].Value);
        var gap = codes[0].Value - most;
        return codes.All(code => IsCode(code.Value)) && (codes[0].Value > 9 ? gap > most - least
            : codes[^1].Value == 9 && least is 0 or 1 && most - least == others.Length - 1 && gap >= LeastGapOfDigits && Array.TrueForAll(others, other => other.Value == Math.Floor(other.Value)));
    }

    private static bool AreOften((double Value, long Count)[] codes, long total)
    {
        var count = codes.Sum(code => code.Count);
        return codes.Max(code => code.Count) >= FewestRows && count >= total / LeastShare && 2 * count < total;
    }

    // 7, 8 and 9, one digit throughout (77, 888), or nines with one of 5 to 9 at the end (96, 998).
    private static bool IsCode(double number)
    {
        if (number is < LeastDigit or > 99_999_999 || number != Math.Floor(number))
        {
            return false;
        }

        var text = Invariant($"{number:F0}");
        return text.All(digit => digit == text[0] && digit >= '6') || (text[..^1].All(digit => digit == '9') && text[^1] >= '5');
    }
}
