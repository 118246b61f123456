namespace Microsoft.ML.Data;

/// <summary>Columns that a transformer adds to a schema, bound to that schema.</summary>
/// <param name="Columns">The columns, in the order in which they are added.</param>
/// <param name="Inputs">The input columns that an added column reads, by its place in <paramref name="Columns"/>.</param>
/// <param name="MakeGetters">Getters over an input row for the added columns that are active; null for the others.</param>
internal sealed record AddedColumns(
    DataViewSchema.DetachedColumn[] Columns,
    Func<int, IEnumerable<DataViewSchema.Column>> Inputs,
    Func<DataViewRow, bool[], Delegate[]> MakeGetters);

/// <summary>Maps a row to itself with columns added.</summary>
internal sealed class AddingMapper : IRowToRowMapper
{
    private readonly AddedColumns _added;

    public AddingMapper(DataViewSchema inputSchema, AddedColumns added)
    {
        _added = added;
        InputSchema = inputSchema;
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(inputSchema);
        builder.AddColumns(added.Columns);
        OutputSchema = builder.ToSchema();
    }

    public DataViewSchema InputSchema { get; }

    public DataViewSchema OutputSchema { get; }

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
        => dependingColumns
            .SelectMany(column => column.Index < InputSchema.Count ? [InputSchema[column.Index]] : _added.Inputs(column.Index - InputSchema.Count))
            .DistinctBy(column => column.Index);

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        bool[] active = Active.In(OutputSchema, activeColumns);
        return new Row(this, input, active, _added.MakeGetters(input, active[InputSchema.Count..]));
    }

    private sealed class Row(AddingMapper mapper, DataViewRow input, bool[] active, Delegate[] getters) : DataViewRow
    {
        public override long Position => input.Position;

        public override long Batch => input.Batch;

        public override DataViewSchema Schema => mapper.OutputSchema;

        public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) => active[Schema.Checked(column).Index];

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            int index = Active.Checked(this, column).Index - mapper.InputSchema.Count;
            return index < 0 ? input.GetGetter<TValue>(mapper.InputSchema[column.Index]) : Active.Typed<TValue>(getters[index], column);
        }
    }
}
