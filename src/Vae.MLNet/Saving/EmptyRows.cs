using Microsoft.ML;
using Microsoft.ML.Data;

namespace Vae.MLNet.Saving;

/// <summary>No rows, of a given schema, to fit steps on that learn nothing from rows.</summary>
internal static class EmptyRows
{
    /// <summary>A view with a vector of numbers, and a column 'Score' for steps that keep one.</summary>
    public static IDataView Create(MLContext context, string features, int width)
    {
        var definition = SchemaDefinition.Create(typeof(Row));
        if (features == StepNames.Score)
        {
            definition.Remove(definition[nameof(Row.Score)]);
        }

        var column = definition[nameof(Row.Features)];
        column.ColumnType = new VectorDataViewType(NumberDataViewType.Single, width);
        column.ColumnName = features;

        return context.Data.LoadFromEnumerable(Array.Empty<Row>(), definition);
    }

    private sealed class Row
    {
        public float[] Features { get; set; } = [];

        public float Score { get; set; }
    }
}
