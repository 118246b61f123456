using Microsoft.Data.Analysis;
using Microsoft.ML;
using Vae.Core;

namespace Vae.MLNet.DataFrames;

/// <summary>Data views, such as a pipeline's scored rows, as data frames.</summary>
public static class DataViewDataFrameExtensions
{
    /// <summary>Copies a data view into a data frame, each vector as one column a slot: <c>Latent</c> becomes <c>Latent0</c>,
    /// <c>Latent1</c>, and so on, <c>Reconstruction</c> becomes a column for each feature's name behind a dot.</summary>
    /// <remarks>Keys become their numbers, from 1, and missing ones null. NaN stays NaN, and what is null in a data frame stays null where the rows are that frame, or it with columns that steps of ours added. A slot without a name is named by its number;
    /// a name that is there already gets <c>_2</c>, <c>_3</c>, and so on.</remarks>
    /// <param name="data">The rows; all of them are copied.</param>
    /// <param name="columnNames">Columns to take; none takes all but hidden ones.</param>
    /// <returns>A new data frame.</returns>
    /// <exception cref="VaeDataException">A column is not there, is a vector of unknown size, or of a type for which a data frame has no
    /// column.</exception>
    public static DataFrame ToFlatDataFrame(this IDataView data, params string[] columnNames)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(columnNames);
        DataViewSchema.Column[] visible = [.. data.Schema.Where(column => !column.IsHidden)];
        var taken = columnNames.Length == 0
            ? visible
            : Array.ConvertAll(columnNames, name => data.Schema.GetColumnOrNull(name) ?? throw new VaeDataException(
                $"Column '{name}' is not in the data, whose columns are {string.Join(", ", visible.Select(column => $"'{column.Name}'"))}; "
                + "name one of these."));
        using var cursor = data.GetRowCursor(taken);
        var fillers = Array.ConvertAll(taken, column => ColumnFiller.Create(cursor, column, data));
        while (cursor.MoveNext())
        {
            foreach (var filler in fillers)
            {
                filler.Append();
            }
        }

        var frame = new DataFrame();
        foreach (var column in fillers.SelectMany(filler => filler.Columns))
        {
            var name = column.Name;
            for (var copy = 2; frame.Columns.IndexOf(column.Name) >= 0; copy++)
            {
                column.SetName(Invariant($"{name}_{copy}"));
            }

            frame.Columns.Add(column);
        }

        return frame;
    }
}
