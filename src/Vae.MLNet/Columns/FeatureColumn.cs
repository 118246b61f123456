using System.Collections.Immutable;
using Microsoft.ML.Data;
using Microsoft.ML;
using Vae.Core.Data;
using Vae.Core;
using Vae.Data.Columns;
using Vae.MLNet.Columns.Names;

namespace Vae.MLNet.Columns;

/// <summary>The column that features are read from: found by name, checked to be numbers of a known count.</summary>
internal sealed class FeatureColumn : FeatureInput
{
    private FeatureColumn(DataViewSchema.Column column, int slotCount, SlotOrder? order = null, int? size = null)
    {
        Column = column;
        SlotCount = slotCount;
        Size = size ?? slotCount;
        Slots = order?.Slots;
        Warnings = order?.Warnings ?? [];
    }

    /// <summary>Where it stands in its schema.</summary>
    public DataViewSchema.Column Column { get; }

    /// <summary>Slots of the vector; 1 for a column that is none.</summary>
    public int SlotCount { get; }

    /// <summary>The slot of each feature; null where each is in its own place and there are no others.</summary>
    public int[]? Slots { get; }

    /// <summary>Features a row; 1 for a column that is no vector.</summary>
    public override int Size { get; }

    public override ImmutableArray<DataWarning> Warnings { get; }

    public override IReadOnlyList<DataViewSchema.Column> Columns => [Column];

    /// <summary>Names of the features as the column's annotation gives them, or null where it gives none.</summary>
    public override IReadOnlyList<string>? Names => ReadSlotNames();

    public override FeatureReader CreateReader(DataViewRow row, IDataView? data, UnseenLevels.Row? unseen = null) => new VectorFeatureReader(row, this);

    /// <summary>Finds the column in data that are there.</summary>
    /// <exception cref="VaeDataException">It is missing, no Single, or a vector whose size is not known.</exception>
    public static FeatureColumn Find(DataViewSchema schema, string name)
    {
        if (schema.GetColumnOrNull(name) is not { } column)
        {
            throw Missing(name, schema.Where(c => !c.IsHidden).Select(c => c.Name));
        }

        if (column.Type is VectorDataViewType { ItemType: NumberDataViewType item } vector && item.RawType == typeof(float))
        {
            return vector.Size > 0 ? new FeatureColumn(column, vector.Size) : throw VariableSize(name);
        }

        return column.Type is NumberDataViewType && column.Type.RawType == typeof(float)
            ? new FeatureColumn(column, 1)
            : throw WrongType(name, column.Type.ToString()!, (column.Type as VectorDataViewType)?.ItemType ?? column.Type);
    }

    /// <summary>Finds the column in data that a model is applied to, and the model's features in it (<see cref="SlotOrder"/>).</summary>
    /// <exception cref="VaeDataException">As above, or a feature of the model is not there.</exception>
    public static FeatureColumn Find(DataViewSchema schema, string name, int modelSize, IReadOnlyList<string>? modelNames)
    {
        var found = Find(schema, name);

        // One that is no vector was named outright, whatever the model's feature is called.
        var names = found.Column.Type is VectorDataViewType ? SlotNames.Read(found.Column, found.Size) : null;
        return new FeatureColumn(found.Column, found.Size, SlotOrder.Find(name, found.Size, names, modelSize, modelNames), modelSize);
    }

    /// <summary>Finds the column in data beside those to train on: by the names of their slots, where both have names and there are as many.</summary>
    /// <param name="schema">The data's schema.</param>
    /// <param name="name">The column.</param>
    /// <param name="training">What was found in the data to train on; null for those themselves.</param>
    /// <exception cref="VaeDataException">As above.</exception>
    public static FeatureColumn FindAs(DataViewSchema schema, string name, FeatureInput? training)
    {
        var found = Find(schema, name);
        if (training is not null)
        {
            return found.Size == training.Size ? Find(schema, name, training.Size, training.Names) : found;
        }

        found.RequireNames();
        return found;
    }

