using System.Collections.Immutable;
using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.Core;
using Vae.Core.Data;
using Vae.Core.Models;
using Vae.MLNet.Columns;
using Vae.MLNet.Columns.Names;

namespace Vae.MLNet.Generation;

/// <summary>The columns of rows that a model makes: the features under the names that the model reads them by, and behind them the codes.</summary>
internal sealed class GeneratedSchema
{
    private const string DefaultLatent = "Latent";

    private readonly TableEncoder? encoder;
    private readonly ImmutableArray<InputShape> shapes;
    private readonly int[] first = [];

    private GeneratedSchema(DataViewSchema schema, TableEncoder? encoder, ImmutableArray<InputShape> shapes)
    {
        Schema = schema;
        this.encoder = encoder;
        this.shapes = shapes;
        first = new int[shapes.Length];
        for (var i = 1; i < first.Length; i++)
        {
            first[i] = first[i - 1] + shapes[i - 1].Slots;
        }
    }

    public DataViewSchema Schema { get; }

    /// <summary>Place of the codes; the features are before them.</summary>
    public int Codes => Schema.Count - 1;

    /// <summary>Where the features were one column they are again; where they were several, each is text, truth or number, in a vector where it was one; a number is Double where the model has an origin for it, else Single.</summary>
    /// <param name="model">The model.</param>
    /// <param name="columns">What its transformer reads and adds.</param>
    /// <param name="shapes">The types of its inputs; empty where it was not fitted on data, when each is taken for one column of the table.</param>
    public static GeneratedSchema Create(VaeModel model, VaeColumns columns, ImmutableArray<InputShape> shapes)
    {
        var builder = new DataViewSchema.Builder();
        TableEncoder? encoder = null;
        shapes = columns.Inputs.IsEmpty ? [] : shapes;
        if (columns.Inputs.IsEmpty)
        {
            builder.AddColumn(
                columns.Features, OutputSchema.SingleVector(model.InputDimension), model.FeatureNames is { } features ? OutputSchema.Annotation([.. features]) : null);
        }
        else
        {
            encoder = new TableEncoder(FeatureInput.TableOf(model));
            shapes = shapes.IsEmpty ? [.. columns.Inputs.Select(_ => new InputShape(InputType.Single, 0))] : shapes;
            AddInputs(builder, columns.Inputs, shapes, encoder.Schema, model.Origin);
        }

        var latent = LatentName(columns);
        var slots = Enumerable.Range(0, model.LatentDimension).Select(i => Invariant($"{latent}{i}"));
        builder.AddColumn(latent, OutputSchema.SingleVector(model.LatentDimension), OutputSchema.Annotation([.. slots]));
        return new GeneratedSchema(builder.ToSchema(), encoder, shapes);
    }

    /// <summary>A getter of a column of features.</summary>
    /// <param name="index">Place of the column.</param>
    /// <param name="row">The row that is read.</param>
    /// <param name="doubles">The same row in 64-bit floats.</param>
    public Delegate Getter(int index, GeneratedRow row, GeneratedDoubles doubles)
    {
        if (encoder is null)
        {
            return (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) => Fill(ref value, row()));
        }

        var (first, shape) = (this.first[index], shapes[index]);
        return encoder.Schema.Columns[first].Kind switch
        {
            ColumnKind.Categorical => Getter(shape, slot => encoder.Decode(first + slot, row()).AsMemory()),
            ColumnKind.Binary => Getter(shape, slot => Number(row(), first + slot) >= 0.5f),
            _ when (Schema[index].Type as VectorDataViewType)?.ItemType == NumberDataViewType.Double || Schema[index].Type == NumberDataViewType.Double =>
                Getter(shape, slot => doubles()[encoder.Schema.Offset(first + slot)]),
            _ => Getter(shape, slot => Number(row(), first + slot)),
        };
    }

    /// <summary>A vector of values.</summary>
    public static void Fill<T>(ref VBuffer<T> value, ReadOnlySpan<T> values)
    {
        var editor = VBufferEditor.Create(ref value, values.Length);
        values.CopyTo(editor.Values);
        value = editor.Commit();
    }

    private static void AddInputs(DataViewSchema.Builder builder, ImmutableArray<string> names, ImmutableArray<InputShape> shapes, TableSchema table, ReadOnlySpan<double> origin)
    {
        if (shapes.Sum(shape => shape.Slots) != table.Columns.Length)
        {
            throw new VaeDataException(
                Invariant($"The inputs {InputErrors.List(names)} stand for {shapes.Sum(shape => shape.Slots)} columns but the model was trained on {table.Columns.Length}; name one input a column."));
        }

        var place = 0;
        for (var i = 0; i < names.Length; i++)
        {
            PrimitiveDataViewType item = table.Columns[place].Kind switch
            {
                ColumnKind.Categorical => TextDataViewType.Instance,
                ColumnKind.Binary => BooleanDataViewType.Instance,
                _ when !origin.IsEmpty && origin[table.Offset(place)..table.Offset(place + shapes[i].Slots)].ContainsAnyExcept(0.0) => NumberDataViewType.Double,
                _ => NumberDataViewType.Single,
            };
            builder.AddColumn(names[i], shapes[i].Size == 0 ? item : new VectorDataViewType(item, shapes[i].Size));
            place += shapes[i].Slots;
        }
    }

    private static Delegate Getter<T>(InputShape shape, Func<int, T> read) => shape.Size == 0
        ? (ValueGetter<T>)((ref T value) => value = read(0))
        : (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) => Fill<T>(ref value, [.. Enumerable.Range(0, shape.Size).Select(read)]));

    private float Number(ReadOnlySpan<float> row, int column) => row[encoder!.Schema.Offset(column)];

    // A pipeline may put the code in the features' place; here both are wanted.
    private static string LatentName(VaeColumns columns)
    {
        var name = columns.Latent ?? DefaultLatent;
        return (columns.Inputs.IsEmpty ? name == columns.Features : columns.Inputs.Contains(name)) ? name + "Code" : name;
    }
}
