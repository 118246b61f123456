using Vae.Core.Data;

namespace Vae.Core.Statistics;

/// <summary>The features of rows that are levels or binaries, set before other numbers, which are then measured given them.</summary>
internal static class LevelRows
{
    /// <summary>The features of binary and categorical columns; none where there are no columns.</summary>
    public static int[] Features(TableSchema? columns) => columns is null
        ? []
        : [.. Enumerable.Range(0, columns.Columns.Length)
            .Where(c => columns.Columns[c].Kind is ColumnKind.Binary or ColumnKind.Categorical)
            .SelectMany(c => Enumerable.Range(columns.Offset(c), columns.Columns[c].Width))];

    /// <summary>Rows without the last of them, but for those whose level would so lose more than half of its rows: without them a rare level, ordinary as it is, would be as strange as one never seen.</summary>
    /// <param name="rows">Row-major.</param>
    /// <param name="dimension">Numbers a row.</param>
    /// <param name="levels">Which of them are 1 for a row that has a level or 0 for one that has not.</param>
    /// <param name="order">Numbers of the rows, the nearest first.</param>
    /// <param name="most">Most rows to leave out.</param>
    public static int[] WithoutFarthest(float[] rows, int dimension, int[] levels, int[] order, int most)
    {
        // Of each feature the rows that have 0, and those that have 1.
        var spare = new int[2 * levels.Length];
        foreach (var row in order)
        {
            Count(row, 1);
        }

        for (var i = 0; i < spare.Length; i++)
        {
            spare[i] /= 2;
        }

        var kept = new List<int>(order.Length);
        for (var i = order.Length - 1; i >= 0; i--)
        {
            if (most > 0 && CanGo(order[i]))
            {
                Count(order[i], -1);
                most--;
            }
            else
            {
                kept.Add(order[i]);
            }
        }

        return [.. kept];

        void Count(int row, int by)
        {
            for (var j = 0; j < levels.Length; j++)
            {
                spare[(2 * j) + (rows[(row * dimension) + levels[j]] > 0.5f ? 1 : 0)] += by;
            }
        }

        bool CanGo(int row)
        {
            for (var j = 0; j < levels.Length; j++)
            {
                if (spare[(2 * j) + (rows[(row * dimension) + levels[j]] > 0.5f ? 1 : 0)] == 0)
                {
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>Rows of chosen features of one table and, behind them, those of another.</summary>
    /// <param name="first">Row-major.</param>
    /// <param name="firstWidth">Numbers a row of it.</param>
    /// <param name="firstChosen">Which of them.</param>
    /// <param name="second">Row-major, as many rows.</param>
    /// <param name="secondWidth">Numbers a row of it.</param>
    /// <param name="secondChosen">Which of them; null for all.</param>
    public static float[] Beside(float[] first, int firstWidth, int[] firstChosen, float[] second, int secondWidth, int[]? secondChosen = null)
    {
        secondChosen ??= [.. Enumerable.Range(0, secondWidth)];
        var width = firstChosen.Length + secondChosen.Length;
        var rows = new float[first.Length / firstWidth * width];
        for (var row = 0; row * width < rows.Length; row++)
        {
            for (var j = 0; j < firstChosen.Length; j++)
            {
                rows[(row * width) + j] = first[(row * firstWidth) + firstChosen[j]];
            }

            for (var j = 0; j < secondChosen.Length; j++)
            {
                rows[(row * width) + firstChosen.Length + j] = second[(row * secondWidth) + secondChosen[j]];
            }
        }

        return rows;
    }
}