    /// <summary>Checks the column in the shape of data that are not there yet.</summary>
    /// <exception cref="VaeDataException">It is missing, no Single, or a vector whose size is not known.</exception>
    public static void Check(SchemaShape shape, string name)
    {
        foreach (var column in shape)
        {
            if (column.Name != name)
            {
                continue;
            }

            if (column.IsKey || column.ItemType.RawType != typeof(float))
            {
                var type = column.IsKey ? $"Key<{column.ItemType}>" : column.ItemType.ToString()!;
                throw WrongType(
                    name,
                    column.Kind == SchemaShape.Column.VectorKind.Scalar ? type : $"Vector<{type}>",
                    column.IsKey ? null : column.ItemType);
            }

            if (column.Kind == SchemaShape.Column.VectorKind.VariableVector)
            {
                throw VariableSize(name);
            }

            return;
        }

        throw Missing(name, shape.Select(c => c.Name));
    }

    /// <summary>Checks that a model's file can keep the names of the features, before anything is trained that could not be saved.</summary>
    /// <exception cref="VaeDataException">It cannot keep one.</exception>
    private void RequireNames()
    {
        foreach (var (slot, name) in (Names ?? []).Index())
        {
            try
            {
                TableColumn.Numeric(name);
            }
            catch (ArgumentException error)
            {
                throw new VaeDataException(
                    Invariant($"Slot {slot} (counted from 0) of column '{Column.Name}' has a name that no model can keep: {error.Message}"), error);
            }
        }
    }

    private string[]? ReadSlotNames()
    {
        if (Column.Type is not VectorDataViewType)
        {
            return [Column.Name];
        }

        // Concatenating a named vector with an unnamed one leaves gaps; a feature without a name is told apart by its place.
        var column = Column.Name;
        return SlotNames.Read(Column, SlotCount)?.Select((name, index) => name.Length > 0 ? name : Invariant($"{column}[{index}]")).ToArray();
    }

    public static VaeDataException Missing(string name, IEnumerable<string> present)
    {
        const int Listed = 20;
        var names = present.Distinct().ToArray();
        var list = string.Join(", ", names.Take(Listed).Select(n => $"'{n}'"));
        var more = names.Length > Listed ? Invariant($" and {names.Length - Listed} more") : "";
        var hint = NearestName.Find(name, names) is { } near
            ? $"Did you mean '{near}'?"
            : "Name the column that holds the features, or make it with Transforms.Concatenate.";
        return new VaeDataException(
            names.Length == 0
                ? $"Column '{name}' is not in the data, which have no columns. {hint}"
                : $"Column '{name}' is not in the data, whose columns are {list}{more}. {hint}");
    }

    public static VaeDataException VariableSize(string name) => new(
        $"Column '{name}' is a vector whose size is not known, but a model needs the same number of features in every row; "
        + "give it a size: [VectorType(n)] on the member that it is loaded from, a column range in the text loader, "
        + "or Transforms.Concatenate over columns of known size.");

    private static VaeDataException WrongType(string name, string found, DataViewType? item)
    {
        var advice = item switch
        {
            null or KeyDataViewType => "turn keys into numbers with Transforms.Conversion.MapKeyToVector",
            TextDataViewType => "turn text into numbers with Transforms.Categorical.OneHotEncoding or Transforms.Text.FeaturizeText",
            NumberDataViewType { RawType.Name: nameof(Double) or nameof(Int64) or nameof(UInt64) or nameof(Int32) or nameof(UInt32) } =>
                $"name it in InputColumnNames of a detector or an encoder, which keeps all its digits, or convert it with Transforms.Conversion.ConvertType(\"{name}\", outputKind: DataKind.Single)",
            NumberDataViewType or BooleanDataViewType =>
                $"convert it with Transforms.Conversion.ConvertType(\"{name}\", outputKind: DataKind.Single)",
            _ => "turn it into numbers first",
        };
        return new VaeDataException($"Column '{name}' is {found} but features must be a vector of Single of known size; {advice}.");
    }
}
