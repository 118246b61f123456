using System.Globalization;

namespace Vae.Data.Columns;

/// <summary>Tells of tables whose rows are no records: figures that sum up a table, matrices of columns against columns, and tables that lie on their side.</summary>
internal static class TurnedTable
{
    private const int MostFigures = 20;
    private const int FewestColumns = 3;
    private const int FewestRecords = 5;
    private const double LeastBetween = 1.5; // logarithms of sizes: a factor of 4.5
    private const double LeastFactor = 3;

    private static readonly string[] Described = ["MEAN", "STD", "MIN", "MAX"];
    private static readonly string[] Summed = ["MIN.", "1ST QU.", "MEDIAN", "MEAN", "3RD QU.", "MAX."];
    private static readonly string[] RecordWords = ["SAMPLE", "RECORD", "ROW", "OBS", "OBSERVATION", "CASE", "SUBJECT", "PATIENT", "S", "V", "X", "COL", "COLUMN"];

    /// <summary>What a table is whose rows are no records; null where nothing says so.</summary>
    /// <param name="layout">The columns of the table.</param>
    /// <param name="survey">What was found in those that hold features.</param>
    public static DataWarning? Note(ColumnLayout layout, TableSurvey survey)
    {
        if (layout.Features.Any(feature => feature.Date is not null))
        {
            return null;
        }

        var hasNames = layout.Features.Length > FewestColumns && survey.Counts[0] is var first && first.Texts == survey.Rows && first.Levels.Count == survey.Rows && first.FullAt == 0;
        string[] rows = hasNames && survey.Rows <= layout.Features.Length + MostFigures ? [.. survey.Counts[0].Levels.LevelsOrNone().Select(level => level.Level)] : [];
        string[] columns = [.. layout.Features.Skip(hasNames ? 1 : 0).Select(feature => feature.Name)];
        return Figures(layout, rows, columns) ?? Matrix(layout, survey, rows, columns) ?? OnItsSide(layout, survey, rows, columns);
    }

    private static DataWarning? Figures(ColumnLayout layout, string[] rows, string[] columns)
    {
        var inRows = rows.Length <= MostFigures && Are(rows);
        return !inRows && !(rows.Length > 0 && Are(columns) && columns.Contains("25%")) ? null : new DataWarning("summary-table", null,
            $"'{layout.Table.Path}': its {(inRows ? "rows" : "columns")} are figures that sum up a table ({string.Join(", ", (inRows ? rows : columns).Where(name => Described.Concat(Summed).Contains(name.ToUpperInvariant())).Order(StringComparer.Ordinal).Take(FewestColumns))}), as describe() of pandas and polars and summary() of R make them, and not records; give the table itself.");
    }

    private static bool Are(string[] names)
    {
        var upper = names.Select(name => name.Trim().ToUpperInvariant()).ToHashSet();
        return Summed.All(upper.Contains) || (Described.All(upper.Contains) && (upper.Contains("COUNT") || upper.Contains("50%")));
    }

    private static DataWarning? Matrix(ColumnLayout layout, TableSurvey survey, string[] rows, string[] columns)
    {
        var isNamed = rows.Length > 0 && rows.ToHashSet().SetEquals(columns);
        var numbers = survey.First.Rows;
        if (columns.Length < FewestColumns || survey.Rows != columns.Length || numbers.Count != columns.Length || (rows.Length > 0 && !isNamed))
        {
            return null;
        }

        var skipped = layout.Features.Length - columns.Length;
        var (isSymmetric, hasOnes, isBound, hasFractions) = (true, true, true, false);
        for (var row = 0; row < columns.Length; row++)
        {
            hasOnes &= numbers[row][skipped + row] == 1;
            for (var column = 0; column < row; column++)
            {
                // One half may be empty.
                var (one, two) = (numbers[row][skipped + column], numbers[column][skipped + row]);
                isSymmetric &= double.IsNaN(one) != double.IsNaN(two) || one == two;
                var number = double.IsNaN(one) ? two : one;
                isBound &= Math.Abs(number) <= 1;
                hasFractions |= number != Math.Floor(number);
            }
        }

        return isSymmetric && hasFractions && (isNamed || (hasOnes && isBound)) ? new DataWarning("matrix", null,
            $"'{layout.Table.Path}' is square and the same on both sides of its diagonal, {(hasOnes && isBound ? "which holds 1, as correlations of columns with one another are" : "as distances and covariances are")}, so that its rows are no records; give the table that it was made of.") : null;
    }

