using Vae.Core.Data;

namespace Vae.Core.Training;

/// <summary>Whether rows to train on hold what their columns say: levels as one 1 among zeros, binaries between 0 and 1, counts from 0 up. A value that is missing passes.</summary>
/// <param name="schema">The columns.</param>
/// <param name="kind">What a row is called in errors.</param>
internal sealed class ColumnChecks(TableSchema schema, string kind)
{
    private readonly int[] checkedColumns = [.. Enumerable.Range(0, schema.Columns.Length).Where(c => schema.Columns[c].Kind != ColumnKind.Numeric)];

    /// <summary>Looks at a row.</summary>
    /// <param name="row">Expanded, in raw units.</param>
    /// <param name="number">Its number in the source, from 0.</param>
    /// <exception cref="VaeDataException">A value cannot be; the message names row and column.</exception>
    public void Require(ReadOnlySpan<float> row, long number)
    {
        foreach (var c in checkedColumns)
        {
            var column = schema.Columns[c];
            var values = row.Slice(schema.Offset(c), column.Width);
            if (column.Kind == ColumnKind.Categorical)
            {
                RequireLevel(column, values, number);
            }
            else if (values[0] < 0 || (column.Kind == ColumnKind.Binary && values[0] > 1))
            {
                throw new VaeDataException(FormattableString.Invariant(
                    $"{kind} {number} (counted from 0) holds {values[0]} in column '{column.Name}', which is {(column.Kind == ColumnKind.Binary ? "binary, 0 or 1" : "a count, 0 or more")}; mend the value, or describe the column as Numeric."));
            }
        }
    }

    private void RequireLevel(TableColumn column, ReadOnlySpan<float> values, long number)
    {
        var ones = 0;
        foreach (var value in values)
        {
            ones += value == 1 ? 1 : 0;
            if (value is not (0 or 1) && !float.IsNaN(value))
            {
                throw new VaeDataException(FormattableString.Invariant(
                    $"{kind} {number} (counted from 0) holds {value} among the levels of column '{column.Name}'; a level is one 1 among zeros, and an unseen one all zeros: expand the rows by the model's columns."));
            }
        }

        if (ones > 1)
        {
            throw new VaeDataException(
                Invariant($"{kind} {number} (counted from 0) holds {ones} ones among the levels of column '{column.Name}'; a row has one level of it, or none: expand the rows by the model's columns."));
        }
    }
}
