using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Applies a transformer to one object at a time. Not safe to use from two threads at once.</summary>
public sealed class PredictionEngine<TSrc, TDst> : PredictionEngineBase<TSrc, TDst>
    where TSrc : class
    where TDst : class, new()
{
    internal PredictionEngine(IHostEnvironment environment, ITransformer transformer, bool ignoreMissingColumns, SchemaDefinition input, SchemaDefinition output, bool ownsTransformer)
        : base(environment, transformer, ignoreMissingColumns, input, output, ownsTransformer)
    {
    }

    public override void Predict(TSrc example, ref TDst prediction) => PredictInto(example, ref prediction);
}

/// <summary>What prediction engines share.</summary>
public abstract class PredictionEngineBase<TSrc, TDst> : IDisposable
    where TSrc : class
    where TDst : class, new()
{
    private readonly ITransformer _transformer;
    private readonly bool _ownsTransformer;
    private readonly ObjectRow<TSrc> _input;
    private readonly DataViewRow _output;
    private readonly Action _fill;
    private TDst _prediction;
    private bool _disposed;

    private protected PredictionEngineBase(
        IHostEnvironment environment, ITransformer transformer, bool ignoreMissingColumns, SchemaDefinition input, SchemaDefinition output, bool ownsTransformer)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(transformer);
        if (!transformer.IsRowToRowMapper)
        {
            throw new ArgumentException("A prediction engine needs a transformer that maps row to row.", nameof(transformer));
        }

        _transformer = transformer;
        _ownsTransformer = ownsTransformer;
        var empty = new EnumerableView<TSrc>([], input);
        IRowToRowMapper mapper = transformer.GetRowToRowMapper(empty.Schema);
        OutputSchema = mapper.OutputSchema;
        var filler = new RowFiller<TDst>(OutputSchema, ignoreMissingColumns, output);
        DataViewSchema.Column[] needed = filler.Columns.ToArray();
        _input = new ObjectRow<TSrc>(empty.Schema, RowMember<TSrc>.Bind(input, SchemaDefinition.Direction.Read), mapper.GetDependencies(needed), null);
        _output = mapper.GetRow(_input, needed);
        _fill = filler.On(_output, () => _prediction);
    }

    public DataViewSchema OutputSchema { get; }

    public TDst Predict(TSrc example)
    {
        var prediction = new TDst();
        Predict(example, ref prediction);
        return prediction;
    }

    public abstract void Predict(TSrc example, ref TDst prediction);

    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _output.Dispose();
        _input.Dispose();
        if (_ownsTransformer)
        {
            (_transformer as IDisposable)?.Dispose();
        }
    }

    private protected void PredictInto(TSrc example, ref TDst prediction)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentNullException.ThrowIfNull(example);
        _input.Set(example);
        _prediction = prediction ??= new TDst();
        _fill();
    }
}

/// <summary>How a prediction engine binds and what it owns.</summary>
public sealed class PredictionEngineOptions
{
    public bool IgnoreMissingColumns = true;

    public SchemaDefinition InputSchemaDefinition;

    public SchemaDefinition OutputSchemaDefinition;

    public bool OwnsTransformer = true;
}
