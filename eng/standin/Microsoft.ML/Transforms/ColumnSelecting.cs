using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>Keeps some columns, or drops some.</summary>
public sealed class ColumnSelectingEstimator : TrivialEstimator<ColumnSelectingTransformer>
{
    internal ColumnSelectingEstimator(IHost host, string[] names, bool drops, bool keepHidden)
        : base(host, new ColumnSelectingTransformer(names, drops, keepHidden))
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        Transformer.CheckNames(inputSchema.Select(column => column.Name));
        return new SchemaShape(Transformer.Order(inputSchema.Select(column => column.Name)).Select(inputSchema.Find));
    }
}

/// <summary>The selection.</summary>
public sealed class ColumnSelectingTransformer : ITransformer
{
    private readonly string[] _names;
    private readonly bool _drops;
    private readonly bool _keepHidden;

    internal ColumnSelectingTransformer(string[] names, bool drops, bool keepHidden)
    {
        ArgumentNullException.ThrowIfNull(names);
        _names = names;
        _drops = drops;
        _keepHidden = keepHidden;
    }

    bool ITransformer.IsRowToRowMapper => true;

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => MakeMapper(inputSchema).OutputSchema;

    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new MapperView(input, MakeMapper(input.Schema));
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) => MakeMapper(inputSchema);

    void ICanSaveModel.Save(ModelSaveContext ctx) => throw ModelSaveContext.NoModelFiles(this);

    internal void CheckNames(IEnumerable<string> present)
    {
        if (_names.Except(present).FirstOrDefault() is { } missing)
        {
            throw SchemaErrors.Missing(missing);
        }
    }

    /// <summary>The names that stay: those asked for, in the order asked for; or all but those dropped, in the order they have.</summary>
    internal IEnumerable<string> Order(IEnumerable<string> names) => _drops ? names.Where(name => !_names.Contains(name)) : _names;

    private Mapper MakeMapper(DataViewSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        CheckNames(schema.Select(column => column.Name));
        IEnumerable<DataViewSchema.Column> kept = _drops
            ? schema.Where(column => !_names.Contains(column.Name))
            : _names.SelectMany(name => schema.Where(column => column.Name == name));
        return new Mapper(schema, kept.Where(column => _keepHidden || !column.IsHidden).Select(column => column.Index).ToArray());
    }

    private sealed class Mapper : IRowToRowMapper
    {
        private readonly int[] _source;

        public Mapper(DataViewSchema inputSchema, int[] source)
        {
            _source = source;
            InputSchema = inputSchema;
            var builder = new DataViewSchema.Builder();
            builder.AddColumns(source.Select(index => inputSchema[index]));
            OutputSchema = builder.ToSchema();
        }

        public DataViewSchema InputSchema { get; }

        public DataViewSchema OutputSchema { get; }

        public DataViewSchema.Column SourceOf(DataViewSchema.Column column) => InputSchema[_source[OutputSchema.Checked(column).Index]];

        public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns) => dependingColumns.Select(SourceOf);

        public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns) => new Row(this, input, Active.In(OutputSchema, activeColumns));
    }

    private sealed class Row(Mapper mapper, DataViewRow input, bool[] active) : DataViewRow
    {
        public override long Position => input.Position;

        public override long Batch => input.Batch;

        public override DataViewSchema Schema => mapper.OutputSchema;

        public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) => active[Schema.Checked(column).Index];

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => input.GetGetter<TValue>(mapper.SourceOf(Active.Checked(this, column)));
    }
}
