using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Estimators fitted one after the other, each on what the ones before it make of the data.</summary>
public sealed class EstimatorChain<TLastTransformer> : IEstimator<TransformerChain<TLastTransformer>>
    where TLastTransformer : class, ITransformer
{
    private readonly Link[] _links;
    private readonly bool _cacheFirst;

    public readonly IEstimator<TLastTransformer> LastEstimator;

    public EstimatorChain()
        : this([], false)
    {
    }

    internal EstimatorChain(Link[] links, bool cacheFirst)
    {
        _links = links;
        _cacheFirst = cacheFirst;
        LastEstimator = links.Length == 0 ? null : (IEstimator<TLastTransformer>)links[^1].Estimator;
    }

    public TransformerChain<TLastTransformer> Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);

        // A shape that does not fit is found before anything is trained.
        GetOutputSchema(SchemaShape.Create(input.Schema));
        IDataView data = _cacheFirst ? new CacheView(input) : input;
        var fitted = new List<ITransformer>();
        foreach (Link link in _links)
        {
            fitted.Add(link.Estimator.Fit(data));
            data = fitted[^1].Transform(data);
            data = link.CacheAfter ? new CacheView(data) : data;
        }

        return new TransformerChain<TLastTransformer>(fitted, _links.Select(link => link.Scope));
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return _links.Aggregate(inputSchema, (shape, link) => link.Estimator.GetOutputSchema(shape));
    }

    public EstimatorChain<TNewTrans> Append<TNewTrans>(IEstimator<TNewTrans> estimator, TransformerScope scope = TransformerScope.Everything)
        where TNewTrans : class, ITransformer
    {
        ArgumentNullException.ThrowIfNull(estimator);
        return new EstimatorChain<TNewTrans>([.. _links, new Link((IEstimator<ITransformer>)estimator, scope, false)], _cacheFirst);
    }

    public EstimatorChain<TLastTransformer> AppendCacheCheckpoint(IHostEnvironment env)
    {
        ArgumentNullException.ThrowIfNull(env);
        return _links.Length == 0
            ? new EstimatorChain<TLastTransformer>(_links, true)
            : new EstimatorChain<TLastTransformer>([.. _links[..^1], _links[^1] with { CacheAfter = true }], _cacheFirst);
    }
}

/// <summary>One estimator of a chain.</summary>
internal sealed record Link(IEstimator<ITransformer> Estimator, TransformerScope Scope, bool CacheAfter);
