using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Loading, splitting and filtering data.</summary>
public sealed class DataOperationsCatalog
{
    private readonly IHost _host;

    internal DataOperationsCatalog(IHostEnvironment environment) => _host = environment.Register("Data");

    public IDataView LoadFromEnumerable<TRow>(IEnumerable<TRow> data, SchemaDefinition schemaDefinition = null)
        where TRow : class
        => new EnumerableView<TRow>(data, schemaDefinition);

    public IEnumerable<TRow> CreateEnumerable<TRow>(IDataView data, bool reuseRowObject, bool ignoreMissingColumns = false, SchemaDefinition schemaDefinition = null)
        where TRow : class, new()
    {
        ArgumentNullException.ThrowIfNull(data);
        return Enumerate(data, new RowFiller<TRow>(data.Schema, ignoreMissingColumns, schemaDefinition), reuseRowObject);
    }

    public IDataView Cache(IDataView input, params string[] columnsToPrefetch)
    {
        ArgumentNullException.ThrowIfNull(input);
        var cache = new CacheView(input);
        if (columnsToPrefetch is { Length: > 0 })
        {
            cache.Load(columnsToPrefetch.Select(name => input.Schema[name]));
        }

        return cache;
    }

    public IDataView FilterRowsByColumn(IDataView input, string columnName, double lowerBound = double.NegativeInfinity, double upperBound = double.PositiveInfinity)
    {
        ArgumentNullException.ThrowIfNull(input);
        DataViewSchema.Column column = input.Schema[columnName];
        return new FilterView(input, [column], row =>
        {
            Func<double> value = NumberReader.For(row, column);
            return () =>
            {
                double number = value();
                return number >= lowerBound && number < upperBound;
            };
        });
    }

    public IDataView FilterRowsByMissingValues(IDataView input, params string[] columns)
    {
        ArgumentNullException.ThrowIfNull(input);
        DataViewSchema.Column[] tested = columns.Select(name => input.Schema[name]).ToArray();
        return new FilterView(input, tested, row =>
        {
            Func<bool>[] missing = tested.Select(column => NumberReader.HasMissing(row, column)).ToArray();
            return () => !missing.Any(test => test());
        });
    }

    public IDataView ShuffleRows(IDataView input, int? seed = null, int shufflePoolSize = 1000, bool shuffleSource = true)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(shufflePoolSize);
        return new ShuffleView(input, seed ?? _host.Rand.Next(), shufflePoolSize, shuffleSource);
    }

    public IDataView SkipRows(IDataView input, long count) => Counted(input, position => position >= count);

    public IDataView TakeRows(IDataView input, long count) => Counted(input, position => position < count);

    public TrainTestData TrainTestSplit(IDataView data, double testFraction = 0.1, string samplingKeyColumnName = null, int? seed = null)
    {
        if (testFraction is not (> 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(testFraction), testFraction, "The test fraction lies between 0 and 1, both exclusive.");
        }

        var split = new RowSplit(data, samplingKeyColumnName, seed ?? _host.Rand.Next());
        return new TrainTestData(split.Where(part => part >= testFraction), split.Where(part => part < testFraction));
    }

    public IReadOnlyList<TrainTestData> CrossValidationSplit(IDataView data, int numberOfFolds = 5, string samplingKeyColumnName = null, int? seed = null)
    {
        if (numberOfFolds < 2)
        {
            throw new ArgumentOutOfRangeException(nameof(numberOfFolds), numberOfFolds, "There are two folds or more.");
        }

        var split = new RowSplit(data, samplingKeyColumnName, seed ?? _host.Rand.Next());
        return Enumerable.Range(0, numberOfFolds)
            .Select(fold => new TrainTestData(split.Where(part => (int)(part * numberOfFolds) != fold), split.Where(part => (int)(part * numberOfFolds) == fold)))
            .ToArray();
    }

    private static FilterView Counted(IDataView input, Func<long, bool> keep)
    {
        ArgumentNullException.ThrowIfNull(input);

        // Which rows come first is a matter of order, so these views keep the source's.
        return new FilterView(input, [], row => () => keep(row.Position), canShuffle: false);
    }

    private static IEnumerable<TRow> Enumerate<TRow>(IDataView data, RowFiller<TRow> filler, bool reuseRowObject)
        where TRow : class, new()
    {
        using DataViewRowCursor cursor = data.GetRowCursor(filler.Columns);
        var current = new TRow();
        Action fill = filler.On(cursor, () => current);
        while (cursor.MoveNext())
        {
            fill();
            yield return current;
            current = reuseRowObject ? current : new TRow();
        }
    }

    /// <summary>The two parts of a split.</summary>
    public struct TrainTestData
    {
        public readonly IDataView TrainSet;

        public readonly IDataView TestSet;

        internal TrainTestData(IDataView trainSet, IDataView testSet)
        {
            TrainSet = trainSet;
            TestSet = testSet;
        }
    }
}