    private static DataWarning? OnItsSide(ColumnLayout layout, TableSurvey survey, string[] rows, string[] columns)
    {
        if (rows.Length < FewestColumns || columns.Length < FewestRecords || !AreNumbered(columns)
            || (layout.Table.Names is null && survey.First.Rows is [var top, ..] && RisesEvenly(top.AsSpan(top.Length - columns.Length)))) // years, that were taken for a row
        {
            return null;
        }

        // Rows of texts among rows of numbers, as no column of records has them; not the first, which may hold units, nor the last, which may be a remark.
        var others = survey.Counts.Skip(1).ToArray();
        var hasTexts = others.All(count => count.Texts > 0 && count.Numbers > 0 && count.Texts == others[0].Texts && count.First.Text == others[0].First.Text && count.First.Text > survey.Counts[0].FirstPresent) && rows.Length > FewestRecords;
        return !hasTexts && !(others.All(count => count.Texts + count.Truths == 0) && RowsAreOfASizeEach(survey.First.Rows, columns.Length)) ? null : new DataWarning("on-its-side", layout.Features[0].Name, Invariant(
            $"'{layout.Table.Path}' seems to lie on its side: its first column names its {rows.Length} rows ({string.Join(", ", rows.Take(FewestColumns).Select(name => $"'{CellText.Excerpt(name)}'"))}), each of which holds values of its own kind, and the other {columns.Length} columns are numbered as records are; if each of these is a record, turn the table (transpose() in pandas and polars, t() in R)."));
    }

    // "0", "1", "2", or "sample1", "sample2".
    private static bool AreNumbered(string[] names)
    {
        var heads = names.Select(name => name.TrimEnd("0123456789".ToCharArray())).Distinct().ToArray();
        if (heads is not [var head] || (head.Length > 0 && !RecordWords.Contains(head.TrimEnd('_', '-', ' ', '.').ToUpperInvariant())))
        {
            return false;
        }

        var numbers = names.Select(name => int.TryParse(name.AsSpan(head.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1).ToArray();
        return numbers[0] is 0 or 1 or 2 && numbers.Index().All(number => number.Item == numbers[0] + number.Index); // without names the first column is 1
    }

    private static bool RisesEvenly(ReadOnlySpan<double> numbers)
    {
        for (var at = 1; at < numbers.Length; at++)
        {
            if (!(numbers[at] > numbers[at - 1]) || numbers[at] - numbers[at - 1] != numbers[1] - numbers[0])
            {
                return false;
            }
        }

        return true;
    }

    // Sizes differ from row to row, and within a row hardly; in a table of records they do so from column to column.
    private static bool RowsAreOfASizeEach(IReadOnlyList<double[]> numbers, int columns)
    {
        var rows = numbers.Select(row => Deviation([.. row.TakeLast(columns).Where(number => double.IsFinite(number) && number != 0).Select(number => Math.Log(Math.Abs(number)))])).Where(row => row.Count >= FewestRecords).ToArray();
        return rows.Length >= FewestColumns && Deviation([.. rows.Select(row => row.Mean)]).Deviation is var between && between >= LeastBetween && between >= LeastFactor * rows.Average(row => row.Deviation);
    }

    private static (int Count, double Mean, double Deviation) Deviation(double[] values)
    {
        var mean = values.Length == 0 ? 0 : values.Average();
        return (values.Length, mean, values.Length < 2 ? 0 : Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1)));
    }
}
