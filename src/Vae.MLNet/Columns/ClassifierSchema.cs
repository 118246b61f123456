using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.Core.Models;
using Vae.MLNet.Columns.Names;
using Vae.MLNet.Columns.Values;

namespace Vae.MLNet.Columns;

/// <summary>The schema of data with a classifier's columns added: those of ML.NET's own multi-class trainers.</summary>
internal static class ClassifierSchema
{
    private const string TrainingLabelValues = "TrainingLabelValues";

    public static DataViewSchema Create(DataViewSchema input, VaeClassifier model, VaeClassifierColumns columns, KeyValues values)
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(input);
        if (columns.Score is { } score)
        {
            var annotations = new DataViewSchema.Annotations.Builder();
            KeyValues.FromNames(model.ClassNames).AddTo(annotations, SlotNames.Kind);
            values.AddTo(annotations, TrainingLabelValues);
            builder.AddColumn(score, new VectorDataViewType(NumberDataViewType.Single, model.ClassCount), annotations.ToAnnotations());
        }

        if (columns.PredictedLabel is { } label)
        {
            var annotations = new DataViewSchema.Annotations.Builder();
            values.AddTo(annotations, KeyValues.Kind);
            builder.AddColumn(label, new KeyDataViewType(typeof(uint), model.ClassCount), annotations.ToAnnotations());
        }

        return builder.ToSchema();
    }

    /// <summary>Adds the shapes of the output columns, by the detour that <see cref="OutputSchema.CreateShape"/> explains.</summary>
    public static SchemaShape CreateShape(MLContext context, SchemaShape input, VaeClassifierColumns columns, string label)
    {
        FeatureColumn.Check(input, columns.Features);
        LabelColumn.Check(input, label);
        var added = SchemaDefinition.Create(typeof(Added), SchemaDefinition.Direction.Write);
        Name(added, nameof(Added.Score), columns.Score, new VectorDataViewType(NumberDataViewType.Single, 2), SlotNames.Kind);
        Name(added, nameof(Added.PredictedLabel), columns.PredictedLabel, new KeyDataViewType(typeof(uint), 2), KeyValues.Kind);
        return context.Transforms
            .CustomMapping<Nothing, Added>((_, _) => { }, contractName: null, outputSchemaDefinition: added)
            .GetOutputSchema(input);
    }

    private static void Name(SchemaDefinition added, string member, string? name, DataViewType type, string annotation)
    {
        var column = added.Single(c => c.MemberName == member);
        if (name is null)
        {
            added.Remove(column);
            return;
        }

        (column.ColumnName, column.ColumnType) = (name, type);
        column.AddAnnotation(
            annotation,
            new VBuffer<ReadOnlyMemory<char>>(2, ["0".AsMemory(), "1".AsMemory()]),
            new VectorDataViewType(TextDataViewType.Instance, 2));
    }

    /// <summary>What the custom mapping reads: nothing.</summary>
    private sealed class Nothing
    {
    }

    /// <summary>What the custom mapping adds.</summary>
    private sealed class Added
    {
        public float[] Score { get; set; } = [];

        public uint PredictedLabel { get; set; }
    }
}
