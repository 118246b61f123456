using System.Numerics;

namespace Vae.Core.Data;

/// <summary>Whether rows can be used.</summary>
internal static class RowChecks
{
    /// <summary>Whether no value is NaN or infinite.</summary>
    public static bool IsFinite(ReadOnlySpan<float> row)
    {
        // x * 0 is 0 for finite x and NaN for the rest, and a NaN stays in a sum; four sums do not wait for one another.
        var i = 0;
        var (sum, second, third, fourth) = (Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero);
        for (; i + (4 * Vector<float>.Count) <= row.Length; i += 4 * Vector<float>.Count)
        {
            sum += new Vector<float>(row[i..]) * 0f;
            second += new Vector<float>(row[(i + Vector<float>.Count)..]) * 0f;
            third += new Vector<float>(row[(i + (2 * Vector<float>.Count))..]) * 0f;
            fourth += new Vector<float>(row[(i + (3 * Vector<float>.Count))..]) * 0f;
        }

        sum += second + third + fourth;
        for (; i + Vector<float>.Count <= row.Length; i += Vector<float>.Count)
        {
            sum += new Vector<float>(row[i..]) * 0f;
        }

        var rest = Vector.Sum(sum);
        for (; i < row.Length; i++)
        {
            rest += row[i] * 0f;
        }

        return rest == 0;
    }

    /// <summary>Whether a row can be used: no value is infinite, and none is NaN; or, where values may be missing, at least one is not, and none of its context is.</summary>
    /// <param name="row">The row.</param>
    /// <param name="allowsMissing">Whether values may be missing.</param>
    /// <param name="context">How many of the last values are its context.</param>
    public static bool IsUsable(ReadOnlySpan<float> row, bool allowsMissing, int context)
    {
        if (IsFinite(row))
        {
            return true;
        }

        return allowsMissing && FirstInfinity(row) < 0 && Observed(row[..^context]) > 0 && IsFinite(row[^context..]);
    }

    /// <summary>Index of the value that makes a row unusable: the first that is infinite, or else missing where none may be; -1 where nothing of the row was observed.</summary>
    /// <param name="row">The row, which cannot be used.</param>
    /// <param name="allowsMissing">Whether values may be missing.</param>
    /// <param name="context">How many of the last values are its context.</param>
    public static int FirstFault(ReadOnlySpan<float> row, bool allowsMissing, int context)
    {
        if (!allowsMissing)
        {
            return FirstInvalid(row);
        }

        var infinity = FirstInfinity(row);
        if (infinity >= 0 || Observed(row[..^context]) == 0)
        {
            return infinity;
        }

        var missing = FirstInvalid(row[^context..]);
        return missing < 0 ? -1 : row.Length - context + missing;
    }

    /// <summary>How many values are not NaN.</summary>
    public static int Observed(ReadOnlySpan<float> row)
    {
        var count = 0;
        foreach (var value in row)
        {
            count += float.IsNaN(value) ? 0 : 1;
        }

        return count;
    }

    /// <summary>Index of the first value that is infinite; -1 where there is none.</summary>
    public static int FirstInfinity(ReadOnlySpan<float> row)
    {
        for (var i = 0; i < row.Length; i++)
        {
            if (float.IsInfinity(row[i]))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Index of the first value that is NaN or infinite; -1 where there is none.</summary>
    public static int FirstInvalid(ReadOnlySpan<float> row)
    {
        for (var i = 0; i < row.Length; i++)
        {
            if (!float.IsFinite(row[i]))
            {
                return i;
            }
        }

        return -1;
    }
}
