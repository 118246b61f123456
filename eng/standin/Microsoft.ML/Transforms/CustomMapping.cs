using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>Adds the columns that a delegate writes into an object, from those it reads out of another.</summary>
public sealed class CustomMappingTransformer<TSrc, TDst> : ITransformer
    where TSrc : class, new()
    where TDst : class, new()
{
    private readonly Action<TSrc, TDst> _map;
    private readonly RowMember<TDst>[] _outputs;
    private readonly SchemaDefinition _input;

    internal CustomMappingTransformer(Action<TSrc, TDst> map, SchemaDefinition input, SchemaDefinition output)
    {
        ArgumentNullException.ThrowIfNull(map);
        _map = map;
        _input = input;
        _outputs = RowMember<TDst>.Bind(output, SchemaDefinition.Direction.Read);
    }

    internal RowMember<TSrc>[] Inputs => RowMember<TSrc>.Bind(_input, SchemaDefinition.Direction.Write);

    internal IEnumerable<DataViewSchema.DetachedColumn> Added => _outputs.Select(member => member.Column);

    bool ITransformer.IsRowToRowMapper => true;

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => MakeMapper(inputSchema).OutputSchema;

    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new MapperView(input, MakeMapper(input.Schema));
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) => MakeMapper(inputSchema);

    void ICanSaveModel.Save(ModelSaveContext ctx) => throw ModelSaveContext.NoModelFiles(this);

    private AddingMapper MakeMapper(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        var filler = new RowFiller<TSrc>(inputSchema, ignoreMissingColumns: false, _input);
        DataViewSchema.Column[] inputs = filler.Columns.ToArray();
        return new AddingMapper(inputSchema, new AddedColumns(Added.ToArray(), _ => inputs, (row, active) => Getters(filler, row, active)));
    }

    private Delegate[] Getters(RowFiller<TSrc> filler, DataViewRow row, bool[] active)
    {
        if (!active.Contains(true))
        {
            return new Delegate[active.Length];
        }

        var source = new TSrc();
        var destination = new TDst();
        Action fill = filler.On(row, () => source);
        long mapped = long.MinValue;

        // The delegate runs once a row, whichever of its columns is asked for first.
        TDst Current()
        {
            if (mapped != row.Position)
            {
                fill();
                _map(source, destination);
                mapped = row.Position;
            }

            return destination;
        }

        return _outputs.Select((member, i) => active[i] ? member.Getter(Current) : null).ToArray();
    }
}

/// <summary>The estimator of a delegate: nothing to learn, but a schema to promise.</summary>
public sealed class CustomMappingEstimator<TSrc, TDst> : TrivialEstimator<CustomMappingTransformer<TSrc, TDst>>
    where TSrc : class, new()
    where TDst : class, new()
{
    internal CustomMappingEstimator(IHost host, CustomMappingTransformer<TSrc, TDst> transformer)
        : base(host, transformer)
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        foreach (DataViewSchema.DetachedColumn wanted in Transformer.Inputs.Select(member => member.Column))
        {
            SchemaShape.Column found = inputSchema.Find(wanted.Name);
            SchemaShape.Column asked = SchemaShape.Column.Of(wanted.Name, wanted.Type, null);

            // A vector of any size is asked for with an unknown size, which a known one satisfies.
            bool sizeFits = asked.Kind == found.Kind
                || (asked.Kind == SchemaShape.Column.VectorKind.VariableVector && found.Kind == SchemaShape.Column.VectorKind.Vector);
            if (!sizeFits || asked.IsKey != found.IsKey || !asked.ItemType.Equals(found.ItemType))
            {
                throw SchemaErrors.Mismatch(wanted.Name, asked.GetTypeString(), found.GetTypeString());
            }
        }

        return inputSchema.With(Transformer.Added.Select(column => SchemaShape.Column.Of(column.Name, column.Type, SchemaShape.Create(column.Annotations.Schema))));
    }
}
