using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.MLNet.Columns;
using Vae.MLNet.Columns.Values;

namespace Vae.MLNet.Saving;

/// <content>A classifier: the network gives the probabilities and the number of the class, a look-up table turns that number into the key.</content>
internal sealed partial class BuiltInSteps
{
    /// <summary>Makes the chain.</summary>
    /// <param name="saved">What it stands for.</param>
    /// <param name="context">Owns the steps; its folder of temporary files is written to.</param>
    public static TransformerChain<ITransformer> Create(SavedClassifier saved, MLContext context)
    {
        var (columns, model) = (saved.Columns, saved.Model);
        var steps = new BuiltInSteps(context, EmptyRows.Create(context, columns.Features, model.InputDimension));
        var export = StepNames.Export(saved);
        string[] outputs = [export.Probabilities, .. export.Label is { } number ? new[] { number } : []];
        steps.AddVector(columns.Features, model.InputDimension, export.Features, !model.Origin.IsEmpty);
        steps.AddNetwork(export.Features, outputs, stream => model.Save(stream, export));
        var between = new List<string> { export.Features, export.Probabilities };
        if (columns.PredictedLabel is { } label)
        {
            var keeps = columns.Score != StepNames.Score && label != StepNames.Score
                && (saved.KeepsScoreColumn || columns.Features == StepNames.Score);
            steps.Add(context.Transforms.Conversion.ConvertType(export.Label!, outputKind: DataKind.Single));
            steps.AddScalar(export.Label!, StepNames.Scalar, keeps);
            between.Add(StepNames.Scalar);
        }

        // The score before the key, as the transformer has them; and not before the scalar, on whose way a column 'Score' comes and goes.
        steps.AddCopy(columns.Score, export.Probabilities);
        if (columns.PredictedLabel is { } key)
        {
            var keys = Keys(context, saved.Values ?? KeyValues.FromNames(model.ClassNames), model.ClassCount);
            steps.Add(context.Transforms.Conversion.MapValue(key, keys, keys.Schema[nameof(Entry.Number)], keys.Schema[nameof(Entry.Key)], StepNames.Scalar));
        }

        steps.Add(context.Transforms.DropColumns([.. between]));
        return new TransformerChain<ITransformer>([.. steps.steps]);
    }

    /// <summary>A table from the number of a class, which the network gives, to its key.</summary>
    private static IDataView Keys(MLContext context, KeyValues values, int count)
    {
        var definition = SchemaDefinition.Create(typeof(Entry));
        var key = definition[nameof(Entry.Key)];
        key.ColumnType = new KeyDataViewType(typeof(uint), count);
        values.AddTo(key);
        return context.Data.LoadFromEnumerable(
            Enumerable.Range(0, count).Select(number => new Entry { Number = number, Key = (uint)number }).ToArray(), definition);
    }

    private sealed class Entry
    {
        public float Number { get; set; }

        /// <summary>From 0: so members of rows number keys, while columns do from 1.</summary>
        public uint Key { get; set; }
    }
}
