using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.Core.Models;
using Vae.MLNet.Columns.Names;

namespace Vae.MLNet.Columns;

/// <summary>The schema of data with the model's columns added, for data that are there and for shapes of data that are not.</summary>
internal static class OutputSchema
{
    /// <summary>Appends the output columns. Columns keep their places, so that an index below <c>input.Count</c> means the same column
    /// on both sides.</summary>
    public static DataViewSchema Create(DataViewSchema input, VaeModel model, VaeColumns columns)
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(input);
        foreach (var (kind, name) in columns.Named)
        {
            switch (kind)
            {
                case OutputKind.Latent:
                    string[] slots = [.. columns.LatentSlots(model)];
                    builder.AddColumn(name, SingleVector(slots.Length), Annotation(slots));
                    break;
                case OutputKind.FeatureContributions when model.Columns is { } table:
                    builder.AddColumn(name, SingleVector(table.Columns.Length), Annotation([.. table.Columns.Select(column => column.Name)]));
                    break;
                case OutputKind.Reconstruction or OutputKind.FeatureContributions or OutputKind.Imputed:
                    builder.AddColumn(
                        name,
                        SingleVector(model.InputDimension),
                        model.FeatureNames is { } features ? Annotation([.. features]) : null);
                    break;
                case OutputKind.Score or OutputKind.Probability:
                    builder.AddColumn(name, NumberDataViewType.Single);
                    break;
                default:
                    builder.AddColumn(name, BooleanDataViewType.Instance);
                    break;
            }
        }

        return builder.ToSchema();
    }

    /// <summary>
    /// Adds the shapes of the output columns. The parts of <see cref="SchemaShape"/> cannot be made outside ML.NET, so an estimator
    /// that can, one for a custom mapping that never runs, is asked to.
    /// </summary>
    public static SchemaShape CreateShape(MLContext context, SchemaShape input, VaeColumns columns)
    {
        if (columns.Inputs.IsEmpty)
        {
            FeatureColumn.Check(input, columns.Features);
        }
        else
        {
            TableInput.Check(input, columns.Inputs);
        }

        // A table's columns have names, and so has a column that is no vector; a vector has those that its annotation gives.
        var hasNames = !columns.Inputs.IsEmpty || input.Any(column => column.Name == columns.Features
            && (column.Kind == SchemaShape.Column.VectorKind.Scalar || column.Annotations.Any(annotation => annotation.Name == SlotNames.Kind)));
        var added = SchemaDefinition.Create(typeof(Added), SchemaDefinition.Direction.Write);
        Name(added, nameof(Added.Latent), columns.Latent, hasNames: true);
        Name(added, nameof(Added.Reconstruction), columns.Reconstruction, hasNames);
        Name(added, nameof(Added.Score), columns.Score);
        Name(added, nameof(Added.PredictedLabel), columns.PredictedLabel);
        Name(added, nameof(Added.Probability), columns.Probability);
        Name(added, nameof(Added.FeatureContributions), columns.FeatureContributions, hasNames);
        Name(added, nameof(Added.Imputed), columns.Imputed, hasNames);
        return context.Transforms
            .CustomMapping<Nothing, Added>((_, _) => { }, contractName: null, outputSchemaDefinition: added)
            .GetOutputSchema(input);
    }

    private static void Name(SchemaDefinition added, string member, string? columnName, bool hasNames = false)
    {
        var column = added.Single(c => c.MemberName == member);
        if (columnName is null)
        {
            added.Remove(column);
            return;
        }

        column.ColumnName = columnName;
        if (column.ColumnType is VectorDataViewType)
        {
            // A shape tells known sizes from unknown ones but does not hold them: any size will do.
            column.ColumnType = SingleVector(1);
            if (hasNames)
            {
                column.AddAnnotation(
                    SlotNames.Kind,
                    new VBuffer<ReadOnlyMemory<char>>(1, [columnName.AsMemory()]),
                    new VectorDataViewType(TextDataViewType.Instance, 1));
            }
        }
    }

    public static VectorDataViewType SingleVector(int size) => new(NumberDataViewType.Single, size);

    public static DataViewSchema.Annotations Annotation(string[] names)
    {
        var values = new VBuffer<ReadOnlyMemory<char>>(names.Length, Array.ConvertAll(names, n => n.AsMemory()));
        var builder = new DataViewSchema.Annotations.Builder();
        builder.Add(
            SlotNames.Kind,
            new VectorDataViewType(TextDataViewType.Instance, names.Length),
            (ref VBuffer<ReadOnlyMemory<char>> destination) => values.CopyTo(ref destination));
        return builder.ToAnnotations();
    }

    /// <summary>What the custom mapping reads: nothing. The feature column is checked here, with messages of our own.</summary>
    private sealed class Nothing
    {
    }

    /// <summary>What the custom mapping adds: one member a column, named at run time.</summary>
    private sealed class Added
    {
        public float[] Latent { get; set; } = [];

        public float[] Reconstruction { get; set; } = [];

        public float Score { get; set; }

        public bool PredictedLabel { get; set; }

        public float Probability { get; set; }

        public float[] FeatureContributions { get; set; } = [];

        public float[] Imputed { get; set; } = [];
    }
}
