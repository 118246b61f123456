using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A transformer that adds columns computed from one row at a time.</summary>
public abstract class RowToRowTransformerBase : ITransformer
{
    private protected RowToRowTransformerBase(IHost host) => Host = host;

    private protected IHost Host { get; }

    bool ITransformer.IsRowToRowMapper => true;

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => MakeMapper(inputSchema).OutputSchema;

    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new MapperView(input, MakeMapper(input.Schema));
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) => MakeMapper(inputSchema);

    void ICanSaveModel.Save(ModelSaveContext ctx) => throw ModelSaveContext.NoModelFiles(this);

    private protected abstract AddedColumns Bind(DataViewSchema inputSchema);

    private AddingMapper MakeMapper(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return new AddingMapper(inputSchema, Bind(inputSchema));
    }

    private protected static DataViewSchema.Column Find(DataViewSchema schema, string name)
        => schema.GetColumnOrNull(name) ?? throw SchemaErrors.Missing(name);
}

/// <summary>A transformer each of whose output columns comes from one input column.</summary>
public abstract class OneToOneTransformerBase : RowToRowTransformerBase
{
    private protected OneToOneTransformerBase(IHost host, params (string Output, string Input)[] pairs)
        : base(host)
        => Pairs = pairs;

    private protected (string Output, string Input)[] Pairs { get; }

    private protected sealed override AddedColumns Bind(DataViewSchema inputSchema)
    {
        DataViewSchema.Column[] inputs = Pairs.Select(pair => Find(inputSchema, pair.Input)).ToArray();
        return new AddedColumns(
            Pairs.Select((pair, i) => OutputColumn(i, inputs[i])).ToArray(),
            i => [inputs[i]],
            (row, active) => Pairs.Select((_, i) => active[i] ? Getter(i, row, inputs[i]) : null).ToArray());
    }

    private protected abstract DataViewSchema.DetachedColumn OutputColumn(int pair, DataViewSchema.Column input);

    private protected abstract Delegate Getter(int pair, DataViewRow row, DataViewSchema.Column input);
}
