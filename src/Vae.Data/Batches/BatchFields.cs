using System.Collections.Immutable;

namespace Vae.Data.Batches;

/// <summary>The columns of a file that has its values in batches, as fields of a table.</summary>
internal sealed class BatchFields
{
    private readonly (int Column, int Item)[] places;

    /// <param name="path">The file, for messages.</param>
    /// <param name="columns">Its columns.</param>
    /// <exception cref="VaeDataException">There are none, or more than a table may have.</exception>
    public BatchFields(string path, ImmutableArray<BatchField> columns)
    {
        Columns = columns;
        var width = columns.Sum(column => (long)column.Width);
        if (width is 0 or > 1 << 24)
        {
            throw new VaeDataException(width == 0 ? $"'{path}' has no columns." : Invariant($"'{path}' has {width} columns, the items of lists among them; at most {1 << 24} can be read."));
        }

        places = [.. columns.SelectMany((column, number) => Enumerable.Range(0, column.Width).Select(item => (number, item)))];
        Names = [.. columns.SelectMany(column => column.ListLength is { } length ? Enumerable.Range(0, length).Select(item => Invariant($"{column.Name}.{item}")) : [column.Name])];
    }

    public ImmutableArray<BatchField> Columns { get; }

    /// <summary>One name a field.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Which column a field is of, and which item of its lists.</summary>
    public (int Column, int Item) this[int field] => places[field];

    /// <summary>As <see cref="Tables.ITable.Refusal"/> has it.</summary>
    public string? Refusal(int field) => Columns[places[field].Column].Refusal;

    /// <summary>As <see cref="Tables.ITable.ListOf"/> has it.</summary>
    public string? ListOf(int field) => Columns[places[field].Column] is { ListLength: not null } list ? list.Name : null;

    /// <summary>The columns that some fields are of.</summary>
    public int[] ColumnsOf(IEnumerable<int> fields) => [.. fields.Select(field => places[field].Column).Distinct().Order()];
}
